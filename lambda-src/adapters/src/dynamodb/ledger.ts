import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CorruptLedgerError,
  type LedgerStore,
  LedgerUnavailableError,
  type PendingEntry,
} from '@fintech-solution/domain/ledger/ledger-store';
import type { CommitOutcome, LedgerWrite } from '@fintech-solution/domain/ledger/ledger-write';
import { parseReference, type Reference } from '@fintech-solution/domain/ledger/reference';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { wasSentAgain } from '../aws-request-handler.ts';
import { batchGet, reachable, unavailableOr } from './ledger-calls.ts';
import { expressions, failureOf, type LedgerTables, transactItemOf } from './ledger-commit.ts';
import { CONDITIONS } from './ledger-conditions.ts';
import {
  acceptedItem,
  accountRecordOf,
  type Item,
  LEDGER_KEYS,
  ledgerAccountOf,
  legOf,
  text,
  transactionOf,
} from './ledger-items.ts';

/** DynamoDB returns what it had no room for, or no capacity; asking this often for the rest is enough, or it is down. */
export const BATCH_GET_ROUNDS = 3;

/** The ledger in DynamoDB. This file and its `ledger-…` neighbours are the only ones that know the items. */
export function createDynamoDbLedger(client: DynamoDBClient, tables: LedgerTables): LedgerStore {
  const accountsTable = tables.accounts ?? '';

  async function get(key: Item, table = tables.ledger): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
    return (await reachable(client.send(command))).Item;
  }

  async function find(reference: Reference) {
    const item = await get(LEDGER_KEYS.transaction(reference));
    return item && transactionOf(item);
  }

  const getAll = (wanted: Readonly<Record<string, readonly Item[]>>) =>
    batchGet(client, wanted, BATCH_GET_ROUNDS);

  return {
    async accept(transaction) {
      const command = new PutItemCommand({
        TableName: tables.ledger,
        Item: acceptedItem(transaction),
        // The reference follows from requester and key: of two requests with one key, one is accepted.
        ...expressions({ ConditionExpression: CONDITIONS.isNewTransaction }, {}),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await reachable(client.send(command));
        return { kind: 'accepted' };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const existing = error.Item ? transactionOf(error.Item) : await find(transaction.reference);
        if (existing === undefined) throw new LedgerUnavailableError(error);
        return { kind: 'exists', transaction: existing, isRepetition: wasSentAgain(error) };
      }
    },

    find,

    async read(references, msisdns) {
      const found = await getAll({
        [tables.ledger]: [...new Set(references)].map(LEDGER_KEYS.transaction),
        [accountsTable]: [...new Set(msisdns)].map((msisdn) => ({ msisdn: text(msisdn) })),
      });
      return {
        transactions: new Map(
          (found[tables.ledger] ?? []).map((item) => [referenceIn(item), sound(() => transactionOf(item))]),
        ),
        accounts: new Map(
          (found[accountsTable] ?? []).map((item) => [
            item['msisdn']?.S as Msisdn,
            sound(() => ledgerAccountOf(item)),
          ]),
        ),
      };
    },

    async commit(writes) {
      const items = writes.map((write) => transactItemOf(write, tables));
      const cancelled = await cancellationOf(
        client.send(new TransactWriteItemsCommand({ TransactItems: items })),
        writes,
      );
      return cancelled ?? { kind: 'committed' };
    },

    async findLeg(msisdn, sequence) {
      const item = await get(LEDGER_KEYS.leg(msisdn, sequence));
      return item && legOf(item);
    },

    async findAccount(msisdn) {
      const item = await get({ msisdn: text(msisdn) }, accountsTable);
      return item && accountRecordOf(item);
    },

    async listLegs(msisdn, first, last) {
      const [from, to] = [LEDGER_KEYS.leg(msisdn, first), LEDGER_KEYS.leg(msisdn, last)];
      const command = new QueryCommand({
        TableName: tables.ledger,
        ConsistentRead: true,
        ScanIndexForward: false,
        ...expressions(
          { KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last' },
          { ':pk': from.pk, ':first': from.sk, ':last': to.sk },
        ),
      });
      const { Items = [] } = await reachable(client.send(command));
      const legs = Items.map(legOf);
      if (legs.length !== last - first + 1) throw new CorruptLedgerError('a leg of an account is missing');
      return legs;
    },

    async listPending(shard, createdBefore, limit) {
      const entries: PendingEntry[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const command: QueryCommand = new QueryCommand({
          TableName: tables.ledger,
          IndexName: 'pending',
          Limit: limit - entries.length,
          ExclusiveStartKey: start,
          ...expressions(
            { KeyConditionExpression: '#pendingShard = :shard AND #createdAt < :before' },
            { ':shard': text(shard), ':before': text(createdBefore) },
          ),
        });
        const { Items = [], LastEvaluatedKey } = await reachable(client.send(command));
        for (const item of Items)
          entries.push({ reference: referenceIn(item), expiresAt: Number(item['expiresAt']?.N) });
        start = LastEvaluatedKey;
      } while (start !== undefined && entries.length < limit);
      return entries;
    },
  };
}

/** The reference in an item's key, even where the rest of the item is corrupt. */
function referenceIn(item: Item): Reference {
  return parseReference(item['pk']?.S?.slice('TX#'.length)) as Reference;
}

/** A corrupt item in its own place: it must not hide the others of its batch. */
function sound<T>(decode: () => T): T | CorruptLedgerError {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CorruptLedgerError) return error;
    throw error;
  }
}

/** Undefined when the commit was applied, else why it was not. */
async function cancellationOf(
  call: Promise<unknown>,
  writes: readonly LedgerWrite[],
): Promise<CommitOutcome | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    // The SDK repeated a commit that is still under way: the same as a conflict with another one.
    if (error instanceof TransactionInProgressException)
      return { kind: 'cancelled', failures: writes.map(() => ({ kind: 'conflict' })) };
    if (!(error instanceof TransactionCanceledException)) throw unavailableOr(error);
    const reasons = error.CancellationReasons ?? [];
    return { kind: 'cancelled', failures: writes.map((write, at) => failureOf(reasons[at] ?? {}, write)) };
  }
}
