import { captureOutput, type CapturedOutput } from '@fintech-solution/shared/testing/captured-output';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/shared/testing/loopback-server';
import type * as app from '../../src/app.ts';

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
    await jest.isolateModulesAsync(async () => void loaded.push(await import('../../src/app.ts')));
    return loaded[0] as typeof app;
  }
  const targets = () => server.requests.map(({ headers }) => headers['x-amz-target']).toSorted();

  it('reads what nobody has, and the secret, while it starts', async () => {
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

  it('starts although nothing answers', async () => {
    answer = hangUp;
    const { prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
