import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CorruptLedgerError, LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import type { LedgerWrite } from '@fintech-solution/domain/ledger/ledger-write';
import { expire } from '@fintech-solution/domain/ledger/posting';
import type { Leg } from '@fintech-solution/domain/ledger/receipt';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import { acceptedOf, accountOf, ALICE, BOB, NOW, pendingOf } from '@fintech-solution/testing/ledger-samples';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbLedger } from '../../../src/dynamodb/ledger.ts';
import { acceptedItem, type Item, legItem } from '../../../src/dynamodb/ledger-items.ts';

const TABLES = { accounts: 'accounts', ledger: 'ledger' };
const TRANSACTION = acceptedOf();
const { reference: REFERENCE } = TRANSACTION;
const STORED = acceptedItem(TRANSACTION);
const ACCOUNT = {
  msisdn: { S: ALICE },
  balance: { N: '1000' },
  openingBalance: { N: '1000' },
  currency: { S: 'GNF' },
  status: { S: 'ACTIVE' },
  createdAt: { S: '2026-11-01T08:00:00.000Z' },
  openedBy: { S: 'event-1' },
  version: { N: '1' },
};

const LEG: Leg = {
  msisdn: ALICE,
  sequence: 7,
  reference: REFERENCE,
  type: 'transfer',
  amount: -250n,
  balanceAfter: 750n,
  counterparty: BOB,
  at: '2026-11-01T09:00:00.000Z',
  nonce: '0'.repeat(32),
  head: 'f'.repeat(64),
};

const error = (type: string, more: object = {}) => ({
  __type: `com.amazonaws.dynamodb.v20120810#${type}`,
  message: 'said by the service',
  ...more,
});
const cancelled = (...reasons: readonly object[]) =>
  json(400, error('TransactionCanceledException', { CancellationReasons: reasons }));

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
  return { ledger: createDynamoDbLedger(client, TABLES), requests };
}

describe('an acceptance', () => {
  it('that finds a transaction takes it from the refusal, without another read', async () => {
    const { ledger, requests } = await setup(
      json(400, error('ConditionalCheckFailedException', { Item: STORED })),
    );
    await expect(ledger.accept(TRANSACTION)).resolves.toEqual({
      kind: 'exists',
      transaction: pendingOf(),
      isRepetition: false,
    });
    expect(requests()).toMatchObject([
      { operation: 'PutItem', input: { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    ]);
  });

  it('that is refused by an engine which tells no item reads it, strongly consistent', async () => {
    const { ledger, requests } = await setup(
      json(400, error('ConditionalCheckFailedException')),
      json(200, { Item: STORED }),
    );
    await expect(ledger.accept(TRANSACTION)).resolves.toMatchObject({ kind: 'exists' });
    expect(requests()[1]).toMatchObject({ operation: 'GetItem', input: { ConsistentRead: true } });
  });

  it('whose first answer was lost says that it was repeated', async () => {
    const { ledger } = await setup(
      hangUp,
      json(400, error('ConditionalCheckFailedException', { Item: STORED })),
    );
    await expect(ledger.accept(TRANSACTION)).resolves.toMatchObject({ kind: 'exists', isRepetition: true });
  });

  it('whose first answer was lost with a kept connection says so too', async () => {
    const { ledger, requests } = await setup(
      json(200, {}),
      hangUp,
      json(400, error('ConditionalCheckFailedException', { Item: STORED })),
    );
    await ledger.find(REFERENCE);
    await expect(ledger.accept(TRANSACTION)).resolves.toMatchObject({ kind: 'exists', isRepetition: true });
    expect(requests().map(({ operation }) => operation)).toEqual(['GetItem', 'PutItem', 'PutItem']);
  });

  it('that the service has no capacity for is to be tried again, although a transaction of this name is there', async () => {
    const throttled = json(400, error('ThrottlingException'));
    const { ledger } = await setup(throttled, throttled, json(200, { Item: STORED }));
    await expect(ledger.accept(TRANSACTION)).rejects.toThrow(LedgerUnavailableError);
  });

  it('of a transaction that vanished in between is to be tried again', async () => {
    const { ledger } = await setup(json(400, error('ConditionalCheckFailedException')), json(200, {}));
    await expect(ledger.accept(TRANSACTION)).rejects.toThrow(LedgerUnavailableError);
  });
});

describe('a read of many', () => {
  const found = (items: object, left: object = {}) => json(200, { Responses: items, UnprocessedKeys: left });

  it('is one call over both tables, strongly consistent', async () => {
    const { ledger, requests } = await setup(found({ ledger: [STORED], accounts: [ACCOUNT] }));
    const reading = await ledger.read([REFERENCE], [ALICE]);
    expect(reading.transactions.get(REFERENCE)).toEqual(pendingOf());
    expect(reading.accounts.get(ALICE)).toMatchObject({ balance: 1_000n });
    expect(requests()).toMatchObject([
      {
        operation: 'BatchGetItem',
        input: {
          RequestItems: {
            ledger: { Keys: [{ pk: { S: `TX#${REFERENCE}` }, sk: { S: 'TX' } }], ConsistentRead: true },
            accounts: { Keys: [{ msisdn: { S: ALICE } }], ConsistentRead: true },
          },
        },
      },
    ]);
  });

  it('asks again for what was left out, and only for that', async () => {
    const left = { accounts: { Keys: [{ msisdn: { S: BOB } }], ConsistentRead: true } };
    const { ledger, requests } = await setup(
      found({ accounts: [ACCOUNT] }, left),
      found({ accounts: [{ ...ACCOUNT, msisdn: { S: BOB } }] }),
    );
    const { accounts } = await ledger.read([], [ALICE, BOB]);
    expect([...accounts.keys()]).toEqual([ALICE, BOB]);
    expect(requests()[1]?.input).toMatchObject({ RequestItems: left });
  });

  it('is unavailable where something is left out again and again', async () => {
    const left = { accounts: { Keys: [{ msisdn: { S: ALICE } }], ConsistentRead: true } };
    const { ledger, requests } = await setup(found({}, left));
    await expect(ledger.read([], [ALICE])).rejects.toThrow(LedgerUnavailableError);
    expect(requests()).toHaveLength(3);
  });

  it('shows which sides of a completed transaction have a leg', async () => {
    const completed = { ...STORED, status: { S: 'completed' }, finalAt: { S: LEG.at } };
    const [sequence, nonce] = [{ N: '7' }, { S: 'n' }];
    const credit = { creditSequence: sequence, creditNonce: nonce };
    const { ledger } = await setup(
      ...[{}, { debitSequence: sequence }, { debitNonce: nonce }].map((debit) =>
        json(200, { Item: { ...completed, ...credit, ...debit } }),
      ),
    );
    for (let call = 0; call < 3; call += 1)
      expect(await ledger.find(REFERENCE)).toMatchObject({
        debitLeg: undefined,
        creditLeg: { sequence: 7, nonce: 'n' },
      });
  });

  it('puts a corrupt item into its own place', async () => {
    const { ledger } = await setup(
      found({
        ledger: [{ ...STORED, status: { S: 'lost' } }],
        accounts: [ACCOUNT, { ...ACCOUNT, msisdn: { S: BOB }, balance: { N: '0.5' } }],
      }),
    );
    const { transactions, accounts } = await ledger.read([REFERENCE], [ALICE, BOB]);
    expect(transactions.get(REFERENCE)).toBeInstanceOf(CorruptLedgerError);
    expect(accounts.get(BOB)).toBeInstanceOf(CorruptLedgerError);
    expect(accounts.get(ALICE)).toMatchObject({ balance: 1_000n });
  });
});

describe('a commit', () => {
  const { writes } = expire(pendingOf(), NOW + 4_000_000);

  it.each<[string, Answer, object]>([
    ['a conflict', cancelled({ Code: 'TransactionConflict' }), { kind: 'conflict' }],
    ['a throttled item', cancelled({ Code: 'ThrottlingError' }), { kind: 'throttled' }],
    ['no capacity', cancelled({ Code: 'ProvisionedThroughputExceeded' }), { kind: 'throttled' }],
    ['a repetition of itself', json(400, error('TransactionInProgressException')), { kind: 'conflict' }],
    [
      'a condition',
      cancelled({ Code: 'ConditionalCheckFailed', Item: STORED }),
      { kind: 'condition', transaction: pendingOf() },
    ],
    [
      'a condition of an item that is not told',
      cancelled({ Code: 'ConditionalCheckFailed' }),
      { kind: 'condition' },
    ],
  ])('says what stopped it: %s', async (_, answer, failure) => {
    const { ledger } = await setup(answer);
    await expect(ledger.commit(writes)).resolves.toEqual({ kind: 'cancelled', failures: [failure] });
  });

  const cash = { write: 'count-cash', requester: 'r', day: 'd', amount: 1n, upTo: 9n, ttl: 1 } as const;
  const original = { write: 'reduce-reversible', reference: REFERENCE, amount: 1n } as const;
  const account = { write: 'check-account', msisdn: ALICE, not: { rule: 'exists' } } as const;
  it.each<[string, LedgerWrite, Item, object]>([
    ['cash of a day', cash, { amount: { N: '77' } }, { amount: 77n }],
    ['cash of a day that is not told', cash, {}, { amount: undefined }],
    ['what is left of an original', original, { reversible: { N: '77' } }, { amount: 77n }],
    ['what is left of one that has nothing', original, {}, { amount: undefined }],
    ['nothing of an account', account, { reversible: { N: '77' } }, {}],
  ])('says the amount that stopped it: %s', async (_, write, Item, told) => {
    const { ledger } = await setup(cancelled({ Code: 'ConditionalCheckFailed', Item }));
    await expect(ledger.commit([write])).resolves.toStrictEqual({
      kind: 'cancelled',
      failures: [{ kind: 'condition', ...told }],
    });
  });

  it('says which part was fine', async () => {
    const { ledger } = await setup(cancelled({ Code: 'None' }, { Code: 'TransactionConflict' }));
    const check = { write: 'check-account', msisdn: ALICE, not: { rule: 'exists' } } as const;
    await expect(ledger.commit([...writes, check])).resolves.toEqual({
      kind: 'cancelled',
      failures: [undefined, { kind: 'conflict' }],
    });
  });

  it.each(['ValidationError', 'AccessDenied', 'ItemCollectionSizeLimitExceeded', 'DuplicateItem'])(
    'is our fault where it is cancelled for %s',
    async (code) => {
      const { ledger } = await setup(cancelled({ Code: code }));
      await expect(ledger.commit(writes)).rejects.toThrow(`cancelled a commit for ${code} (fail)`);
    },
  );

  it('has parentheses around an OR alone, because DynamoDB refuses those that change nothing', async () => {
    const { ledger, requests } = await setup(json(200, {}));
    const account = accountOf(ALICE);
    const rules = [
      { rule: 'is-active' },
      { rule: 'debited-at-most', day: '2026-11-01', amount: 1n },
    ] as const;
    await ledger.commit([{ write: 'move', account, amount: 1n, countsAsDebit: false, rules }]);
    expect(requests()[0]?.input).toMatchObject({
      TransactItems: [
        {
          Update: {
            ConditionExpression:
              '#status = :active AND (attribute_not_exists(#debitDay) OR #debitDay <> :day OR #debitedToday <= :debitedAtMost)',
          },
        },
      ],
    });
  });

  it('is repeated with the same token after a lost answer, so that it is applied once', async () => {
    const { ledger, requests } = await setup(hangUp, json(200, {}));
    await expect(ledger.commit(writes)).resolves.toEqual({ kind: 'committed' });
    const tokens = requests().map(({ input }) => input['ClientRequestToken']);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(tokens[1]).toBe(tokens[0]);
  });
});

describe('a list of what is pending', () => {
  const page = (numbers: readonly number[], isLast: boolean) =>
    json(200, {
      Items: numbers.map((number) => ({
        pk: { S: `TX#${REFERENCE.slice(0, -1)}${number}` },
        expiresAt: { N: String(number) },
      })),
      ...(isLast ? {} : { LastEvaluatedKey: { pk: { S: `TX#${numbers.at(-1)}` } } }),
    });

  it('goes on through its pages until it has enough', async () => {
    const { ledger, requests } = await setup(page([1, 2], false), page([3], false), page([4], true));
    const listed = await ledger.listPending('P#1', '2026-11-01T09:00:00.000Z', 3);
    expect(listed.map(({ expiresAt }) => expiresAt)).toEqual([1, 2, 3]);
    expect(requests().map(({ input }) => input['Limit'])).toEqual([3, 1]);
    expect(requests()[1]?.input).toMatchObject({
      ExclusiveStartKey: { pk: { S: 'TX#2' } },
      IndexName: 'pending',
    });
  });

  it('ends where there is no more', async () => {
    const { ledger } = await setup(page([1], true));
    await expect(ledger.listPending('P#1', 'x', 9)).resolves.toEqual([
      { reference: `${REFERENCE.slice(0, -1)}1` as Reference, expiresAt: 1 },
    ]);
  });
});

describe('a list of movements', () => {
  it('is one consistent query for a range of numbers, the newest first', async () => {
    const { ledger, requests } = await setup(json(200, { Items: [legItem(LEG)] }));
    await expect(ledger.listLegs(ALICE, 7, 7)).resolves.toEqual([LEG]);
    expect(requests()).toMatchObject([
      {
        operation: 'Query',
        input: {
          TableName: 'ledger',
          ConsistentRead: true,
          ScanIndexForward: false,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': { S: `ACC#${ALICE}` },
            ':first': { S: 'E#000000000007' },
            ':last': { S: 'E#000000000007' },
          },
        },
      },
    ]);
  });

  it('with a gap is corrupt', async () => {
    const { ledger } = await setup(json(200, { Items: [legItem(LEG)] }));
    await expect(ledger.listLegs(ALICE, 6, 7)).rejects.toThrow(
      new CorruptLedgerError('a leg of an account is missing'),
    );
  });
});

describe('an account with its opening', () => {
  it('is read from the accounts, strongly consistent', async () => {
    const { ledger, requests } = await setup(json(200, { Item: ACCOUNT }));
    await expect(ledger.findAccount(ALICE)).resolves.toMatchObject({
      openingBalance: 1_000n,
      openedBy: 'event-1',
      createdAt: '2026-11-01T08:00:00.000Z',
      version: 1,
    });
    expect(requests()).toMatchObject([
      {
        operation: 'GetItem',
        input: { TableName: 'accounts', Key: { msisdn: { S: ALICE } }, ConsistentRead: true },
      },
    ]);
  });

  it('has the debits of a day where there were any', async () => {
    const { ledger } = await setup(
      json(200, { Item: { ...ACCOUNT, debitDay: { S: '2026-11-01' }, debitedToday: { N: '250' } } }),
      json(200, { Item: ACCOUNT }),
    );
    const debits = { debitDay: '2026-11-01', debitedToday: 250n };
    await expect(ledger.findAccount(ALICE)).resolves.toMatchObject(debits);
    const unmoved = await ledger.findAccount(ALICE);
    for (const name of Object.keys(debits)) expect(unmoved).not.toHaveProperty(name);
  });

  it.each([
    ['openingBalance', { openingBalance: undefined }],
    ['openedBy', { openedBy: undefined }],
  ])('is never guessed, although it has moved since: %s', async (name, changes) => {
    const moved = { ...ACCOUNT, version: { N: '2' }, head: { S: 'f00' } };
    const { ledger } = await setup(json(200, { Item: { ...moved, ...changes } }));
    await expect(ledger.findAccount(ALICE)).rejects.toThrow(new CorruptLedgerError(`${name} of an account`));
  });
});

describe('a stored item that is corrupt', () => {
  /** A refused transaction, whose reason is unreadable. */
  const refused = (error?: AttributeValue) => ({
    status: { S: 'failed' },
    finalAt: { S: LEG.at },
    ...(error === undefined ? {} : { error }),
  });

  it.each<[string, Partial<Item>, string]>([
    ['no amount', { amount: undefined }, 'amount'],
    ['a fraction', { amount: { N: '0.5' } }, 'amount'],
    ['another type', { type: { S: 'billpay' } }, 'type'],
    ['another status', { status: { S: 'lost' } }, 'status'],
    ['no fingerprint', { fingerprint: undefined }, 'fingerprint'],
    ['another key', { pk: { S: 'TX#1' } }, 'pk'],
    ['an expiry that is no moment', { expiresAt: { N: '-1' } }, 'expiresAt'],
    ['an expiry within a second', { expiresAt: { N: '1.5' } }, 'expiresAt'],
    ['an unknown error', refused({ M: { errorCode: { S: 'x' } } }), 'error'],
    ['an error without a code', refused({ M: {} }), 'error'],
    ['an error of another type', refused({ S: 'identifierError' }), 'error'],
    ['no error', refused(), 'error'],
    ['a final state without its moment', { status: { S: 'completed' } }, 'finalAt'],
  ])('is never guessed: a transaction with %s', async (_, changes, name) => {
    const { ledger } = await setup(json(200, { Item: { ...STORED, ...changes } }));
    await expect(ledger.find(REFERENCE)).rejects.toThrow(new CorruptLedgerError(`${name} of a transaction`));
  });

  it.each<[string, Partial<Item>, string]>([
    ['a fraction', { balance: { N: '1000.5' } }, 'balance'],
    ['a negative balance', { balance: { N: '-1' } }, 'balance'],
    ['another currency', { currency: { S: 'XOF' } }, 'currency'],
    ['another status', { status: { S: 'FROZEN' } }, 'status'],
    ['no status', { status: undefined }, 'status'],
    ['no version', { version: undefined }, 'version'],
    ['movements and no head', { version: { N: '2' } }, 'head'],
    ['no opening balance', { openingBalance: undefined }, 'openingBalance'],
    ['no opening', { openedBy: undefined }, 'openedBy'],
    ['a moment that is none', { createdAt: { S: 'yesterday' } }, 'lastMovementAt'],
    ['a counter that is none', { debitedToday: { N: '0.5' } }, 'debitedToday'],
  ])('is never guessed: an account with %s', async (_, changes, name) => {
    const { ledger } = await setup(json(200, { Responses: { accounts: [{ ...ACCOUNT, ...changes }] } }));
    const { accounts } = await ledger.read([], [ALICE]);
    expect(accounts.get(ALICE)).toEqual(new CorruptLedgerError(`${name} of an account`));
  });

  it.each<[string, Partial<Item>, string]>([
    ['no reference', { reference: { S: 'x' } }, 'reference'],
    ['another type', { type: { S: 'billpay' } }, 'type'],
    ['no balance', { balanceAfter: undefined }, 'balanceAfter'],
  ])('is never guessed: a leg with %s', async (_, changes, name) => {
    const { ledger } = await setup(json(200, { Item: { ...legItem(LEG), ...changes } }));
    await expect(ledger.findLeg(ALICE, 7)).rejects.toThrow(new CorruptLedgerError(`${name} of a leg`));
  });
});

describe('a store that does not answer now', () => {
  it.each<[string, Answer]>([
    ['is silent', silence],
    ['hangs up', hangUp],
    ['throttles', json(400, error('ThrottlingException'))],
    ['fails inside', json(500, error('InternalServerError'))],
    ['is behind a gateway that answers HTML', json(503, '<html>Service Unavailable</html>')],
  ])('is unavailable for every call when it %s', async (_, answer) => {
    const { ledger } = await setup(answer);
    const { writes } = expire(pendingOf(), NOW);
    const outcomes = await Promise.allSettled([
      ledger.accept(TRANSACTION),
      ledger.find(REFERENCE),
      ledger.read([REFERENCE], []),
      ledger.commit(writes),
      ledger.findLeg(ALICE, 2),
      ledger.findAccount(ALICE),
      ledger.listLegs(ALICE, 2, 3),
      ledger.listPending('P#0', 'x', 1),
    ]);
    for (const outcome of outcomes)
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(LedgerUnavailableError);
  });

  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    'is our fault when it says %s',
    async (type) => {
      const { ledger } = await setup(json(400, error(type)));
      await expect(ledger.accept(TRANSACTION)).rejects.toMatchObject({ name: type });
      await expect(ledger.commit([])).rejects.toMatchObject({ name: type });
    },
  );
});

describeExchange(
  'the ledger',
  (endpoint) => {
    const dynamodb = new DynamoDBClient({
      ...clientOptions({ attemptTimeoutMs: ATTEMPT_MS, attempts: 1 }),
      region: 'ca-central-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const ledger = createDynamoDbLedger(dynamodb, TABLES);
    return { call: () => ledger.find(REFERENCE), close: () => dynamodb.destroy() };
  },
  json(200, { Item: STORED }),
);
