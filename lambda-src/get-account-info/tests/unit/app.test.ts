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
    answer = json(200, {});
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
      TABLE_NAME: 'accounts',
      INIT_ACCOUNT_QUEUE_URL: `${server.url}/1/requests`,
    };
    const loaded: (typeof app)[] = [];
    const rehearsed = jest.fn(async () => undefined);
    await jest.isolateModulesAsync(async () => {
      jest.doMock('../../src/rehearsal.ts', () => ({ rehearse: rehearsed }));
      loaded.push(await import('../../src/app.ts'));
    });
    return { ...(loaded[0] as typeof app), rehearsed };
  }

  it('reads what nobody has and rehearses an answer while it starts, and queues nothing', async () => {
    const { prewarm, rehearsed } = await setup();

    await prewarm();

    expect(server.requests.map(({ headers, body }) => [headers['x-amz-target'], JSON.parse(body)])).toEqual([
      [
        'DynamoDB_20120810.GetItem',
        expect.objectContaining({ TableName: 'accounts', Key: { msisdn: { S: 'warm-up' } } }),
      ],
    ]);
    expect(rehearsed).toHaveBeenCalledTimes(1);
    expect(output.lines()).toEqual([]);
  });

  it('starts although nothing answers', async () => {
    answer = hangUp;
    const { prewarm } = await setup();

    await expect(prewarm()).resolves.toBeUndefined();
  });
});
