import { answerSes, parseSendEmail, startSes } from '../../../src/emulators/ses.ts';

const EMAIL = {
  Action: 'SendEmail',
  Version: '2010-12-01',
  Source: 'API <api@example.org>',
  'Destination.ToAddresses.member.1': 'one@example.org',
  'Destination.ToAddresses.member.2': 'two@example.org',
  'Message.Subject.Data': 'Compte ouvert',
  'Message.Subject.Charset': 'UTF-8',
  'Message.Body.Html.Data': '<p>é&nbsp;&amp;</p>',
  'Message.Body.Text.Data': 'é &',
  ConfigurationSetName: 'fintech-solution-local',
};

const send = (changes: Record<string, string | undefined> = {}) => {
  const fields = Object.entries({ ...EMAIL, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const answer = answerSes(new URLSearchParams(fields), () => 'message-1');
  return { status: answer.status, document: answer.body.toString() };
};

describe('SES', () => {
  it('accepts an e-mail and names it', () => {
    expect(send()).toEqual({
      status: 200,
      document: expect.stringContaining(
        '<SendEmailResult><MessageId>message-1</MessageId></SendEmailResult>',
      ),
    });
  });

  it('reads every recipient, both bodies and the configuration set', () => {
    expect(parseSendEmail(new URLSearchParams(EMAIL))).toEqual({
      to: ['one@example.org', 'two@example.org'],
      from: 'API <api@example.org>',
      subject: 'Compte ouvert',
      html: '<p>é&nbsp;&amp;</p>',
      text: 'é &',
      configurationSet: 'fintech-solution-local',
    });
  });

  it.each([
    ['no sender', { Source: undefined }],
    ['a malformed sender', { Source: 'api' }],
    [
      'no recipient',
      { 'Destination.ToAddresses.member.1': undefined, 'Destination.ToAddresses.member.2': undefined },
    ],
    ['a malformed recipient', { 'Destination.ToAddresses.member.2': 'two at example.org' }],
    ['no body', { 'Message.Body.Html.Data': undefined, 'Message.Body.Text.Data': undefined }],
  ])('refuses an e-mail with %s', (_what, changes) => {
    expect(send(changes)).toEqual({
      status: 400,
      document: expect.stringContaining('<Code>InvalidParameterValue</Code>'),
    });
  });

  it('refuses more recipients than SES takes', () => {
    const many = Object.fromEntries(
      Array.from({ length: 51 }, (_, i) => [`Destination.CcAddresses.member.${i}`, `a${i}@example.org`]),
    );
    expect(send(many).document).toContain('<Code>MessageRejected</Code>');
  });

  it.each(['ListIdentities', '', '<script>'])(
    'answers the action %j, which it does not have, with an error',
    (action) => {
      const { status, document } = send({ Action: action });
      expect(status).toBe(400);
      expect(document).toContain('<Code>InvalidAction</Code>');
      expect(document).not.toContain('<script>');
    },
  );

  it.each(['VerifyEmailIdentity', 'GetSendQuota'])('answers %s', (action) => {
    expect(send({ Action: action })).toMatchObject({
      status: 200,
      document: expect.stringContaining(`${action}Result`),
    });
  });

  it('serves SES over HTTP', async () => {
    const emulator = await startSes(() => 'message-2');
    try {
      const response = await fetch(emulator.url, { method: 'POST', body: new URLSearchParams(EMAIL) });
      expect(response.headers.get('content-type')).toBe('text/xml');
      expect(await response.text()).toContain('message-2');
    } finally {
      await emulator.stop();
    }
  });
});
