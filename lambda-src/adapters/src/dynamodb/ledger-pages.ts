import { type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import type { LedgerPages } from '@fintech-solution/domain/ledger/ledger-pages';
import { batchGet, unavailableOr } from './ledger-calls.ts';
import { expressions, type LedgerTables } from './ledger-commit.ts';
import { LEDGER_KEYS, text, type Item } from './ledger-items.ts';
import { readTables } from './ledger-tables.ts';

/** A part of both tables, so that several verifications share the work: `index` is from 0 to `count` - 1. */
export interface Segment {
  readonly index: number;
  readonly count: number;
}

/** The most that one BatchGetItem takes. */
const BATCH = 100;
/** Keys that DynamoDB had no room for are asked for again this often. */
const ROUNDS = 5;

/** Both tables in pages of at most 1 MB, each read strongly consistent, in the order in which they are stored. */
export function createDynamoDbLedgerPages(
  client: DynamoDBClient,
  tables: Required<LedgerTables>,
  segment: Segment = { index: 0, count: 1 },
): LedgerPages {
  const scan = (tableName: string) =>
    paginateScan(
      { client },
      {
        TableName: tableName,
        ConsistentRead: true,
        Segment: segment.index,
        TotalSegments: segment.count,
      },
    );

  async function getAll(tableName: string, keys: readonly Item[]): Promise<Item[]> {
    const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
    const found: Item[] = [];
    for (let start = 0; start < distinct.length; start += BATCH)
      found.push(
        ...((await batchGet(client, { [tableName]: distinct.slice(start, start + BATCH) }, ROUNDS))[
          tableName
        ] ?? []),
      );
    return found;
  }

  return {
    async *accounts() {
      for await (const { Items = [] } of translated(scan(tables.accounts))) {
        const { dump, unreadable } = readTables(Items, []);
        yield { items: dump.accounts, unreadable };
      }
    },

    async *movements(msisdn) {
      const query = paginateQuery(
        { client },
        {
          TableName: tables.ledger,
          ConsistentRead: true,
          ...expressions({ KeyConditionExpression: '#pk = :pk' }, { ':pk': text(`ACC#${msisdn}`) }),
        },
      );
      for await (const { Items = [] } of translated(query)) {
        const { dump, unreadable } = readTables([], Items);
        yield { items: dump.legs, unreadable };
      }
    },

    async *ledger() {
      for await (const { Items = [] } of translated(scan(tables.ledger))) {
        const { dump, unreadable } = readTables([], Items);
        yield { ...dump, unreadable };
      }
    },

    async find({ accounts = [], transactions = [], legs = [], cashLegs = [] }) {
      const [accountItems, ledgerItems] = await Promise.all([
        getAll(
          tables.accounts,
          accounts.map((msisdn) => ({ msisdn: text(msisdn) })),
        ),
        getAll(tables.ledger, [
          ...transactions.map(LEDGER_KEYS.transaction),
          ...legs.map(({ msisdn, sequence }) => LEDGER_KEYS.leg(msisdn, sequence)),
          ...cashLegs.map(LEDGER_KEYS.cashLeg),
        ]),
      ]);
      const { dump } = readTables(accountItems, ledgerItems);
      return {
        accounts: new Map(dump.accounts.map((account) => [account.msisdn, account])),
        transactions: new Map(dump.transactions.map((transaction) => [transaction.reference, transaction])),
        legs: dump.legs,
        cashLegs: dump.cashLegs,
      };
    },
  };
}

/** The pages, with "no answer now" translated as for single calls. */
async function* translated<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw unavailableOr(error);
  }
}
