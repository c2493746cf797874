import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { acceptedItem, type Item, legItem } from '@fintech-solution/adapters/dynamodb/ledger-items';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import type { CompletedTransaction } from '@fintech-solution/domain/ledger/transaction';
import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { createDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { startDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/http';
import { createTable } from '@fintech-solution/local-stack/emulators/local-dynamodb';
import { createLog } from '@fintech-solution/runtime/log';
import { captureOutput } from '@fintech-solution/testing/captured-output';
import { acceptedOf, ALICE, BOB, NOW } from '@fintech-solution/testing/ledger-samples';
import { createHandler } from '../../src/handler.ts';

const MOVEMENTS = 100_000;
const ENTRIES = '/accounts/{identifierType}/{identifier}/statemententries';
const TRANSACTIONS = '/accounts/{identifierType}/{identifier}/transactions';
const ENTRY = '/statemententries/{transactionReference}';
const TABLES = { accounts: 'accounts', ledger: 'ledger' };
/** One movement a minute. */
const at = (sequence: number): string => new Date(NOW + sequence * 60_000).toISOString();
/** Reads of a search by halves, one for each halving of the history. */
const PROBES = Math.ceil(Math.log2(MOVEMENTS + 1));

const referenceOfLeg = (sequence: number) =>
  `00000000-0000-5000-8000-${String(sequence).padStart(12, '0')}` as Reference;
/** Transactions are kept for the pages of transactions that are asked for; each is found by its own key alone. */
const hasTransaction = (sequence: number): boolean =>
  sequence <= 5 ||
  sequence > MOVEMENTS - 100 ||
  (sequence > 29_900 && sequence <= 30_000) ||
  sequence === 50_000;

function legOf(sequence: number): Item {
  return legItem({
    msisdn: ALICE,
    sequence,
    reference: referenceOfLeg(sequence),
    type: 'transfer',
    amount: 1n,
    balanceAfter: BigInt(sequence),
    counterparty: BOB,
    at: at(sequence),
    nonce: '0'.repeat(32),
    head: 'f'.repeat(64),
    descriptionText: 'x'.repeat(160),
  });
}

function transactionOfLeg(sequence: number): Item {
  const accepted = acceptedOf({ reference: referenceOfLeg(sequence), debit: BOB, credit: ALICE });
  const completed: Partial<CompletedTransaction> = { status: 'completed', finalAt: at(sequence) };
  return {
    ...acceptedItem(accepted),
    status: { S: String(completed.status) },
    finalAt: { S: String(completed.finalAt) },
    creditSequence: { N: String(sequence) },
    creditNonce: { S: '0'.repeat(32) },
  };
}

/** The function on the real adapter and an engine, over one long history; every read is counted. */
describe('what a page of a long history costs', () => {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID });
  let engine: Awaited<ReturnType<typeof startDynamoDb>>;
  let client: DynamoDBClient;
  let output: ReturnType<typeof captureOutput>;
  /** Items that the engine looked at, and capacity units that it charged, since the last request. */
  const cost = { items: 0, units: 0, calls: 0 };

  beforeAll(async () => {
    output = captureOutput();
    await createTable(async (target, input) => dynamoDb.execute(target.split('.').pop() ?? '', input), {
      name: TABLES.accounts,
      hashKey: 'msisdn',
    });
    await createTable(async (target, input) => dynamoDb.execute(target.split('.').pop() ?? '', input), {
      name: TABLES.ledger,
      hashKey: 'pk',
      rangeKey: 'sk',
    });
    dynamoDb.execute('PutItem', {
      TableName: TABLES.accounts,
      Item: {
        msisdn: { S: ALICE },
        balance: { N: String(MOVEMENTS) },
        openingBalance: { N: '1' },
        currency: { S: 'GNF' },
        status: { S: 'ACTIVE' },
        createdAt: { S: at(1) },
        openedBy: { S: 'event-1' },
        version: { N: String(MOVEMENTS) },
        head: { S: 'f'.repeat(64) },
        lastMovementAt: { S: at(MOVEMENTS) },
      },
    });
    for (let sequence = 2; sequence <= MOVEMENTS; sequence += 1) {
      dynamoDb.execute('PutItem', { TableName: TABLES.ledger, Item: legOf(sequence) });
      if (hasTransaction(sequence))
        dynamoDb.execute('PutItem', { TableName: TABLES.ledger, Item: transactionOfLeg(sequence) });
    }
    engine = await startDynamoDb(dynamoDb);
    client = countingClient(engine.url);
  });

  afterAll(async () => {
    client.destroy();
    await engine.stop();
    output.release();
  });

  /** Asks the engine what each call consumed; a query tells how many items it looked at, whatever it returned. */
  function countingClient(endpoint: string): DynamoDBClient {
    const counting = new DynamoDBClient({
      ...clientOptions({ attemptTimeoutMs: 5_000, attempts: 1 }),
      region: 'ca-central-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    counting.middlewareStack.add(
      (next) => async (args) => {
        const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input;
        const result = await next({ ...args, input });
        const answer = result.output as {
          ScannedCount?: number;
          Responses?: Record<string, unknown[]>;
          ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
        };
        cost.calls += 1;
        cost.items += answer.ScannedCount ?? Object.values(answer.Responses ?? { one: [1] }).flat().length;
        for (const { CapacityUnits = 0 } of [answer.ConsumedCapacity ?? []].flat())
          cost.units += CapacityUnits;
        return result;
      },
      { step: 'initialize' },
    );
    return counting;
  }

  async function ask(resource: string, query: Readonly<Record<string, string>>, reference = '') {
    Object.assign(cost, { items: 0, units: 0, calls: 0 });
    const handler = createHandler({
      ledger: createDynamoDbLedger(client, TABLES),
      rules: { requiredScopes: [], unboundScopes: [], plan: GUINEA_PLAN },
      allowedOrigins: [],
      log: createLog(GUINEA_PLAN),
      clock: () => NOW,
      newId: randomUUID,
    });
    const { statusCode, body } = await handler({
      resource,
      pathParameters: { identifierType: 'msisdn', identifier: ALICE, transactionReference: reference },
      queryStringParameters: query,
      requestContext: { authorizer: { sub: 'shop', exp: String(NOW) } },
    });
    expect(statusCode).toBe(200);
    return JSON.parse(body) as Record<string, unknown>[];
  }

  const sequencesOf = (body: readonly Record<string, unknown>[]) =>
    body.map(({ transactionReceipt }) => Number.parseInt(String(transactionReceipt), 10));

  it.each([
    [1, 0],
    [100, 0],
    [100, 50_000],
    [50, 99_900],
    [10, MOVEMENTS - 5],
    [100, MOVEMENTS],
  ])('is the account and a query of %d movements, at offset %d', async (limit, offset) => {
    const body = await ask(ENTRIES, { limit: String(limit), offset: String(offset) });
    const newest = MOVEMENTS - offset;
    const expected = Array.from({ length: Math.min(limit, newest) }, (_, index) => newest - index);
    expect(sequencesOf(body)).toEqual(expected);
    expect(cost.items).toBeLessThanOrEqual(limit + 1);
    expect(cost.calls).toBeLessThanOrEqual(2);
    // A leg of this history has less than half a kilobyte, and a unit is 4 KB.
    expect(cost.units).toBeLessThanOrEqual(2 + limit / 4);
  });

  it.each([
    [100, 0],
    [100, 70_000],
    [7, MOVEMENTS - 3],
  ])('is two items for each of %d transactions, at offset %d', async (limit, offset) => {
    const body = await ask(TRANSACTIONS, { limit: String(limit), offset: String(offset) });
    expect(body).toHaveLength(Math.min(limit, MOVEMENTS - 1 - offset));
    expect(cost.items).toBeLessThanOrEqual(2 * limit + 1);
    expect(cost.calls).toBe(3);
  });

  it.each([
    ['both dates', { fromDateTime: at(12_345), toDateTime: at(67_890) }, 67_890, 2],
    ['a start', { fromDateTime: at(99_950) }, MOVEMENTS, 1],
    ['an end', { toDateTime: at(3) }, 3, 1],
    ['an end before all', { toDateTime: at(0) }, 0, 1],
    ['a start after all', { fromDateTime: at(MOVEMENTS + 1) }, 0, 1],
  ])('grows with the logarithm of the history for %s', async (_, query, newest, searches) => {
    const body = await ask(ENTRIES, { ...query, limit: '20' });
    expect(sequencesOf(body)[0] ?? 0).toBe(newest);
    expect(cost.items).toBeLessThanOrEqual(20 + 1 + searches * PROBES);
    expect(cost.calls).toBeLessThanOrEqual(2 + searches * PROBES);
  });

  it('is two items for one entry, wherever it stands', async () => {
    for (const sequence of [2, 50_000, MOVEMENTS]) {
      const body = await ask(ENTRY, { msisdn: ALICE }, referenceOfLeg(sequence));
      expect(body).toMatchObject({ transactionReference: referenceOfLeg(sequence) });
      expect(cost.items).toBe(2);
    }
    await ask(ENTRY, { msisdn: ALICE }, 'event-1');
    expect(cost.items).toBe(1);
  });
});
