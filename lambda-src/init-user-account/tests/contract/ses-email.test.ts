import { SESClient } from '@aws-sdk/client-ses';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import {
  type Answer,
  hangUp,
  type LoopbackServer,
  silence,
  stall,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { createSesEmail } from '../../src/ses-email.ts';

const WELCOME = { msisdn: '224622000001' as Msisdn, openingBalance: 1_000n };
const CONFIG = { from: 'api@example.com', to: 'back-office@example.org', configurationSet: undefined };

const xml =
  (status: number, body: string): Answer =>
  (response) =>
    void response.writeHead(status, { 'Content-Type': 'text/xml' }).end(body);

/** A refusal as SES words it. */
const refusal = (status: number, code: string, message = 'said by the service'): Answer =>
  xml(
    status,
    `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>${
      status < 500 ? 'Sender' : 'Receiver'
    }</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  );

const accepted = xml(
  200,
  '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
);

let server: LoopbackServer;
let client: SESClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

async function setup(
  answer: Answer,
  config: Partial<Parameters<typeof createSesEmail>[1]> = {},
  attemptTimeoutMs = 10_000,
) {
  server = await startLoopbackServer(answer);
  client = new SESClient({
    ...clientOptions({ attemptTimeoutMs, attempts: 1 }),
    region: 'ca-central-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const fields = () => Object.fromEntries(new URLSearchParams(server.requests[0]?.body ?? ''));
  return { email: createSesEmail(client, { ...CONFIG, ...config }), fields };
}

describe('a welcome by e-mail', () => {
  it('is one message to the back office, the number masked, as text and as HTML', async () => {
    const { email, fields } = await setup(accepted);
    await expect(email.send(WELCOME)).resolves.toEqual({ kind: 'sent' });
    expect(fields()).toMatchObject({
      Action: 'SendEmail',
      Source: 'api@example.com',
      'Destination.ToAddresses.member.1': 'back-office@example.org',
      'Message.Subject.Data': 'Compte ouvert\u00a0: 224*******01',
      'Message.Subject.Charset': 'UTF-8',
      'Message.Body.Text.Data': expect.stringContaining('1000\u00a0GNF') as string,
      'Message.Body.Html.Data': expect.stringMatching(
        /<p>.*224\*{7}01\.<\/p><p>.*1000\u00a0GNF\.<\/p>/,
      ) as string,
    });
    expect(fields()).not.toHaveProperty('ConfigurationSetName');
    expect(server.requests.map(({ body }) => decodeURIComponent(body)).join()).not.toContain('622000001');
  });

  it('names the configuration set where there is one', async () => {
    const { email, fields } = await setup(accepted, { configurationSet: 'set' });
    await email.send(WELCOME);
    expect(fields()).toMatchObject({ ConfigurationSetName: 'set' });
  });

  it('lets no value become markup', async () => {
    const { email, fields } = await setup(accepted);
    await email.send({ ...WELCOME, openingBalance: '<img src=x onerror="a&b">' as unknown as bigint });
    expect(fields()['Message.Body.Html.Data']).toContain('&lt;img src=x onerror=&quot;a&amp;b&quot;&gt;');
    expect(fields()['Message.Body.Html.Data']).not.toContain('<img');
  });

  it.each([
    ['MessageRejected', 'Email address is not verified.'],
    ['InvalidParameterValue', "Missing final '@domain'"],
    ['InvalidParameterValue', 'Local address contains control or whitespace'],
    ['ValidationError', 'Value null'],
  ])('is refused for good by %s: %s', async (code, message) => {
    const { email } = await setup(refusal(400, code, message));
    await expect(email.send(WELCOME)).resolves.toEqual({ kind: 'refused', reason: `email-${code}` });
  });

  it.each([
    [400, 'Throttling'],
    [400, 'ThrottlingException'],
    [400, 'AccountSendingPausedException'],
    [400, 'ConfigurationSetSendingPausedException'],
    [400, 'ConfigurationSetDoesNotExist'],
    [400, 'MailFromDomainNotVerifiedException'],
    [403, 'AccessDenied'],
    [403, 'SignatureDoesNotMatch'],
    [500, 'InternalFailure'],
    [503, 'ServiceUnavailable'],
  ])('has failed for now with %i %s, and is not repeated here', async (status, code) => {
    const { email } = await setup(refusal(status, code));
    await expect(email.send(WELCOME)).resolves.toEqual({
      kind: 'failed',
      reason: expect.stringContaining(`email-${code}`) as string,
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    ['is silent', silence, 'unknown'],
    ['stalls in the body of its acceptance', stall, 'unknown'],
    ['hangs up', hangUp, 'unknown'],
  ])('is not repeated here when the service %s', async (_, answer, kind) => {
    const { email } = await setup(answer, {}, 100);
    await expect(email.send(WELCOME)).resolves.toMatchObject({ kind });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    ['accepts', xml(200, 'Accepted'), 'unknown'],
    ['refuses', xml(503, 'Service Unavailable'), 'failed'],
  ])('is not repeated here when the service %s in words that cannot be read', async (_, answer, kind) => {
    const { email } = await setup(answer);
    await expect(email.send(WELCOME)).resolves.toMatchObject({ kind });
    expect(server.requests).toHaveLength(1);
  });

  it('has certainly failed where no connection is made', async () => {
    const { email } = await setup(silence);
    await server.stop();
    await expect(email.send(WELCOME)).resolves.toMatchObject({ kind: 'failed', timedOut: false });
    server = await startLoopbackServer(silence);
  });

  it('hangs where the service is silent, so that it is left alone after a while', async () => {
    const { email } = await setup(silence, {}, 100);
    await expect(email.send(WELCOME)).resolves.toMatchObject({ kind: 'unknown', timedOut: true });
  });
});

describeExchange(
  'SES',
  (endpoint) => {
    const ses = new SESClient({
      ...clientOptions({ attemptTimeoutMs: ATTEMPT_MS, attempts: 1 }),
      region: 'ca-central-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const email = createSesEmail(ses, CONFIG);
    return { call: () => email.send(WELCOME), close: () => ses.destroy() };
  },
  accepted,
);
