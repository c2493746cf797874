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
const FUNCTION_TIMEOUT_MS = 30_000;
/** One after another for each chunk: queue, read in at most three rounds, fail, notify. */
const CALLS_PER_CHUNK = 6;

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  let answer: Answer;
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    answer = json(200, { Items: [] });
    server = await startLoopbackServer((response, request) => answer(response, request));
  });
  afterEach(async () => {
    await server.stop();
    process.env = environment;
    output.release();
  });

  /** Loads the function as a cold start does. */
  async function setup() {
    process.env = {
      ...environment,
      AWS_REGION: 'ca-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL: server.url,
      LEDGER_TABLE_NAME: 'ledger',
      TRANSACTION_QUEUE_URL: `${server.url}/1/transactions`,
      NOTIFICATION_QUEUE_URL: `${server.url}/1/notifications`,
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

  it('asks each shard of the index once where nothing is stuck', async () => {
    const { lambdaHandler } = await setup();

    await lambdaHandler({});

    const targets = server.requests.map(({ headers }) => headers['x-amz-target']);
    expect(targets).toEqual(Array(8).fill('DynamoDB_20120810.Query'));
    expect(server.requests.map(({ body }) => JSON.parse(body))).toContainEqual(
      expect.objectContaining({ TableName: 'ledger', IndexName: 'pending', Limit: 250 }),
    );
  });

  it('begins no chunk that the time which is left cannot hold, and has time for one', async () => {
    const { lambdaHandler, budgets, longestCallMs } = await setup();
    const [longest = Number.NaN] = budgets.map(longestCallMs);
    const chunkMs = CALLS_PER_CHUNK * longest;
    // Two clients, and the index is asked first.
    expect(budgets).toEqual([budgets[0], budgets[0]]);
    expect(longest + chunkMs).toBeLessThan(FUNCTION_TIMEOUT_MS - 5_000);

    const stuck = { pk: { S: 'TX#0b5f1c9e-52a4-4f3c-9d62-000000000001' }, expiresAt: { N: '99999999999' } };
    answer = json(200, { Items: [stuck] });
    await lambdaHandler({}, { getRemainingTimeInMillis: () => chunkMs - 1 });
    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).not.toContain(
      'AmazonSQS.SendMessageBatch',
    );
    await lambdaHandler({}, { getRemainingTimeInMillis: () => chunkMs }).catch(() => undefined);
    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).toContain(
      'AmazonSQS.SendMessageBatch',
    );
  });

  it('ends with an error where the table does not answer', async () => {
    answer = hangUp;
    const { lambdaHandler } = await setup();

    await expect(lambdaHandler({})).rejects.toThrow('The ledger is unavailable');
  });

  it('starts although nothing answers', async () => {
    answer = hangUp;
    const { prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
