import type * as awsClients from '@fintech-solution/adapters/aws-clients';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { LAST_CALL_MS } from '../../src/budgets.ts';
import type * as app from '../../src/app.ts';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 10_000;
/** The last call that begins may be the reading of transactions, which asks at most so often for what is left out. */
const ROUNDS = 3;

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
  async function setup(settings: Readonly<Record<string, string>> = {}) {
    process.env = {
      ...environment,
      AWS_REGION: 'ca-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL: server.url,
      TABLE_NAME: 'accounts',
      LEDGER_TABLE_NAME: 'ledger',
      ...settings,
    };
    const loaded: (typeof app)[] = [];
    const actual = jest.requireActual<typeof awsClients>('@fintech-solution/adapters/aws-clients');
    const clientOptions = jest.fn(actual.clientOptions);
    await jest.isolateModulesAsync(async () => {
      jest.doMock('@fintech-solution/adapters/aws-clients', () => ({ ...actual, clientOptions }));
      loaded.push(await import('../../src/app.ts'));
    });
    const budgets = clientOptions.mock.calls.map(([budget]) => budget);
    return { ...(loaded[0] as typeof app), budgets, longestCallMs: actual.longestCallMs };
  }

  const request = {
    resource: '/accounts/{identifierType}/{identifier}/statemententries',
    pathParameters: { identifierType: 'msisdn', identifier: '622000001' },
    requestContext: { authorizer: { sub: 'shop', exp: '99999999999' } },
  };

  it('looks for a transaction that cannot exist while it starts, and says nothing', async () => {
    const { prewarm } = await setup();

    await prewarm();

    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.GetItem',
    ]);
    expect(output.lines()).toEqual([]);
  });

  it('reads the tables that the settings name, strongly consistent', async () => {
    const { lambdaHandler } = await setup();

    await expect(lambdaHandler(request)).resolves.toHaveProperty('statusCode', 404);

    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { TableName: 'accounts', Key: { msisdn: { S: '224622000001' } }, ConsistentRead: true },
    ]);
  });

  it('reads nothing for a caller without the scope that the settings name', async () => {
    const { lambdaHandler } = await setup({ REQUIRED_SCOPE: 'read' });

    await expect(lambdaHandler(request)).resolves.toHaveProperty('statusCode', 403);

    expect(server.requests).toEqual([]);
  });

  it('has time left when the tables do not answer', async () => {
    const { budgets, longestCallMs } = await setup();

    const longest = budgets.map((budget) => LAST_CALL_MS + ROUNDS * longestCallMs(budget));
    expect(longest).toHaveLength(1);
    expect(longest[0]).toBeLessThan(FUNCTION_TIMEOUT_MS - 1_000);
  });

  it('starts although nothing answers', async () => {
    answer = hangUp;
    const { prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
