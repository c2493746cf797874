import { keyOf } from '@fintech-solution/testing/ledger-samples';
import { hangUp, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 10_000;
/** A completed transaction is read, and then a leg of it. */
const READS = 2;

describe('the wired function', () => {
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer: json(200, {}),
    environment: () => ({
      LEDGER_TABLE_NAME: 'ledger',
    }),
  });

  const request = {
    resource: '/requeststates/{serverCorrelationId}',
    pathParameters: { serverCorrelationId: keyOf(1) },
    requestContext: { authorizer: { sub: 'shop', exp: '99999999999' } },
  };

  it('looks for a transaction that cannot exist while it starts, and says nothing', async () => {
    const { prewarm } = await wired.start();

    await prewarm();

    expect(wired.targets()).toEqual(['DynamoDB_20120810.GetItem']);
    expect(wired.output.lines()).toEqual([]);
  });

  it('reads the table that the settings name, strongly consistent', async () => {
    const { lambdaHandler } = await wired.start();

    await expect(lambdaHandler(request)).resolves.toHaveProperty('statusCode', 404);

    expect(wired.server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      {
        TableName: 'ledger',
        Key: { pk: { S: `TX#${keyOf(1)}` }, sk: { S: 'TX' } },
        ConsistentRead: true,
      },
    ]);
  });

  it('reads nothing for a caller without the scope that the settings name', async () => {
    const { lambdaHandler } = await wired.start({ REQUIRED_SCOPE: 'read' });

    await expect(lambdaHandler(request)).resolves.toHaveProperty('statusCode', 403);

    expect(wired.server.requests).toEqual([]);
  });

  it('has time left when the table does not answer', async () => {
    const { budgets, longestCallMs } = await wired.start();

    const longest = budgets.map(longestCallMs).reduce((sum, ms) => sum + READS * ms, 0);
    expect(budgets).toHaveLength(1);
    expect(longest).toBeLessThan(FUNCTION_TIMEOUT_MS - 1_000);
  });

  it('starts although nothing answers', async () => {
    wired.answer = hangUp;
    const { prewarm } = await wired.start();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
