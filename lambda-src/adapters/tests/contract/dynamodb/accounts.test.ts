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
    ...clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 }),
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
      welcomes: { sms: { state: 'pending', unknown: 0 } },
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

  it('whose first attempt was applied but not answered goes on as the opener', async () => {
    let item: unknown;
    const { accounts, requests } = await setup(
      (response, { body }) => {
        item = (JSON.parse(body) as { Item: unknown }).Item;
        response.destroy();
      },
      (response, request) =>
        json(400, error('ConditionalCheckFailedException', { Item: item }))(response, request),
    );
    await expect(accounts.open(OPENING, 1.25)).resolves.toEqual({ kind: 'opened' });
    expect(requests()).toHaveLength(2);
  });

  it('whose first attempt was not answered, and came too late, does not open twice', async () => {
    const { accounts, requests } = await setup(
      hangUp,
      json(400, error('ConditionalCheckFailedException', { Item: STORED })),
    );
    await expect(accounts.open(OPENING, 1)).resolves.toMatchObject({ kind: 'already-open' });
    expect(requests()).toHaveLength(2);
  });
});

const PLACE = { msisdn: MSISDN, channel: 'sms' } as const;
const PENDING = { state: 'pending', unknown: 0 } as const;
const TAKEN = { state: 'sending', leaseUntil: 2.5, unknown: 0 } as const;
const holding = (sms: object) => ({ ...STORED, welcome: { M: { sms: { M: sms } } } });

describe('a replaced welcome', () => {
  it('whose first attempt was applied but not answered is replaced', async () => {
    const Item = holding({ state: { S: 'sending' }, leaseUntil: { N: '2.5' } });
    const { accounts } = await setup(hangUp, json(400, error('ConditionalCheckFailedException', { Item })));
    await expect(accounts.replaceWelcome(PLACE, PENDING, TAKEN)).resolves.toBe(true);
  });

  it.each([
    ['another holder', { Item: holding({ state: { S: 'sending' }, leaseUntil: { N: '2.75' } }) }],
    ['no such channel', { Item: { ...STORED, welcome: { M: {} } } }],
    ['no item', {}],
  ])('is not, where the refusal tells of %s', async (_, found) => {
    const refusal = json(400, error('ConditionalCheckFailedException', found));
    const { accounts } = await setup(refusal, json(200, {}));
    await expect(accounts.replaceWelcome(PLACE, PENDING, TAKEN)).resolves.toBe(false);
  });
});

describe('a condition that does not hold', () => {
  const YEARS_AGO = { Date: 'Sun, 01 Mar 2020 00:00:00 GMT' };

  it.each<[string, Record<string, string>]>([
    ['the clocks differ', YEARS_AGO],
    ['a repetition is asked for', { 'Retry-After': '1', 'x-amz-retry-after': '10' }],
  ])('is an answer, although %s', async (_, headers) => {
    const refusal = json(400, error('ConditionalCheckFailedException', { Item: STORED }), headers);
    const { accounts } = await setup(refusal);
    await expect(accounts.open(OPENING, 1)).resolves.toMatchObject({ kind: 'already-open' });
    await expect(accounts.replaceWelcome(PLACE, { ...PENDING, unknown: 1 }, TAKEN)).resolves.toBe(false);
    await expect(accounts.recordSent(MSISDN, ['sms'])).resolves.toBe(false);
  });
});

describe('a store that is in conflict with a transaction', () => {
  const conflict = json(400, error('TransactionConflictException'));

  it('is asked once more, and its second answer counts', async () => {
    const { accounts } = await setup(conflict, json(200, {}));
    await expect(accounts.recordSent(MSISDN, ['sms'])).resolves.toBe(true);
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
    ['is in conflict with a transaction', json(400, error('TransactionConflictException'))],
    ['has a transaction in progress', json(400, error('TransactionInProgressException'))],
    ['fails inside', json(500, error('InternalServerError'))],
    ['is unavailable', json(503, error('ServiceUnavailable'))],
    ['is behind a gateway that answers HTML', json(503, '<html>Service Unavailable</html>')],
  ])('is unavailable for every call when it %s', async (_, answer) => {
    const { accounts, requests } = await setup(answer);
    const calls = [
      accounts.find(MSISDN),
      accounts.open(OPENING, 1),
      accounts.replaceWelcome(PLACE, PENDING, TAKEN),
      accounts.recordSent(MSISDN, ['sms']),
    ];
    const outcomes = await Promise.allSettled(calls);
    for (const outcome of outcomes)
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(AccountsUnavailableError);
    expect(requests()).toHaveLength(8);
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
