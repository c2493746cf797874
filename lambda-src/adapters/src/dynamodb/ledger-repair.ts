import {
  type DynamoDBClient,
  type TransactWriteItem,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { RepairWrite } from '@fintech-solution/domain/ledger/repair';
import { unavailableOr } from './ledger-calls.ts';
import { expressions, type LedgerTables, transactItemOf } from './ledger-commit.ts';
import { CONDITIONS } from './ledger-conditions.ts';
import { type Item, LEDGER_KEYS, numeral, text } from './ledger-items.ts';

/** Writes what a repair planned. For an operator alone: no function has the rights that it needs. */
export interface LedgerRepair {
  /**
   * Applies one write where its condition holds.
   *
   * @returns `changed-meanwhile` where it does not: something else writes into the tables.
   * @throws LedgerUnavailableError
   */
  apply(write: RepairWrite): Promise<'written' | 'changed-meanwhile'>;
}

export function createDynamoDbLedgerRepair(
  client: DynamoDBClient,
  tables: Required<LedgerTables>,
): LedgerRepair {
  return {
    async apply(write) {
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: itemsOf(write, tables) }));
        return 'written';
      } catch (error) {
        if (hasChanged(error)) return 'changed-meanwhile';
        throw unavailableOr(error);
      }
    },
  };
}

/** Every part that stopped the write did so because of what is stored, or of another write at this moment. */
function hasChanged(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  const stopped = codes.filter((code) => code !== 'None');
  return (
    stopped.length > 0 &&
    stopped.every((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')
  );
}

function itemsOf(write: RepairWrite, tables: Required<LedgerTables>): TransactWriteItem[] {
  switch (write.write) {
    case 'restate-account':
      return [restateAccount(write, tables), hasNoLegBeyond(write, tables)];
    case 'restate-reversible':
      return [restateReversible(write, tables)];
    default:
      return [transactItemOf(write, tables)];
  }
}

type WriteOf<W extends RepairWrite['write']> = Extract<RepairWrite, { write: W }>;

/** The attributes that follow from the movements; no other one is touched. */
function restateAccount(
  { before, after }: WriteOf<'restate-account'>,
  tables: Required<LedgerTables>,
): TransactWriteItem {
  const { balance, version, head, lastMovementAt, debitDay, debitedToday } = after;
  const restated: Item = {
    balance: numeral(balance),
    version: numeral(version),
    head: text(head),
    lastMovementAt: text(lastMovementAt),
    ...(debitDay === undefined
      ? {}
      : { debitDay: text(debitDay), debitedToday: numeral(debitedToday ?? 0n) }),
  };
  const assignments = Object.keys(restated).map((name) => `#${name} = :${name}`);
  const isHeadAsBefore = before.head === undefined ? 'attribute_not_exists(#head)' : '#head = :headBefore';
  return {
    Update: {
      TableName: tables.accounts,
      Key: { msisdn: text(after.msisdn) },
      ...expressions(
        {
          UpdateExpression: `SET ${assignments.join(', ')}`,
          ConditionExpression: `#version = :versionBefore AND #balance = :balanceBefore AND ${isHeadAsBefore} AND #status = :statusBefore`,
        },
        {
          ...Object.fromEntries(Object.entries(restated).map(([name, value]) => [`:${name}`, value])),
          ':versionBefore': numeral(before.version),
          ':balanceBefore': numeral(before.balance),
          ':headBefore': text(before.head ?? ''),
          ':statusBefore': text(before.status),
        },
      ),
    },
  };
}

/** A movement that came in since the account was read stops the write, which would take it back. */
function hasNoLegBeyond(
  { after }: WriteOf<'restate-account'>,
  tables: Required<LedgerTables>,
): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: tables.ledger,
      Key: LEDGER_KEYS.leg(after.msisdn, after.version + 1),
      ...expressions({ ConditionExpression: CONDITIONS.isNewLeg }, {}),
    },
  };
}

function restateReversible(
  { reference, before, after }: WriteOf<'restate-reversible'>,
  tables: Required<LedgerTables>,
): TransactWriteItem {
  const isAsBefore =
    before === undefined ? 'attribute_not_exists(#reversible)' : '#reversible = :reversibleBefore';
  return {
    Update: {
      TableName: tables.ledger,
      Key: LEDGER_KEYS.transaction(reference),
      ...expressions(
        {
          UpdateExpression: 'SET #reversible = :reversible',
          ConditionExpression: `${CONDITIONS.isOriginalCompleted} AND ${isAsBefore}`,
        },
        {
          ':reversible': numeral(after),
          ':reversibleBefore': numeral(before ?? 0n),
          ':completed': text('completed'),
        },
      ),
    },
  };
}
