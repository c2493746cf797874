import { NUMBER, recordedStack } from './recorded-stack.ts';

const REFERENCE = '5f0c3c2e-3c5b-5d3a-9f6e-2f1d4f8b7a10';
const KEY = { pk: { S: `TX#${REFERENCE}` }, sk: { S: 'TX' } };

function setup() {
  const here = recordedStack();
  here.welcomed();
  const update = (sets: Record<string, object>) => ({
    Update: {
      TableName: 'ledger',
      Key: KEY,
      UpdateExpression: `SET ${Object.keys(sets).map((name) => `#${name} = :${name}`)}`,
      ExpressionAttributeNames: Object.fromEntries(Object.keys(sets).map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(sets).map(([name, value]) => [`:${name}`, value]),
      ),
    },
  });
  const transacted = (...TransactItems: object[]) =>
    here.call('dynamodb', 'TransactWriteItems', { TransactItems });
  return {
    ...here,
    transacted,
    accepted: (how = {}) =>
      here.call(
        'dynamodb',
        'PutItem',
        {
          TableName: 'ledger',
          Item: { ...KEY, status: { S: 'pending' }, pendingShard: { S: 'P#0' }, debit: { S: NUMBER } },
        },
        how,
      ),
    failed: (finalAt = '2026-01-01T00:00:01.000Z') =>
      transacted(update({ status: { S: 'failed' }, finalAt: { S: finalAt } })),
    notified: (state: string) =>
      here.call('dynamodb', 'PutItem', {
        TableName: 'ledger',
        Item: { pk: KEY.pk, sk: { S: 'N#debit' }, state: { S: state } },
      }),
    /** What the audit says where the table holds this transaction. */
    told: (item: object = { status: 'failed', finalAt: '2026-01-01T00:00:01.000Z' }) =>
      here
        .audit({ transactions: [{ reference: REFERENCE, debit: NUMBER, ...item }] })
        .findings.map(({ kind, sentence }) => `${kind} ${sentence}`),
  };
}

describe('the recorded writes of a transaction', () => {
  it('agree with a table that holds what was written', () => {
    const { accepted, failed, told } = setup();
    accepted();
    failed();
    expect(told()).toEqual([]);
  });

  it.each([
    ['says another state', { status: 'completed', finalAt: '2026-01-01T00:00:01.000Z' }],
    ['says another moment', { status: 'failed', finalAt: '2026-01-01T00:00:02.000Z' }],
    ['says less', { status: 'failed' }],
  ])('contradict a table that %s (V5)', (_what, item) => {
    const { accepted, failed, told } = setup();
    accepted();
    failed();
    expect(told(item)).toEqual(['V5 a final state changed, or is gone']);
  });

  it('show a second final state, though the table looks well (V5)', () => {
    const { accepted, failed, told } = setup();
    accepted();
    failed();
    failed();
    expect(told()).toEqual(['V5 became final more than once']);
  });

  it('show a second acceptance that was taken, and not one that was refused (V6)', () => {
    const { accepted, told } = setup();
    accepted();
    accepted({ status: 400 });
    expect(told({ status: 'pending' })).toEqual([]);
    accepted();
    expect(told({ status: 'pending' })).toEqual([
      'V6 was accepted more than once; whatever it held was overwritten',
    ]);
  });

  it('count a commit once that the SDK sent again', () => {
    const { call, told } = setup();
    const Put = { TableName: 'ledger', Item: { ...KEY, status: { S: 'pending' } } };
    const input = { ClientRequestToken: 'one', TransactItems: [{ Put }] };
    call('dynamodb', 'TransactWriteItems', input);
    call('dynamodb', 'TransactWriteItems', input);
    expect(told({ status: 'pending' })).toEqual([]);
    call('dynamodb', 'TransactWriteItems', { ...input, ClientRequestToken: 'two' });
    expect(told({ status: 'pending' })).toHaveLength(1);
  });

  it('show a leg that was written over (V4)', () => {
    const { transacted, audit } = setup();
    const Item = { pk: { S: `ACC#${NUMBER}` }, sk: { S: 'E#000000000002' } };
    transacted({ Put: { TableName: 'ledger', Item } });
    transacted({ Put: { TableName: 'ledger', Item } });
    expect(audit().findings).toEqual([
      {
        ...{ kind: 'V4', account: '224*******01', sequence: 2 },
        sentence: 'its leg was written twice; the second hides the first',
      },
    ]);
  });
});

describe('the SMS about a transaction', () => {
  it('is one under its own lease, beside the welcome', () => {
    const { accepted, notified, smsSent, told } = setup();
    accepted();
    notified('sending');
    smsSent();
    notified('sent');
    expect(told({ status: 'pending' })).toEqual([]);
  });

  it('must not be sent more often than it was leased', () => {
    const { accepted, notified, smsSent, told } = setup();
    accepted();
    notified('sending');
    smsSent();
    smsSent();
    expect(told({ status: 'pending' })).toEqual(['sms-without-lease 3 SMS were sent under 2 lease(s)']);
  });

  it('must not be marked as sent where the provider never got it', () => {
    const { accepted, notified, told } = setup();
    accepted();
    notified('sent');
    expect(told({ status: 'pending' })).toEqual([
      'marked-but-not-sent 2 SMS are marked as sent, the provider got 1',
    ]);
  });
});
