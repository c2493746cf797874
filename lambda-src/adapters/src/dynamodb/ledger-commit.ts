import type { AttributeValue, CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AccountRule } from '@fintech-solution/domain/ledger/account-rules';
import type { LedgerWrite, WriteFailure } from '@fintech-solution/domain/ledger/ledger-write';
import type { CompletedTransaction } from '@fintech-solution/domain/ledger/transaction';
import { EXPIRY_GAP_SECONDS } from '@fintech-solution/domain/ledger/transaction';
import { parseFrancs } from '@fintech-solution/domain/money';
import { ACCOUNT_CONDITIONS, CONDITIONS } from './ledger-conditions.ts';
import {
  errorAttribute,
  type Item,
  LEDGER_KEYS,
  legItem,
  numeral,
  text,
  transactionOf,
} from './ledger-items.ts';

/** The names of the two tables. A function that never reads or moves a balance is not told that of the accounts. */
export interface LedgerTables {
  readonly ledger: string;
  readonly accounts?: string;
}

/** One part of a commit as DynamoDB takes it. */
export function transactItemOf(write: LedgerWrite, tables: LedgerTables): TransactWriteItem {
  switch (write.write) {
    case 'complete':
      return completeTransaction(write, tables);
    case 'fail':
      return failTransaction(write, tables);
    case 'move':
      return moveBalance(write, tables);
    case 'add-leg':
      return put(tables, legItem(write.leg), CONDITIONS.isNewLeg);
    case 'add-cash-leg': {
      const { reference, amount, at } = write;
      const item = { ...LEDGER_KEYS.cashLeg(reference), amount: numeral(amount), at: text(at) };
      return put(tables, item, CONDITIONS.isNewCashLeg);
    }
    case 'count-cash':
      return {
        Update: {
          TableName: tables.ledger,
          Key: LEDGER_KEYS.cashOfDay(write.requester, write.day),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...expressions(
            {
              UpdateExpression: 'SET #ttl = :ttl ADD #amount :amount',
              ConditionExpression: CONDITIONS.hasCashLeft,
            },
            { ':ttl': numeral(write.ttl), ':amount': numeral(write.amount), ':upTo': numeral(write.upTo) },
          ),
        },
      };
    case 'reduce-reversible':
      return {
        Update: {
          TableName: tables.ledger,
          Key: LEDGER_KEYS.transaction(write.reference),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...expressions(
            {
              UpdateExpression: 'SET #reversible = #reversible - :amount',
              ConditionExpression: all(CONDITIONS.isOriginalCompleted, CONDITIONS.hasReversibleLeft),
            },
            { ':amount': numeral(write.amount), ':completed': text('completed') },
          ),
        },
      };
    case 'check-account':
      return checkAccount(write, tables);
    case 'check-cash':
      return check(
        tables.ledger,
        LEDGER_KEYS.cashOfDay(write.requester, write.day),
        CONDITIONS.hasNoCashLeft,
        {
          ':above': numeral(write.above),
        },
      );
    case 'check-reversible':
      return check(
        tables.ledger,
        LEDGER_KEYS.transaction(write.reference),
        CONDITIONS.hasLessReversibleLeft,
        {
          ':below': numeral(write.below),
        },
      );
  }
}

type WriteOf<W extends LedgerWrite['write']> = Extract<LedgerWrite, { write: W }>;

function completeTransaction(
  { transaction, nowSeconds }: WriteOf<'complete'>,
  { ledger }: LedgerTables,
): TransactWriteItem {
  const facts = completionOf(transaction);
  const names = Object.keys(facts);
  const assignments = names.map((name) => `#${name} = :${name}`);
  return {
    Update: {
      TableName: ledger,
      Key: LEDGER_KEYS.transaction(transaction.reference),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...expressions(
        {
          UpdateExpression: `SET #status = :completed, ${assignments.join(', ')} REMOVE #pendingShard`,
          ConditionExpression: all(CONDITIONS.isPending, CONDITIONS.isAlive),
        },
        {
          ...Object.fromEntries(names.map((name) => [`:${name}`, facts[name] as AttributeValue])),
          ':completed': text('completed'),
          ':pending': text('pending'),
          ':now': numeral(nowSeconds),
        },
      ),
    },
  };
}

function completionOf({ finalAt, debitLeg, creditLeg, reversible }: CompletedTransaction): Item {
  return {
    finalAt: text(finalAt),
    ...(debitLeg && { debitSequence: numeral(debitLeg.sequence), debitNonce: text(debitLeg.nonce) }),
    ...(creditLeg && { creditSequence: numeral(creditLeg.sequence), creditNonce: text(creditLeg.nonce) }),
    ...(reversible === undefined ? {} : { reversible: numeral(reversible) }),
  };
}

function failTransaction(
  { transaction, expiredAtSeconds }: WriteOf<'fail'>,
  { ledger }: LedgerTables,
): TransactWriteItem {
  const { reference, finalAt, error } = transaction;
  const isForTime = expiredAtSeconds !== undefined;
  return {
    Update: {
      TableName: ledger,
      Key: LEDGER_KEYS.transaction(reference),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...expressions(
        {
          UpdateExpression:
            'SET #status = :failed, #finalAt = :finalAt, #error = :error REMOVE #pendingShard',
          ConditionExpression: all(CONDITIONS.isPending, ...(isForTime ? [CONDITIONS.isExpired] : [])),
        },
        {
          ':failed': text('failed'),
          ':pending': text('pending'),
          ':finalAt': text(finalAt),
          ':error': errorAttribute(error),
          ...(isForTime ? { ':expiredBefore': numeral(expiredAtSeconds - EXPIRY_GAP_SECONDS) } : {}),
        },
      ),
    },
  };
}

/** The balance changes by what is moved, not to a value that was calculated: each condition guards one thing. */
const MOVE = [
  '#balance = #balance + :amount',
  '#version = #version + :one',
  '#head = :head',
  '#lastMovementAt = :lastMovementAt',
];
const COUNT_DEBIT = ['#debitDay = :debitDay', '#debitedToday = :debitedToday'];

function moveBalance(
  { account, amount, countsAsDebit, rules }: WriteOf<'move'>,
  tables: LedgerTables,
): TransactWriteItem {
  const { msisdn, head, lastMovementAt, debitDay, debitedToday } = account;
  const assignments = [...MOVE, ...(countsAsDebit ? COUNT_DEBIT : [])];
  return {
    Update: {
      TableName: tables.accounts,
      Key: { msisdn: text(msisdn) },
      ...expressions(
        {
          UpdateExpression: `SET ${assignments.join(', ')}`,
          ConditionExpression: all(...rules.map(({ rule }) => ACCOUNT_CONDITIONS[rule])),
        },
        {
          ':amount': numeral(amount),
          ':one': numeral(1),
          ':head': text(head),
          ':lastMovementAt': text(lastMovementAt),
          ':debitDay': text(debitDay ?? ''),
          ':debitedToday': numeral(debitedToday),
          ...Object.assign({}, ...rules.map(ruleValues)),
        },
      ),
    },
  };
}

function checkAccount({ msisdn, not }: WriteOf<'check-account'>, tables: LedgerTables): TransactWriteItem {
  const condition = ACCOUNT_CONDITIONS[not.rule];
  const opposite =
    not.rule === 'exists' ? `NOT ${condition}` : all(ACCOUNT_CONDITIONS.exists, `NOT (${condition})`);
  return check(tables.accounts, { msisdn: text(msisdn) }, opposite, ruleValues(not));
}

const STATUS_VALUES = { ':active': text('ACTIVE'), ':blocked': text('BLOCKED'), ':closed': text('CLOSED') };

function ruleValues(rule: AccountRule): Item {
  switch (rule.rule) {
    case 'version-is':
      return { ':version': numeral(rule.version) };
    case 'balance-at-least':
      return { ':atLeast': numeral(rule.amount) };
    case 'balance-at-most':
      return { ':atMost': numeral(rule.amount) };
    case 'debited-at-most':
      return { ':day': text(rule.day), ':debitedAtMost': numeral(rule.amount) };
    case 'exists':
    case 'is-active':
    case 'is-active-or-blocked':
    case 'is-not-closed':
      return STATUS_VALUES;
  }
}

function put({ ledger }: LedgerTables, item: Item, condition: string): TransactWriteItem {
  return { Put: { TableName: ledger, Item: item, ...expressions({ ConditionExpression: condition }, {}) } };
}

function check(table: string | undefined, key: Item, condition: string, values: Item): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: key,
      ...expressions({ ConditionExpression: condition }, values),
    },
  };
}

/** All of some conditions. DynamoDB refuses parentheses that change nothing, so only an OR is put into them. */
function all(...conditions: readonly string[]): string {
  return conditions.map((text) => (text.includes(' OR ') ? `(${text})` : text)).join(' AND ');
}

/**
 * Some expressions with the names and values that they use. Every name stands behind a `#`, because DynamoDB reserves
 * hundreds of words, and refuses a name or a value that no expression uses.
 */
export function expressions<E extends Readonly<Record<string, string>>>(texts: E, values: Item) {
  const used = Object.values(texts).join(' ');
  const names = new Set(used.match(/#\w+/g));
  const placeholders = new Set(used.match(/:\w+/g));
  const usedValues = Object.entries(values).filter(([placeholder]) => placeholders.has(placeholder));
  return {
    ...texts,
    ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [name, name.slice(1)])),
    ...(usedValues.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(usedValues) } : {}),
  };
}

/**
 * One reason of a cancelled commit; undefined for a part that was fine.
 *
 * @throws Error for a reason that is a fault of ours: nothing heals it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function failureOf(reason: CancellationReason, write: LedgerWrite): WriteFailure | undefined {
  switch (reason.Code) {
    case undefined:
    case 'None':
      return undefined;
    case 'ConditionalCheckFailed':
      return { kind: 'condition', ...toldBy(reason.Item, write) };
    case 'TransactionConflict':
      return { kind: 'conflict' };
    case 'ProvisionedThroughputExceeded':
    case 'ThrottlingError':
      return { kind: 'throttled' };
    default:
      throw new Error(`DynamoDB cancelled a commit for ${reason.Code} (${write.write})`);
  }
}

function toldBy(
  item: Item | undefined,
  { write }: LedgerWrite,
): Omit<Extract<WriteFailure, { kind: 'condition' }>, 'kind'> {
  if (item === undefined) return {};
  if (write === 'complete' || write === 'fail') return { transaction: transactionOf(item) };
  if (write === 'count-cash') return { amount: parseFrancs(item['amount']?.N ?? '') };
  return write === 'reduce-reversible' ? { amount: parseFrancs(item['reversible']?.N ?? '') } : {};
}
