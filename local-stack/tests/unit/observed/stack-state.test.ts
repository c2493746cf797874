import { type AwsJsonClient } from '../../../src/emulators/aws-json-client.ts';
import { readAccounts, readQueueCounts } from '../../../src/observed/stack-state.ts';

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
