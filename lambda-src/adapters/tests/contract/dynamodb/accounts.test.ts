import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbAccounts } from '../../../src/dynamodb/accounts.ts';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import '@fintech-solution/testing/one-realm';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import {
  type Answer,
  drip,
  dripBody,
  hangUp,
  json,
  type LoopbackServer,
  silence,
  stall,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';

const MSISDN = '224622000001' as Msisdn;
const OPENING = {
  msisdn: MSISDN,
  openingBalance: 1_000n,
  openedBy: 'event-1',
  createdAt: '2025-11-25T02:52:00.000Z',
  channels: ['sms'] as const,
};
const STORED = {
  msisdn: { S: MSISDN },
  balance: { N: '777' },
  openingBalance: { N: '1000' },
  currency: { S: 'GNF' },
  welcome: { M: { sms: { M: { state: { S: 'pending' } } } } },
};

const error = (type: string, more: object = {}) => ({
  __type: `com.amazonaws.dynamodb.v20120810#${type}`,
  message: 'said by the service',
  ...more,
});

// A call that a time-out does not end should not keep anybody waiting for long.
jest.setTimeout(10_000);

let server: LoopbackServer;
let client: DynamoDBClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

/** The adapter in front of a service that answers as told, one answer for each call and the last one for the rest. */
async function setup(...answers: Answer[]) {
  let calls = 0;
  server = await startLoopbackServer((response, request) => {
    const answer = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    answer?.(response, request);
  });
  client = new DynamoDBClient({
    ...clientOptions({ attemptTimeoutMs: 100, attempts: 2 }),
    region: 'ca-central-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const requests = () =>
    server.requests.map(({ headers, body }) => ({
      operation: String(headers['x-amz-target']).split('.')[1],
      input: JSON.parse(body) as Record<string, unknown>,
    }));
  return { accounts: createDynamoDbAccounts(client, 'accounts'), requests };
}

describe('a read', () => {
  it('is strongly consistent and asks for one key', async () => {
    const { accounts, requests } = await setup(json(200, { Item: STORED }));
    await expect(accounts.find(MSISDN)).resolves.toMatchObject({ balance: 777n });
    expect(requests()).toEqual([
      {
        operation: 'GetItem',
        input: { TableName: 'accounts', Key: { msisdn: { S: MSISDN } }, ConsistentRead: true },
      },
    ]);
  });
});

describe('an opening', () => {
  it('that finds an account takes it from the refusal, without another read', async () => {
    const { accounts, requests } = await setup(
      json(400, error('ConditionalCheckFailedException', { Item: STORED })),
    );
    await expect(accounts.open(OPENING, 1)).resolves.toEqual({
      kind: 'already-open',
      openingBalance: 1_000n,
      welcome: { sms: 'pending' },
    });
    expect(requests()).toMatchObject([
      {
        operation: 'PutItem',
        input: {
          ConditionExpression: 'attribute_not_exists(msisdn)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);
  });

  it('that is refused by an engine which tells no item reads it, strongly consistent', async () => {
    const { accounts, requests } = await setup(
      json(400, error('ConditionalCheckFailedException')),
      json(200, { Item: STORED }),
    );
    await expect(accounts.open(OPENING, 1)).resolves.toMatchObject({ kind: 'already-open' });
    expect(requests()[1]).toMatchObject({ operation: 'GetItem', input: { ConsistentRead: true } });
  });

  it('of an account that vanished in between is to be tried again', async () => {
    const { accounts } = await setup(json(400, error('ConditionalCheckFailedException')), json(200, {}));
    await expect(accounts.open(OPENING, 1)).rejects.toThrow(AccountsUnavailableError);
  });

  it('whose first attempt was applied but not answered does not open twice', async () => {
    const { accounts, requests } = await setup(
      hangUp,
      json(400, error('ConditionalCheckFailedException', { Item: STORED })),
    );
    await expect(accounts.open(OPENING, 1)).resolves.toMatchObject({ kind: 'already-open' });
    expect(requests()).toHaveLength(2);
  });
});

describe('a store that does not answer now', () => {
  it.each<[string, Answer]>([
    ['is silent', silence],
    ['stalls in its body', stall],
    ['drips headers for ever', drip],
    ['drips its body for ever', dripBody],
    ['hangs up', hangUp],
    ['throttles', json(400, error('ThrottlingException'))],
    ['is out of throughput', json(400, error('ProvisionedThroughputExceededException'))],
    ['limits requests', json(400, error('RequestLimitExceeded'))],
    ['fails inside', json(500, error('InternalServerError'))],
    ['is unavailable', json(503, error('ServiceUnavailable'))],
    ['is behind a gateway that answers HTML', json(503, '<html>Service Unavailable</html>')],
  ])('is unavailable for every call when it %s', async (_, answer) => {
    const { accounts, requests } = await setup(answer);
    const lease = { msisdn: MSISDN, channel: 'sms', leaseUntil: 2 } as const;
    const calls = [
      accounts.find(MSISDN),
      accounts.open(OPENING, 1),
      accounts.claimWelcome(lease, 1, false),
      accounts.settleWelcome(lease, 'pending'),
      accounts.recordSent(MSISDN, ['sms']),
    ];
    const outcomes = await Promise.allSettled(calls);
    for (const outcome of outcomes)
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(AccountsUnavailableError);
    expect(requests()).toHaveLength(10);
  });

  it('is asked once more, and its second answer counts', async () => {
    const { accounts } = await setup(silence, json(200, { Item: STORED }));
    await expect(accounts.find(MSISDN)).resolves.toMatchObject({ balance: 777n });
  });
});

describe('a store that refuses us', () => {
  it.each([
    'AccessDeniedException',
    'ResourceNotFoundException',
    'ValidationException',
    'UnrecognizedClientException',
  ])('is our fault when it says %s, at once', async (type) => {
    const { accounts, requests } = await setup(json(400, error(type)));
    await expect(accounts.find(MSISDN)).rejects.toMatchObject({ name: type });
    await expect(accounts.open(OPENING, 1)).rejects.toMatchObject({ name: type });
    expect(requests()).toHaveLength(2);
  });
});

describeExchange(
  'DynamoDB',
  (endpoint) => {
    const dynamodb = new DynamoDBClient({
      ...clientOptions({ attemptTimeoutMs: ATTEMPT_MS, attempts: 1 }),
      region: 'ca-central-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const accounts = createDynamoDbAccounts(dynamodb, 'accounts');
    return { call: () => accounts.find(MSISDN), close: () => dynamodb.destroy() };
  },
  json(200, { Item: STORED }),
);
