import { createHash } from 'node:crypto';
import type * as awsClients from '@fintech-solution/adapters/aws-clients';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import { keyOf } from '@fintech-solution/testing/ledger-samples';
import {
  type Answer,
  json,
  type LoopbackServer,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import type * as app from '../../src/app.ts';

/** SQS answers with the digest of the body that it took, and the SDK compares. */
function bodyDigest(call: string): string {
  const { Entries } = JSON.parse(call) as { Entries: { MessageBody: string }[] };
  return createHash('md5')
    .update(Entries[0]?.MessageBody ?? '')
    .digest('hex');
}

/** The time-out that a deployment gives the function. */
const FUNCTION_TIMEOUT_MS = 10_000;

describe('the wired function', () => {
  let output: CapturedOutput;
  let server: LoopbackServer;
  const environment = process.env;
  beforeEach(async () => {
    output = captureOutput();
    server = await startLoopbackServer((response, request) => answer(response, request));
  });
  afterEach(async () => {
    await server.stop();
    process.env = environment;
    output.release();
  });

  const answer: Answer = (response, request) => {
    const isQueue = String(request.headers['x-amz-target']).startsWith('AmazonSQS');
    json(200, isQueue ? { Successful: [{ Id: '0', MD5OfMessageBody: bodyDigest(request.body) }] } : {})(
      response,
      request,
    );
  };

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

  it('looks for a transaction that never is while it starts, and writes nothing', async () => {
    const { prewarm } = await setup();
    await prewarm();
    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.GetItem',
    ]);
    expect(output.lines()).toEqual([]);
  });

  it('accepts a request in one write and one message', async () => {
    const { lambdaHandler } = await setup();
    const party = (value: string) => [{ key: 'msisdn', value }];
    const body = {
      amount: '1',
      currency: 'GNF',
      debitParty: party('622000001'),
      creditParty: party('622000002'),
    };
    const response = await lambdaHandler({
      pathParameters: { transactionType: 'transfer' },
      headers: { 'X-CorrelationID': keyOf(1) },
      body: JSON.stringify(body),
      requestContext: {
        authorizer: {
          sub: 'shop',
          scope: 'transactions:transfer transactions:debit-any',
          exp: '99999999999',
        },
      },
    });
    expect(response).toMatchObject({ statusCode: 202 });
    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.PutItem',
      'AmazonSQS.SendMessageBatch',
    ]);
  });

  it('leaves its calls less time than the function has', async () => {
    const { budgets, longestCallMs } = await setup();
    const total = budgets.reduce((sum, budget) => sum + longestCallMs(budget), 0);
    expect(total).toBeLessThan(FUNCTION_TIMEOUT_MS);
  });
});
