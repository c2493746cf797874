import type { DynamoDbError } from '../../../../local-stack/src/emulators/dynamodb/errors.ts';
import type * as sdk from '@aws-sdk/client-dynamodb';
import type { CallBudget } from '../../../../lambda-src/adapters/src/aws-clients.ts';
import { createDynamoDb, type DynamoDb } from '../../../../local-stack/src/emulators/dynamodb/dynamodb.ts';
import { AWS_FAULTS, awsFailure, WRITE_FAULTS } from '../aws-faults.ts';
import { call, type Caller, type Invocation } from '../call.ts';
import type { Environment } from '../environment.ts';
import { asSdk, type Item } from '../item.ts';

export const TABLES = { accounts: 'accounts', ledger: 'ledger' } as const;

/** One item of one table before and after a write. */
export interface Change {
  readonly table: string;
  readonly before: Item | undefined;
  readonly after: Item;
}

/** How often an adapter asks for keys that were left, before the table counts as unavailable. */
const BATCH_GET_ROUNDS = 3;

/** The two tables that hold money, with DynamoDB's transactions, conditions, index and two kinds of reads. */
export interface LedgerTables {
  clientFor(caller: Caller, budget: CallBudget): sdk.DynamoDBClient;
  account(msisdn: string): Item | undefined;
  ledgerItem(pk: string, sk: string): Item | undefined;
  /** Every item as it is stored now. */
  readonly accountItems: readonly Item[];
  readonly ledgerItems: readonly Item[];
  /** Writes as an operator or another system would; false where a condition or a transaction under way stops it. */
  write(operation: 'PutItem' | 'UpdateItem', input: object): boolean;
}

interface Input {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly RequestItems?: Record<string, { Keys: Item[]; ConsistentRead?: boolean }>;
  readonly TransactItems?: readonly Readonly<Record<string, Input>>[];
}

interface Command {
  readonly input: Input;
  readonly constructor: { readonly name: string };
}

/** Told of the changes of every write that was stored; `by` is undefined where it was none of our functions. */
export type OnChanges = (changes: readonly Change[], by: Invocation | undefined) => void;

export function createLedgerTables(environment: Environment, onChanges: OnChanges): LedgerTables {
  const { scheduler, faults, random, history, count } = environment;
  const dynamoDb = createTables(environment);
  const stored = { accounts: new Map<string, Item>(), ledger: new Map<string, Item>() };
  /** What a read that is not strongly consistent may still see. */
  const previous = new Map<string, Item | undefined>();
  /** The tokens of commits that were applied; a second one changes nothing. */
  const committed = new Set<string>();
  const mirrorOf = (table: string) => stored[table as keyof typeof stored];

  /** Looks up what a write left, and tells of it. */
  function changed(written: readonly Input[], by: Invocation | undefined): void {
    const changes = written.map(({ TableName = '', Key, Item }): Change => {
      const key = Key ?? keyOf(TableName, Item as Item);
      const place = placeOf(key);
      const found = dynamoDb.execute('GetItem', { TableName, Key: key, ConsistentRead: true });
      const after = found['Item'] as Item;
      const before = mirrorOf(TableName).get(place);
      previous.set(`${TableName} ${place}`, before);
      mirrorOf(TableName).set(place, after);
      return { table: TableName, before, after };
    });
    onChanges(changes, by);
  }

  function get(operation: string, input: Input, subject: string): object {
    const isStale =
      input.ConsistentRead !== true &&
      faults.strikes('stale-read', `${subject} #${count(`read ${subject}`)}`);
    if (!isStale) return dynamoDb.execute(operation, input);
    const seen = previous.get(`${input.TableName} ${placeOf(input.Key as Item)}`);
    return seen === undefined ? {} : { Item: seen };
  }

  /**
   * The last key of the first table may be left for another call. A run may fail where that happens as often as the adapter
   * asks; less often, it may not.
   */
  function batchGet({ RequestItems = {} }: Input, subject: string, by: Invocation): object {
    const [[table, { Keys, ...rest }]] = Object.entries(RequestItems) as [
      [string, { Keys: Item[]; ConsistentRead?: boolean }],
    ];
    const isLeft = faults.strikes('keys-unprocessed', `${subject} #${count(`batch get ${subject}`)}`);
    if (!isLeft) return dynamoDb.execute('BatchGetItem', { RequestItems });
    if (count(`keys left to ${by.name} of ${subject}`) >= BATCH_GET_ROUNDS)
      by.disturbed.add(`dynamodb ${subject}`);
    const left = { [table]: { ...rest, Keys: Keys.slice(-1) } };
    const { [table]: _, ...others } = RequestItems;
    const asked = { ...others, ...(Keys.length > 1 && { [table]: { ...rest, Keys: Keys.slice(0, -1) } }) };
    if (Object.keys(asked).length === 0) return { Responses: {}, UnprocessedKeys: left };
    return { ...dynamoDb.execute('BatchGetItem', { RequestItems: asked }), UnprocessedKeys: left };
  }

  /** An index is behind its table: its newest entry may be missing. */
  function query(input: Input, subject: string): object {
    const answer = dynamoDb.execute('Query', input) as { Items: Item[] };
    const isStale = faults.strikes('stale-read', `${subject} #${count(`query ${subject}`)}`);
    return isStale ? { ...answer, Items: answer.Items.slice(0, -1) } : answer;
  }

  /** Begins a commit; where it goes on for a while, others meet it. Returns when it is over. */
  function commit(input: Input, place: string, by: Invocation): Promise<void> | undefined {
    const codes = ['TransactionConflict', 'ThrottlingError'] as const;
    const interfere = (_: string, addresses: readonly string[]) => {
      if (!faults.strikes('conflict', place)) return undefined;
      const code = codes[random(`code ${place}`) < 0.7 ? 0 : 1];
      return { index: Math.floor(random(`which ${place}`) * addresses.length), code };
    };
    const ongoing = disturbing(by, place, () => dynamoDb.begin(input, { interfere }));
    const finish = (): void => {
      ongoing.finish();
      if (committed.has(place)) return;
      committed.add(place);
      history.note(() => `the tables apply the commit of ${place}, asked by ${by.name}`);
      const writes = (input.TransactItems ?? []).flatMap(({ Put, Update }) => Put ?? Update ?? []);
      changed(writes, by);
    };
    if (!faults.strikes('commit-ongoing', place)) return void finish();
    return new Promise((resolve) => {
      scheduler.after(1 + Math.floor(random(`ongoing ${place}`) * 300), () => {
        finish();
        scheduler.touched();
        resolve();
      });
    });
  }

  function perform(operation: string, input: Input, subject: string, by: Invocation): object {
    switch (operation) {
      case 'GetItem':
        return get(operation, input, subject);
      case 'BatchGetItem':
        return batchGet(input, subject, by);
      case 'Query':
        return query(input, subject);
      default: {
        const answer = dynamoDb.execute(operation, input);
        history.note(() => `the tables apply ${operation} for ${subject}, asked by ${by.name}`);
        changed([input], by);
        return answer;
      }
    }
  }

  return {
    account: (msisdn) => stored.accounts.get(placeOf({ msisdn: { S: msisdn } })),
    ledgerItem: (pk, sk) => stored.ledger.get(placeOf({ pk: { S: pk }, sk: { S: sk } })),
    get accountItems() {
      return [...stored.accounts.values()];
    },
    get ledgerItems() {
      return [...stored.ledger.values()];
    },
    write(operation, input) {
      try {
        dynamoDb.execute(operation, input);
      } catch (error) {
        const refusals = ['ConditionalCheckFailedException', 'TransactionConflictException'];
        if (refusals.includes((error as Error).name)) return false;
        throw error;
      }
      changed([input as Input], undefined);
      return true;
    },
    clientFor(caller, budget) {
      const send = async ({ input, constructor }: Command) => {
        const operation = constructor.name.replace(/Command$/, '');
        const subject = subjectOf(input);
        const by = caller.current as Invocation;
        by?.effects.push(`${operation} ${subject}`);
        const site = `dynamodb ${operation}`;
        const isCommit = operation === 'TransactWriteItems';
        // The SDK gives each call a token, so that its repetition is no second commit.
        const place = `commit ${subject} #${isCommit ? count(`commit ${subject}`) : 0}`;
        const request = isCommit ? { ...input, ClientRequestToken: place } : input;
        let attempts = 0;
        let ongoing: Promise<void> | undefined;
        const answer = await call(environment, caller, {
          site,
          subject,
          budget,
          faults: operation === 'PutItem' ? WRITE_FAULTS : AWS_FAULTS,
          effect: () =>
            asSdk((attempts += 1), () => {
              if (!isCommit) return disturbing(by, subject, () => perform(operation, input, subject, by));
              ongoing = commit(request, place, by);
              return {};
            }),
          failure: awsFailure,
        });
        await ongoing;
        return answer;
      };
      return { send } as unknown as sdk.DynamoDBClient;
    },
  };
}

/**
 * A write, or the counting of an opening, that meets a commit which is under way fails for that alone: its caller is disturbed.
 * A processor that meets one has to cope.
 */
function disturbing<T>(by: Invocation | undefined, subject: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { name, details } = error as DynamoDbError;
    const isPassing = details?.CancellationReasons?.some(({ Code }) => PASSING.has(Code)) ?? false;
    if (name === 'TransactionConflictException' || (isPassing && subject.startsWith('commit LIM#OPEN')))
      by?.disturbed.add(`dynamodb ${subject}`);
    throw error;
  }
}

/** Reasons of a cancelled commit that are over in a moment. */
const PASSING: ReadonlySet<string> = new Set(['TransactionConflict', 'ThrottlingError']);

function createTables({ scheduler }: Environment): DynamoDb {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: scheduler.now, newId: () => 'table' });
  const text = (...names: string[]) =>
    names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
  const keys = (hash: string, range?: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
  ];
  dynamoDb.execute('CreateTable', {
    TableName: TABLES.accounts,
    AttributeDefinitions: text('msisdn'),
    KeySchema: keys('msisdn'),
  });
  dynamoDb.execute('CreateTable', {
    TableName: TABLES.ledger,
    AttributeDefinitions: text('pk', 'sk', 'pendingShard', 'createdAt'),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'pending',
        KeySchema: keys('pendingShard', 'createdAt'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['expiresAt'] },
      },
    ],
  });
  return dynamoDb;
}

function keyOf(table: string, item: Item): Item {
  const names = table === TABLES.accounts ? ['msisdn'] : ['pk', 'sk'];
  return Object.fromEntries(names.map((name) => [name, item[name] as sdk.AttributeValue]));
}

function placeOf(key: Item): string {
  return Object.values(key)
    .map(({ S }) => S)
    .join('/');
}

/** What a call concerns: the first item that it names. */
function subjectOf({ Key, Item, RequestItems, TransactItems, ...input }: Input): string {
  if (TransactItems !== undefined) {
    const { Update, Put } = TransactItems[0] ?? {};
    return subjectOf(Update ?? Put ?? {});
  }
  const key = Key ?? Item ?? Object.values(RequestItems ?? {})[0]?.Keys[0];
  if (key === undefined)
    return String((input as { ExpressionAttributeValues?: Item }).ExpressionAttributeValues?.[':shard']?.S);
  return key['msisdn']?.S ?? `${key['pk']?.S}/${key['sk']?.S}`;
}
