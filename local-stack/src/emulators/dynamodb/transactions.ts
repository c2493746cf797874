import { addressOf, bytesOfChange } from './batches.ts';
import type { CapacityMeter } from './capacity.ts';
import { cancelled, type CancellationReason, DynamoDbError, invalid } from './errors.ts';
import { type GetInput, parseGet } from './reads.ts';
import type { Change, Tables } from './tables.ts';
import { type Item } from './values.ts';
import {
  decide,
  parseWrite,
  type Target,
  targetOf,
  type Write,
  type WriteInput,
  type WriteKind,
} from './writes.ts';

export interface TransactWriteInput {
  readonly TransactItems: readonly Readonly<Partial<Record<Action, WriteInput>>>[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: string;
}

export interface TransactGetInput {
  readonly TransactItems: readonly { readonly Get: GetInput }[];
  readonly ReturnConsumedCapacity?: string;
}

type Action = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** What stands in the way of one item of a request, beside what is stored: another transaction, or too much traffic. */
export interface Interference {
  /** Which item of the request it is, from 0. */
  readonly index: number;
  readonly code: 'TransactionConflict' | 'ThrottlingError';
}

/** A transaction between its decision and its commit: its items can be read, and not written by anybody else. */
export interface Ongoing {
  /** Makes all of its changes at once. */
  finish(): void;
}

export interface Transactions {
  /**
   * Decides a transaction and holds its items.
   *
   * @throws DynamoDbError `TransactionCanceledException` with the reasons in the order of the items, or what is wrong
   *   with the request itself.
   */
  begin(input: TransactWriteInput, interference: InterferenceOf, meter: CapacityMeter): Ongoing;
  get(input: TransactGetInput, interference: InterferenceOf, meter: CapacityMeter): object;
  /** True while a transaction holds this item. */
  holds(target: Target): boolean;
}

/** Asked once for each request with the items that it touches. */
export type InterferenceOf = (targets: readonly Target[]) => Interference | undefined;

const KINDS: Readonly<Record<Action, WriteKind>> = {
  Put: 'put',
  Update: 'update',
  Delete: 'delete',
  ConditionCheck: 'check',
};
const MAX_ITEMS = 100;
const MAX_BYTES = 4 * 1_048_576;
/** Two writes, or reads, for each item: one to prepare, one to commit. */
const UNITS_FACTOR = 2;
/** A token is remembered for ten minutes after its request was completed. */
const TOKEN_LIFETIME_MS = 600_000;

const NONE: CancellationReason = { Code: 'None' };
const MESSAGES: Readonly<Record<Interference['code'], string>> = {
  TransactionConflict: 'Transaction is ongoing for the item',
  ThrottlingError:
    'Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically scaling your index so please try again shortly.',
};

/**
 * Transactions: all or nothing, over several tables, idempotent by token.
 *
 * @param now epoch milliseconds.
 * @param write makes a change and counts what its indexes consume.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export function createTransactions(
  tables: Tables,
  now: () => number,
  write: (change: Change, meter: CapacityMeter) => void,
): Transactions {
  const held = new Set<string>();
  const tokens = new Map<string, { readonly request: string; finishedAt: number | undefined }>();
  const isHeld = (target: Target): boolean => held.has(addressOf(target));

  /** True for a token whose request was completed: it succeeds again and changes nothing. */
  function isRepetition({ ClientRequestToken: token, TransactItems }: TransactWriteInput): boolean {
    const known = token === undefined ? undefined : tokens.get(token);
    if (known === undefined) return false;
    if (known.finishedAt !== undefined && now() - known.finishedAt >= TOKEN_LIFETIME_MS) return false;
    if (known.request !== canonical(TransactItems))
      throw new DynamoDbError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    if (known.finishedAt === undefined)
      throw new DynamoDbError(
        'TransactionInProgressException',
        'The transaction with the given request token is already in progress.',
      );
    return true;
  }

  return {
    holds: isHeld,

    begin(input, interference, meter) {
      const { ClientRequestToken: token, TransactItems } = input;
      const parsed = parseItems(TransactItems);
      const isRepeated = isRepetition(input);
      const found = parsed.map((one) => attempt(() => targetOf(one, tables)));
      checkDistinct(found.filter(isFound));
      if (isRepeated) {
        for (const target of found.filter(isFound))
          meter.read(target.table, () => bytesAt(target), UNITS_FACTOR);
        return { finish: () => undefined };
      }
      const reasonOf = obstacles(found, interference);
      const decided = found.map((target, index) => {
        if (target instanceof DynamoDbError) return target;
        return reasonOf(target) ?? attempt(() => decide(parsed[index] as Write, target));
      });
      const changes = decided.filter((one): one is Change => 'place' in one);
      if (changes.reduce((sum, change) => sum + bytesOfChange(change), 0) > MAX_BYTES)
        throw invalid('Member must have an aggregate item size of at most 4 MB');
      for (const change of changes) meter.write(change.table, () => bytesOfChange(change), UNITS_FACTOR);
      if (changes.length < decided.length) throw cancelled(decided.map(toReason));
      const addresses = changes.map(addressOf);
      for (const address of addresses) held.add(address);
      const entry = { request: canonical(TransactItems), finishedAt: undefined as number | undefined };
      if (token !== undefined) tokens.set(token, entry);
      return {
        finish() {
          for (const change of changes) write(change, meter);
          for (const address of addresses) held.delete(address);
          entry.finishedAt = now();
        },
      };
    },

    get({ TransactItems }, interference, meter) {
      if (TransactItems.length > MAX_ITEMS) throw tooMany();
      const found = TransactItems.map(({ Get }) => attempt(() => parseGet(Get, tables)));
      checkDistinct(found.filter(isFound));
      const reasonOf = obstacles(found, interference);
      const reasons = found.map((get) => (get instanceof DynamoDbError ? get : (reasonOf(get) ?? NONE)));
      if (reasons.some((reason) => reason !== NONE)) throw cancelled(reasons.map(toReason));
      const gets = found.filter(isFound);
      for (const get of gets) meter.read(get.table, get.bytes, UNITS_FACTOR);
      const items = gets.map((get) => get.find());
      return { Responses: items.map((item) => (item === undefined ? {} : { Item: item })) };
    },
  };

  /** Why an item cannot be had now: an ongoing transaction holds it, or the caller's interference strikes. */
  function obstacles(found: readonly (Target | DynamoDbError)[], interference: InterferenceOf) {
    const targets = found.filter(isFound);
    const struck = interference(targets);
    return (target: Target): CancellationReason | undefined => {
      const isStruck = struck !== undefined && targets[struck.index] === target;
      const code = isHeld(target) ? 'TransactionConflict' : isStruck ? struck.code : undefined;
      return code && { Code: code, Message: MESSAGES[code] };
    };
  }
}

/** The exception by which a single write learns of what a transaction is told as a reason. */
export function refusedBy(code: Interference['code']): DynamoDbError {
  const name = code === 'TransactionConflict' ? 'TransactionConflictException' : 'ThrottlingException';
  return new DynamoDbError(name, MESSAGES[code]);
}

function parseItems(items: TransactWriteInput['TransactItems']): Write[] {
  if (items.length > MAX_ITEMS) throw tooMany();
  return items.map((item) => {
    const [action, ...others] = Object.entries(item) as [Action, WriteInput][];
    if (action === undefined || others.length > 0)
      throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    return parseWrite(KINDS[action[0]], action[1]);
  });
}

function tooMany(): DynamoDbError {
  return invalid(
    "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
  );
}

function checkDistinct(targets: readonly Target[]): void {
  if (new Set(targets.map(addressOf)).size < targets.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
}

function isFound<T>(one: T | DynamoDbError): one is T {
  return !(one instanceof DynamoDbError);
}

/** Faults of one item are reasons; an absent table, and everything unexpected, ends the request. */
function attempt<T>(action: () => T): T | DynamoDbError {
  try {
    return action();
  } catch (error) {
    const isReason = error instanceof DynamoDbError && error.name !== 'ResourceNotFoundException';
    if (isReason) return error;
    throw error;
  }
}

function toReason(decided: Change | CancellationReason | DynamoDbError): CancellationReason {
  if (decided instanceof DynamoDbError) {
    const { Item } = decided.details;
    const Code = decided.name === 'ValidationException' ? 'ValidationError' : 'ConditionalCheckFailed';
    return { ...(Item && { Item }), Code, Message: decided.message };
  }
  return 'Code' in decided ? decided : NONE;
}

function bytesAt({ table, place }: Target): number {
  const item: Item | undefined = table.items.get(place);
  return item === undefined ? 0 : bytesOfChange({ table, place, before: item, after: undefined });
}

/** The same text for the same request, however its members are ordered. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}
