import { hangUp, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';
import { LAST_CALL_MS } from '../../src/budgets.ts';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 10_000;
/** The last call that begins may be the reading of transactions, which asks at most so often for what is left out. */
const ROUNDS = 3;

describe('the wired function', () => {
  const wired = wireFunction({
    load: () => import('../../src/app.ts'),
    answer: json(200, {}),
    environment: () => ({
      TABLE_NAME: 'accounts',
      LEDGER_TABLE_NAME: 'ledger',
    }),
  });

  const request = {
    resource: '/accounts/{identifierType}/{identifier}/statemententries',
    pathParameters: { identifierType: 'msisdn', identifier: '622000001' },
    requestContext: { authorizer: { sub: 'shop', exp: '99999999999' } },
  };

  it('looks for a transaction that cannot exist while it starts, and says nothing', async () => {
    const { prewarm } = await wired.start();

    await prewarm();

    expect(wired.targets()).toEqual(['DynamoDB_20120810.GetItem']);
    expect(wired.output.lines()).toEqual([]);
  });

  it('reads the tables that the settings name, strongly consistent', async () => {
    const { lambdaHandler } = await wired.start();

    await expect(lambdaHandler(request)).resolves.toHaveProperty('statusCode', 404);

    expect(wired.server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { TableName: 'accounts', Key: { msisdn: { S: '224622000001' } }, ConsistentRead: true },
    ]);
  });

  it('reads nothing for a caller without the scope that the settings name', async () => {
    const { lambdaHandler } = await wired.start({ REQUIRED_SCOPE: 'read' });

    await expect(lambdaHandler(request)).resolves.toHaveProperty('statusCode', 403);

    expect(wired.server.requests).toEqual([]);
  });

  it('has time left when the tables do not answer', async () => {
    const { budgets, longestCallMs } = await wired.start();

    const longest = budgets.map((budget) => LAST_CALL_MS + ROUNDS * longestCallMs(budget));
    expect(longest).toHaveLength(1);
    expect(longest[0]).toBeLessThan(FUNCTION_TIMEOUT_MS - 1_000);
  });

  it('starts although nothing answers', async () => {
    wired.answer = hangUp;
    const { prewarm } = await wired.start();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
