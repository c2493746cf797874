import type * as awsClients from '@fintech-solution/adapters/aws-clients';
import { encodeTransactionRequested } from '@fintech-solution/domain/ledger/transaction-events';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import { NOW_TEXT, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { json, type LoopbackServer, startLoopbackServer } from '@fintech-solution/testing/loopback-server';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import type * as app from '../../src/app.ts';
import { AWS_CALL, RECORD_BUDGET_MS } from '../../src/budgets.ts';

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 30_000;

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    server = await startLoopbackServer(json(200, {}));
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
      TABLE_NAME: 'accounts',
      LEDGER_TABLE_NAME: 'ledger',
      TRANSACTION_QUEUE_URL: `${server.url}/1/transactions`,
      NOTIFICATION_QUEUE_URL: `${server.url}/1/notifications`,
      DEAD_LETTER_QUEUE_URL: `${server.url}/1/transactions-dlq`,
    };
    const loaded: (typeof app)[] = [];
    const actual = jest.requireActual<typeof awsClients>('@fintech-solution/adapters/aws-clients');
    const clientOptions = jest.fn(actual.clientOptions);
    await jest.isolateModulesAsync(async () => {
      jest.doMock('@fintech-solution/adapters/aws-clients', () => ({ ...actual, clientOptions }));
      loaded.push(await import('../../src/app.ts'));
    });
    return { ...(loaded[0] as typeof app), budgets: clientOptions.mock.calls.map(([budget]) => budget) };
  }
  const targets = () => server.requests.map(({ headers }) => headers['x-amz-target']);

  it('looks for a transaction that never is while it starts, and writes nothing', async () => {
    const { prewarm } = await setup();
    await prewarm();
    expect(targets()).toEqual(['DynamoDB_20120810.BatchGetItem']);
    expect(output.lines()).toEqual([]);
  });

  it('uses its own dead-letter queue, and its own queue for what comes again', async () => {
    const { lambdaHandler } = await setup();
    const body = encodeTransactionRequested({ reference: pendingOf().reference }, NOW_TEXT);
    const record = recordOf(body);
    // The server's answer lacks the digest of the message, so the copy counts as not kept.
    await expect(lambdaHandler({ Records: [record] })).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: record.messageId }],
    });
    expect(targets()).toEqual([
      'DynamoDB_20120810.BatchGetItem',
      'AmazonSQS.SendMessage',
      'AmazonSQS.ChangeMessageVisibility',
    ]);
    const [, parked, backedOff] = server.requests.map(
      ({ body }) => JSON.parse(body) as Record<string, unknown>,
    );
    expect(parked).toMatchObject({ QueueUrl: `${server.url}/1/transactions-dlq` });
    expect(backedOff).toMatchObject({ QueueUrl: `${server.url}/1/transactions`, VisibilityTimeout: 2 });
  });

  it('leaves each record less time than the function has', async () => {
    const { budgets } = await setup();
    expect(budgets).toEqual([AWS_CALL, AWS_CALL]);
    expect(RECORD_BUDGET_MS).toBeLessThan(FUNCTION_TIMEOUT_MS / 2);
  });
});
