import { hangUp, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 30_000;
/** One after another for each chunk: queue, read in at most three rounds, fail, notify. */
const CALLS_PER_CHUNK = 6;

describe('the wired function', () => {
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer: json(200, { Items: [] }),
    environment: (url) => ({
      LEDGER_TABLE_NAME: 'ledger',
      TRANSACTION_QUEUE_URL: `${url}/1/transactions`,
      NOTIFICATION_QUEUE_URL: `${url}/1/notifications`,
    }),
  });

  it('asks each shard of the index once where nothing is stuck', async () => {
    const { lambdaHandler } = await wired.start();

    await lambdaHandler({});

    const targets = wired.targets();
    expect(targets).toEqual(Array(8).fill('DynamoDB_20120810.Query'));
    expect(wired.server.requests.map(({ body }) => JSON.parse(body))).toContainEqual(
      expect.objectContaining({ TableName: 'ledger', IndexName: 'pending', Limit: 250 }),
    );
  });

  it('begins no chunk that the time which is left cannot hold, and has time for one', async () => {
    const { lambdaHandler, budgets, longestCallMs } = await wired.start();
    const [longest = Number.NaN] = budgets.map(longestCallMs);
    const chunkMs = CALLS_PER_CHUNK * longest;
    // Two clients, and the index is asked first.
    expect(budgets).toEqual([budgets[0], budgets[0]]);
    expect(longest + chunkMs).toBeLessThan(FUNCTION_TIMEOUT_MS - 5_000);

    const stuck = { pk: { S: 'TX#0b5f1c9e-52a4-4f3c-9d62-000000000001' }, expiresAt: { N: '99999999999' } };
    wired.answer = json(200, { Items: [stuck] });
    await lambdaHandler({}, { getRemainingTimeInMillis: () => chunkMs - 1 });
    expect(wired.targets()).not.toContain('AmazonSQS.SendMessageBatch');
    await lambdaHandler({}, { getRemainingTimeInMillis: () => chunkMs }).catch(() => undefined);
    expect(wired.targets()).toContain('AmazonSQS.SendMessageBatch');
  });

  it('ends with an error where the table does not answer', async () => {
    wired.answer = hangUp;
    const { lambdaHandler } = await wired.start();

    await expect(lambdaHandler({})).rejects.toThrow('The ledger is unavailable');
  });

  it('starts although nothing answers', async () => {
    wired.answer = hangUp;
    const { prewarm } = await wired.start();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
