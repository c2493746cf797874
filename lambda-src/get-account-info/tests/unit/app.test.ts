import { TRY_AGAIN_MS } from '@fintech-solution/adapters/dynamodb/opening-allowance';
import type * as awsClients from '@fintech-solution/adapters/aws-clients';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import type * as app from '../../src/app.ts';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 15_000;

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  let answer: Answer;
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    answer = json(200, {});
    server = await startLoopbackServer((response, request) => answer(response, request));
  });
  afterEach(async () => {
    await server.stop();
    process.env = environment;
    output.release();
  });

  /** Loads the function as a cold start does. */
  async function setup(settings: Record<string, string> = {}) {
    process.env = {
      ...environment,
      AWS_REGION: 'ca-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL: server.url,
      TABLE_NAME: 'accounts',
      INIT_ACCOUNT_QUEUE_URL: `${server.url}/1/requests`,
      ...settings,
    };
    const loaded: (typeof app)[] = [];
    const warmUpHandler = jest.fn(async () => undefined);
    const actual = jest.requireActual<typeof awsClients>('@fintech-solution/adapters/aws-clients');
    const clientOptions = jest.fn(actual.clientOptions);
    await jest.isolateModulesAsync(async () => {
      jest.doMock('@fintech-solution/adapters/aws-clients', () => ({ ...actual, clientOptions }));
      jest.doMock('../../src/warm-up.ts', () => ({ warmUpHandler }));
      loaded.push(await import('../../src/app.ts'));
    });
    const budgets = clientOptions.mock.calls.map(([budget]) => budget);
    return { ...(loaded[0] as typeof app), warmUpHandler, budgets, longestCallMs: actual.longestCallMs };
  }

  const request = (authorizer: Record<string, string>) => ({
    pathParameters: { msisdn: '224622000001' },
    requestContext: { authorizer: { sub: 'client', exp: '99999999999', ...authorizer } },
  });

  it('reads an absent account and warms its handler up while it starts, and queues nothing', async () => {
    const { prewarm, warmUpHandler } = await setup();

    await prewarm();

    expect(server.requests.map(({ headers, body }) => [headers['x-amz-target'], JSON.parse(body)])).toEqual([
      [
        'DynamoDB_20120810.GetItem',
        expect.objectContaining({ TableName: 'accounts', Key: { msisdn: { S: 'warm-up' } } }),
      ],
    ]);
    expect(warmUpHandler).toHaveBeenCalledTimes(1);
    expect(output.lines()).toEqual([]);
  });

  it('reads no account for a caller who lacks the scope that the settings name', async () => {
    const { lambdaHandler } = await setup({ REQUIRED_SCOPE: 'read:account' });

    await expect(lambdaHandler(request({ scope: 'read:other' }))).resolves.toHaveProperty('statusCode', 403);
    expect(server.requests).toEqual([]);
  });

  it('has time left when neither the table nor the queue answers', async () => {
    const { budgets, longestCallMs } = await setup({ LEDGER_TABLE_NAME: 'ledger' });

    expect(budgets).toHaveLength(2);
    const [table, queue] = budgets.map(longestCallMs) as [number, number];
    // The account, the number's mark, and the write that counts, which contention repeats.
    const longest = 3 * table + TRY_AGAIN_MS + queue;
    expect(longest).toBeLessThan(FUNCTION_TIMEOUT_MS - 1_000);
  });

  it('counts an opening in the table of the settings before it asks for the account', async () => {
    const { lambdaHandler } = await setup({ LEDGER_TABLE_NAME: 'ledger', OPENINGS_PER_DAY: '0' });

    await lambdaHandler(request({}));
    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.GetItem',
      'DynamoDB_20120810.GetItem',
      'DynamoDB_20120810.TransactWriteItems',
      'AmazonSQS.SendMessage',
    ]);
    expect(JSON.parse(server.requests[2]?.body ?? '')).toMatchObject({
      TransactItems: [{ Put: { TableName: 'ledger' } }, { Update: { TableName: 'ledger' } }],
    });
  });

  it('starts although nothing answers', async () => {
    answer = hangUp;
    const { prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
