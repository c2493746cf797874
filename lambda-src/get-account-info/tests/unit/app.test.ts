import { TRY_AGAIN_MS } from '@fintech-solution/adapters/dynamodb/opening-allowance';
import { hangUp, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 15_000;

describe('the wired function', () => {
  const wired = wireFunction({
    load: async () => {
      const warmUpHandler = jest.fn(async () => undefined);
      jest.doMock('../../src/warm-up.ts', () => ({ warmUpHandler }));
      return { ...(await import('../../src/app.ts')), warmUpHandler };
    },
    answer: json(200, {}),
    environment: (url) => ({
      TABLE_NAME: 'accounts',
      INIT_ACCOUNT_QUEUE_URL: `${url}/1/requests`,
    }),
  });

  const request = (authorizer: Record<string, string>) => ({
    pathParameters: { msisdn: '224622000001' },
    requestContext: { authorizer: { sub: 'client', exp: '99999999999', ...authorizer } },
  });

  it('reads an absent account and warms its handler up while it starts, and queues nothing', async () => {
    const { prewarm, warmUpHandler } = await wired.start();

    await prewarm();

    expect(
      wired.server.requests.map(({ headers, body }) => [headers['x-amz-target'], JSON.parse(body)]),
    ).toEqual([
      [
        'DynamoDB_20120810.GetItem',
        expect.objectContaining({ TableName: 'accounts', Key: { msisdn: { S: 'warm-up' } } }),
      ],
    ]);
    expect(warmUpHandler).toHaveBeenCalledTimes(1);
    expect(wired.output.lines()).toEqual([]);
  });

  it('reads no account for a caller who lacks the scope that the settings name', async () => {
    const { lambdaHandler } = await wired.start({ REQUIRED_SCOPE: 'read:account' });

    await expect(lambdaHandler(request({ scope: 'read:other' }))).resolves.toHaveProperty('statusCode', 403);
    expect(wired.server.requests).toEqual([]);
  });

  it('has time left when neither the table nor the queue answers', async () => {
    const { budgets, longestCallMs } = await wired.start({ LEDGER_TABLE_NAME: 'ledger' });

    expect(budgets).toHaveLength(2);
    const [table, queue] = budgets.map(longestCallMs) as [number, number];
    // The account, the number's mark, and the write that counts, which contention repeats.
    const longest = 3 * table + TRY_AGAIN_MS + queue;
    expect(longest).toBeLessThan(FUNCTION_TIMEOUT_MS - 1_000);
  });

  it('counts an opening in the table of the settings before it asks for the account', async () => {
    const { lambdaHandler } = await wired.start({ LEDGER_TABLE_NAME: 'ledger', OPENINGS_PER_DAY: '0' });

    await lambdaHandler(request({}));
    expect(wired.targets()).toEqual([
      'DynamoDB_20120810.GetItem',
      'DynamoDB_20120810.GetItem',
      'DynamoDB_20120810.TransactWriteItems',
      'AmazonSQS.SendMessage',
    ]);
    expect(JSON.parse(wired.server.requests[2]?.body ?? '')).toMatchObject({
      TransactItems: [{ Put: { TableName: 'ledger' } }, { Update: { TableName: 'ledger' } }],
    });
  });

  it('starts although nothing answers', async () => {
    wired.answer = hangUp;
    const { prewarm } = await wired.start();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
