import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import { json, type LoopbackServer, startLoopbackServer } from '@fintech-solution/testing/loopback-server';
import type * as app from '../../src/app.ts';

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    server = await startLoopbackServer(json(200, { Items: [] }));
  });
  afterEach(async () => {
    await server.stop();
    process.env = environment;
    output.release();
  });

  it('scans both tables, strongly consistent, and writes nothing', async () => {
    process.env = {
      ...environment,
      AWS_REGION: 'ca-central-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL: server.url,
      TABLE_NAME: 'accounts',
      LEDGER_TABLE_NAME: 'ledger',
    };
    const loaded: (typeof app)[] = [];
    await jest.isolateModulesAsync(async () => void loaded.push(await import('../../src/app.ts')));
    const { prewarm, lambdaHandler } = loaded[0] as typeof app;

    await prewarm();
    await expect(lambdaHandler({})).resolves.toMatchObject({ faults: 0 });

    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.Scan',
      'DynamoDB_20120810.Scan',
    ]);
    expect(server.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
      { TableName: 'accounts', ConsistentRead: true, Segment: 0, TotalSegments: 1 },
      { TableName: 'ledger', ConsistentRead: true, Segment: 0, TotalSegments: 1 },
    ]);
  });
});
