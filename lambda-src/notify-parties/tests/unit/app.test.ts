import type * as awsClients from '@fintech-solution/adapters/aws-clients';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import type * as app from '../../src/app.ts';
import { AWS_CALL } from '../../src/budgets.ts';

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  let answer: Answer;
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    answer = json(200, { Parameter: { Value: JSON.stringify({ client_id: 'id', client_secret: 'x' }) } });
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
      LEDGER_TABLE_NAME: 'ledger',
      NOTIFICATION_QUEUE_URL: `${server.url}/1/notifications`,
      DEAD_LETTER_QUEUE_URL: `${server.url}/1/dead`,
      ENABLE_SMS_NOTIFICATIONS: 'ON',
      SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: '/sms',
      CALLBACK_SIGNING_SECRET_PARAMETER_NAME: '/callbacks',
      ...settings,
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
  const targets = () => server.requests.map(({ headers }) => headers['x-amz-target']).toSorted();

  it('looks for a transaction that cannot exist, and reads the secret, while it starts', async () => {
    const { prewarm } = await setup();

    await prewarm();

    expect(targets()).toEqual(['AmazonSSM.GetParameter', 'DynamoDB_20120810.GetItem']);
    expect(output.lines()).toEqual([]);
  });

  it('reads no secret while SMS is OFF', async () => {
    const { prewarm } = await setup({ ENABLE_SMS_NOTIFICATIONS: 'OFF' });

    await prewarm();

    expect(targets()).toEqual(['DynamoDB_20120810.GetItem']);
  });

  it('gives each client the time and the attempts that the budget of a record counts on', async () => {
    const { budgets } = await setup();

    // DynamoDB, SQS, Systems Manager.
    expect(budgets).toEqual([AWS_CALL, AWS_CALL, AWS_CALL]);
  });

  it('parks and puts off in the queues that the settings name', async () => {
    answer = json(500, {});
    const { lambdaHandler } = await setup();

    await lambdaHandler({ Records: [recordOf('not ours')] });

    const urls = server.requests.map(({ body }) => (JSON.parse(body) as { QueueUrl: string }).QueueUrl);
    expect(new Set(urls)).toEqual(new Set([`${server.url}/1/dead`, `${server.url}/1/notifications`]));
  });

  it('starts although nothing answers', async () => {
    answer = hangUp;
    const { prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
