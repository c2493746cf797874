import { createHash } from 'node:crypto';
import { keyOf } from '@fintech-solution/testing/ledger-samples';
import { type Answer, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';

/** SQS answers with the digest of the body that it took, and the SDK compares. */
function bodyDigest(call: string): string {
  const { Entries } = JSON.parse(call) as { Entries: { MessageBody: string }[] };
  return createHash('md5')
    .update(Entries[0]?.MessageBody ?? '')
    .digest('hex');
}

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 10_000;

describe('the wired function', () => {
  const answer: Answer = (response, request) => {
    const isQueue = String(request.headers['x-amz-target']).startsWith('AmazonSQS');
    json(200, isQueue ? { Successful: [{ Id: '0', MD5OfMessageBody: bodyDigest(request.body) }] } : {})(
      response,
      request,
    );
  };
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer,
    environment: (url) => ({
      LEDGER_TABLE_NAME: 'ledger',
      TRANSACTION_QUEUE_URL: `${url}/1/transactions`,
    }),
  });

  it('looks for a transaction that never is while it starts, and writes nothing', async () => {
    const { prewarm } = await wired.start();
    await prewarm();
    expect(wired.targets()).toEqual(['DynamoDB_20120810.GetItem']);
    expect(wired.output.lines()).toEqual([]);
  });

  it('accepts a request in one write and one message', async () => {
    const { lambdaHandler } = await wired.start();
    const party = (value: string) => [{ key: 'msisdn', value }];
    const body = {
      amount: '1',
      currency: 'GNF',
      debitParty: party('622000001'),
      creditParty: party('622000002'),
    };
    const response = await lambdaHandler({
      pathParameters: { transactionType: 'transfer' },
      headers: { 'X-CorrelationID': keyOf(1) },
      body: JSON.stringify(body),
      requestContext: {
        authorizer: {
          sub: 'shop',
          scope: 'transactions:transfer transactions:debit-any',
          exp: '99999999999',
        },
      },
    });
    expect(response).toMatchObject({ statusCode: 202 });
    expect(wired.targets()).toEqual(['DynamoDB_20120810.PutItem', 'AmazonSQS.SendMessageBatch']);
  });

  it('leaves its calls less time than the function has', async () => {
    const { budgets, longestCallMs } = await wired.start();
    const total = budgets.reduce((sum, budget) => sum + longestCallMs(budget), 0);
    expect(total).toBeLessThan(FUNCTION_TIMEOUT_MS);
  });
});
