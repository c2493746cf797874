import { createHash } from 'node:crypto';
import type * as awsClients from '@fintech-solution/adapters/aws-clients';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';
import type * as app from '../../src/app.ts';
import { AWS_CALL, EMAIL_CALL } from '../../src/budgets.ts';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import { msisdnOf, requestFor } from '../requests.ts';

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  let answer: Answer;
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    const secret = JSON.stringify({ client_id: 'id', client_secret: 'secret' });
    answer = json(200, { Parameter: { Value: secret } });
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
      ENABLE_SMS_NOTIFICATIONS: 'ON',
      ENABLE_EMAIL_NOTIFICATIONS: 'OFF',
      APPLY_CUSTOM_DOMAIN: 'false',
      SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME: '/sms',
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

  it('reads an account that there is not, and the secret, while it starts', async () => {
    const { prewarm } = await setup();

    await prewarm();

    expect(targets()).toEqual(['AmazonSSM.GetParameter', 'DynamoDB_20120810.GetItem']);
    expect(output.lines()).toEqual([]);
  });

  it('reads no secret while the SMS channel is OFF', async () => {
    const { prewarm } = await setup({ ENABLE_SMS_NOTIFICATIONS: 'OFF' });

    await prewarm();

    expect(targets()).toEqual(['DynamoDB_20120810.GetItem']);
  });

  it('sends an e-mail once, though its provider answers that something went wrong', async () => {
    answer = (response, request) => {
      const isEmail = request.body.includes('Action=SendEmail');
      json(isEmail ? 500 : 200, {})(response, request);
    };
    const { lambdaHandler } = await setup({
      ENABLE_SMS_NOTIFICATIONS: 'OFF',
      ENABLE_EMAIL_NOTIFICATIONS: 'ON',
      DESTINATION_EMAIL: 'office@example.com',
    });
    const record = recordOf(requestFor(msisdnOf(1)));

    const { batchItemFailures } = await lambdaHandler({ Records: [record] });

    expect(batchItemFailures).toEqual([{ itemIdentifier: record.messageId }]);
    expect(server.requests.filter(({ body }) => body.includes('Action=SendEmail'))).toHaveLength(1);
  });

  it('waits for the SMS provider no longer than the budget of a record says', async () => {
    const timers = jest.spyOn(global, 'setTimeout');
    const { lambdaHandler } = await setup({ SMS_PROVIDER_API_URL: `${server.url}/messages` });

    await lambdaHandler({ Records: [recordOf(requestFor(msisdnOf(1)))] });

    expect(server.requests.filter(({ path }) => path === '/messages')).toHaveLength(1);
    // No call of AWS has a timer of this length while e-mail is OFF.
    expect(timers.mock.calls.filter(([, delayMs]) => delayMs === SMS_CALL_MS)).toHaveLength(1);
    timers.mockRestore();
  });

  it('gives each client the time and the attempts that the budget of a record counts on', async () => {
    const { budgets } = await setup({
      ENABLE_EMAIL_NOTIFICATIONS: 'ON',
      DESTINATION_EMAIL: 'office@example.com',
    });

    // DynamoDB, Systems Manager, SES, SQS.
    expect(budgets).toEqual([AWS_CALL, AWS_CALL, EMAIL_CALL, AWS_CALL]);
  });

  it('parks what is not ours in the dead-letter queue that the settings name', async () => {
    answer = json(200, { MD5OfMessageBody: createHash('md5').update('not ours').digest('hex') });
    const { lambdaHandler } = await setup({ DEAD_LETTER_QUEUE_URL: `${server.url}/1/dead` });

    await expect(lambdaHandler({ Records: [recordOf('not ours')] })).resolves.toEqual({
      batchItemFailures: [],
    });

    const [parked] = server.requests;
    expect(JSON.parse(parked?.body ?? '')).toMatchObject({
      QueueUrl: `${server.url}/1/dead`,
      MessageBody: 'not ours',
    });
  });

  it('puts off what failed in the queue that the settings name', async () => {
    const { lambdaHandler } = await setup({ INIT_ACCOUNT_QUEUE_URL: `${server.url}/1/requests` });

    await lambdaHandler({ Records: [recordOf('not ours')] });

    expect(targets()).toEqual(['AmazonSQS.ChangeMessageVisibility']);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      QueueUrl: `${server.url}/1/requests`,
    });
  });

  it('starts although nothing answers', async () => {
    answer = hangUp;
    const { prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
