import { type AwsJsonClient } from '../../../src/emulators/aws-json-client.ts';
import { ledgerState, readAccounts, readQueueCounts } from '../../../src/observed/stack-state.ts';

describe('readAccounts', () => {
  it('reads every page and keeps amounts as strings, whatever their size', async () => {
    const pages = [
      {
        Items: [
          {
            msisdn: { S: 'b' },
            balance: { N: '12345678901234567890' },
            openingBalance: { N: '1000' },
            version: { N: '2' },
          },
        ],
        LastEvaluatedKey: { msisdn: { S: 'b' } },
      },
      {
        Items: [
          {
            msisdn: { S: 'a' },
            ok: { BOOL: true },
            none: { NULL: true },
            list: { L: [{ S: 'x' }, { N: '1' }] },
            welcome: { M: { sms: { M: { state: { S: 'sent' } } } } },
          },
        ],
      },
    ];
    const asked: unknown[] = [];
    const client: AwsJsonClient = async (_target, input) => {
      asked.push((input as { ExclusiveStartKey?: unknown }).ExclusiveStartKey);
      return pages[asked.length - 1] as Record<string, unknown>;
    };
    expect(await readAccounts(client, 'accounts')).toEqual([
      { msisdn: 'a', ok: true, none: null, list: ['x', 1], welcome: { sms: { state: 'sent' } } },
      { msisdn: 'b', balance: '12345678901234567890', openingBalance: '1000', version: 2 },
    ]);
    expect(asked).toEqual([undefined, { msisdn: { S: 'b' } }]);
  });
});

describe('ledgerState', () => {
  const REFERENCE = '5f0c3c2e-3c5b-5d3a-9f6e-2f1d4f8b7a10';
  const transaction = (createdAt: string, reference = REFERENCE) => ({
    pk: { S: `TX#${reference}` },
    sk: { S: 'TX' },
    status: { S: 'failed' },
    amount: { N: '999999999999999' },
    createdAt: { S: createdAt },
    expiresAt: { N: '1700003600' },
    error: { M: { errorCode: { S: 'insufficientFunds' } } },
  });

  it('shows a transaction by its reference, its amount as a string, oldest first', () => {
    const { transactions, movements } = ledgerState([
      transaction('2026-01-01T00:00:01.000Z', 'later'),
      transaction('2026-01-01T00:00:00.000Z'),
    ]);
    expect(movements).toEqual([]);
    expect(transactions).toEqual([
      {
        reference: REFERENCE,
        status: 'failed',
        amount: '999999999999999',
        createdAt: '2026-01-01T00:00:00.000Z',
        expiresAt: 1_700_003_600,
        error: { errorCode: 'insufficientFunds' },
      },
      expect.objectContaining({ reference: 'later' }),
    ]);
  });

  it('shows the legs of customers with their sequence, and those of the cash account', () => {
    const at = { S: '2026-01-01T00:00:00.000Z' };
    const { movements } = ledgerState([
      {
        ...{ pk: { S: 'ACC#224622000001' }, sk: { S: 'E#000000000003' }, at },
        ...{ reference: { S: REFERENCE }, amount: { N: '-500' }, balanceAfter: { N: '1500' } },
      },
      {
        ...{ pk: { S: 'ACC#224622000001' }, sk: { S: 'E#000000000002' }, at },
        ...{ reference: { S: REFERENCE }, amount: { N: '1000' }, balanceAfter: { N: '2000' } },
      },
      { pk: { S: 'ACC#SYS#CASH#5' }, sk: { S: `TX#${REFERENCE}` }, amount: { N: '-1000' }, at },
    ]);
    expect(movements).toEqual([
      { account: 'SYS#CASH', reference: REFERENCE, amount: '-1000', at: at.S },
      {
        ...{ account: '224622000001', sequence: 2, reference: REFERENCE },
        ...{ amount: '1000', balanceAfter: '2000', at: at.S },
      },
      {
        ...{ account: '224622000001', sequence: 3, reference: REFERENCE },
        ...{ amount: '-500', balanceAfter: '1500', at: at.S },
      },
    ]);
  });

  it('shows how far each notification is, and leaves out counters, which move no money', () => {
    expect(
      ledgerState([
        { pk: { S: 'LIM#CASH#ab' }, sk: { S: 'D#2026-01-01' }, amount: { N: '1000' } },
        { pk: { S: `TX#${REFERENCE}` }, sk: { S: 'N#debit' }, state: { S: 'sent' }, unknown: { N: '1' } },
      ]),
    ).toEqual({
      transactions: [],
      movements: [],
      notifications: [{ reference: REFERENCE, recipient: 'debit', state: 'sent' }],
    });
  });
});

describe('readQueueCounts', () => {
  it('gives SQS’s counts as numbers', async () => {
    const client: AwsJsonClient = async () => ({
      Attributes: {
        ApproximateNumberOfMessages: '3',
        ApproximateNumberOfMessagesNotVisible: '2',
        ApproximateNumberOfMessagesDelayed: '1',
      },
    });
    expect(await readQueueCounts(client, 'url')).toEqual({ visible: 3, inFlight: 2, delayed: 1 });
  });
});
