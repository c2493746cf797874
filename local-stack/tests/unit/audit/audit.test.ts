import { account, event, recordedStack, NUMBER } from './recorded-stack.ts';

const OTHER = '224622000002';

function setup() {
  const here = recordedStack();
  here.welcomed();
  return here;
}

describe('auditStack', () => {
  it('finds nothing where an account was asked for, opened once and welcomed', () => {
    expect(setup().audit()).toMatchObject({
      verdict: 'consistent',
      accounts: 1,
      events: 1,
      sms: 1,
      emails: 1,
      findings: [],
    });
  });

  it('accepts an empty stack', () => {
    expect(recordedStack().audit({ accounts: [] }).verdict).toBe('consistent');
  });

  it('accepts redeliveries that were refused, and with an event that came twice', () => {
    const { asked, opened, kinds } = setup();
    asked();
    asked(event(NUMBER, 'another'));
    opened({ status: 400 });
    expect(kinds()).toEqual([]);
  });

  it.each([
    ['a balance that the opening does not explain', { balance: '5200' }, 'V3'],
    ['a balance that is no whole number', { balance: '1000.5' }, 'V11'],
    ['another opening amount than the setting', { balance: '7', openingBalance: '7' }, 'opening-amount'],
    ['no opening amount', { openingBalance: undefined }, 'opening-incomplete'],
    ['no origin', { openedBy: '' }, 'opening-incomplete'],
    ['no time', { createdAt: undefined }, 'opening-incomplete'],
    ['a time that is none', { createdAt: 'yesterday' }, 'opening-time'],
    ['no currency', { currency: undefined }, 'opening-incomplete'],
    ['an origin without an event', { openedBy: 'invented' }, 'opened-without-event'],
    [
      'a welcome without an event to finish it',
      { welcome: { sms: { state: 'pending' } } },
      'welcome-abandoned',
    ],
  ])('finds %s', (_what, difference, kind) => {
    const { audit } = setup();
    const { verdict, findings } = audit({ accounts: [account(difference)] });
    expect(verdict).toBe('inconsistent');
    expect(findings).toContainEqual(expect.objectContaining({ kind, account: '224*******01' }));
  });

  it('calls a change from outside unexplained too, and says that it came from outside', () => {
    const { call, audit } = setup();
    call('dynamodb', 'UpdateItem', { TableName: 'accounts', Key: { msisdn: { S: NUMBER } } }, { by: 'ME' });
    const { findings } = audit({ accounts: [account({ balance: '5200' })] });
    expect(findings).toContainEqual({
      ...{ kind: 'V3', account: '224*******01', sequence: 1, reference: undefined },
      sentence:
        'balance is 5200, its movements make 1000; a client outside the functions wrote to the account',
    });
  });

  it('finds a second opening that was accepted, though the account looks well', () => {
    const { opened, kinds } = setup();
    opened();
    expect(kinds()).toContain('opened-twice');
  });

  it('lets a removed account be opened again', () => {
    const { call, opened, smsSent, emailSent, kinds } = setup();
    call('dynamodb', 'DeleteItem', { TableName: 'accounts', Key: { msisdn: { S: NUMBER } } }, { by: 'ME' });
    opened();
    smsSent();
    emailSent();
    expect(kinds()).toEqual([]);
  });

  it('finds an account that no function opened', () => {
    const { kinds } = setup();
    expect(kinds({ accounts: [account(), account({ msisdn: OTHER })] })).toEqual(['not-opened-here']);
  });

  it('finds a key that is another spelling of a number, and shows no digit more than two', () => {
    const { audit } = setup();
    const spelled = account({ msisdn: '+224622000001' });
    const { findings } = audit({ accounts: [account(), spelled] });
    expect(findings.map(({ kind }) => kind)).toContain('number-not-canonical');
    expect(JSON.stringify(findings)).not.toMatch(/\d{9}/);
  });

  it('waits for what is still under way, but not with what is wrong already', () => {
    const { audit, opened } = setup();
    const busy = { queue: { visible: 0, inFlight: 1, delayed: 0 } };
    const pending = { ...busy, accounts: [account({ welcome: { sms: { state: 'pending' } } })] };
    expect(audit(pending).verdict).toBe('under-way');
    opened();
    expect(audit(pending).verdict).toBe('inconsistent');
  });

  it('counts a dead-lettered event as handled', () => {
    const { asked, kinds } = setup();
    asked(event(OTHER));
    const deadLetters = [{ messageId: 'm', body: event(OTHER), attributes: {} }];
    expect(kinds({ deadLetters })).toEqual([]);
    expect(kinds({ queue: { visible: 1, inFlight: 0, delayed: 0 } })).toEqual([]);
    expect(kinds()).toEqual(['event-lost']);
  });

  it('reports a foreign message without a copy in the dead letters', () => {
    const { asked, kinds } = setup();
    asked('{}');
    expect(kinds({ deadLetters: [{ messageId: 'm', body: '{}', attributes: {} }] })).toEqual([]);
    expect(kinds()).toEqual(['foreign-message-lost']);
  });

  it('reports nothing after messages were removed by hand', () => {
    const { asked, call, kinds } = setup();
    asked(event(OTHER));
    call('sqs', 'PurgeQueue', { QueueUrl: 'http://x/0/dead' }, { by: 'ME' });
    expect(kinds()).toEqual([]);
  });

  it('counts only the messages of a batch that the queue took', () => {
    const { call, kinds } = setup();
    const Entries = [
      { Id: '0', MessageBody: event(OTHER) },
      { Id: '1', MessageBody: event('224622000003') },
    ];
    call(
      'sqs',
      'SendMessageBatch',
      { QueueUrl: 'http://x/0/requests', Entries },
      { output: { Successful: [{ Id: '1' }] } },
    );
    expect(kinds()).toEqual(['event-lost']);
  });
});
