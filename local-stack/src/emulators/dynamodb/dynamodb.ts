import {
  addressOf,
  batchGetItem,
  type BatchGetInput,
  batchWriteItem,
  type BatchWriteInput,
  bytesOfChange,
} from './batches.ts';
import { type CapacityMeter, createCapacityMeter } from './capacity.ts';
import { DynamoDbError } from './errors.ts';
import { query, scan, type SearchInput } from './query.ts';
import { getItem, type GetInput } from './reads.ts';
import { type TableFacts, tableOperations } from './table-operations.ts';
import { apply, type Change, createTables } from './tables.ts';
import {
  createTransactions,
  type Interference,
  refusedBy,
  type TransactGetInput,
  type TransactWriteInput,
} from './transactions.ts';
import { copyOf } from './values.ts';
import {
  decide,
  parseWrite,
  returnedValues,
  type Target,
  targetOf,
  type WriteInput,
  type WriteKind,
} from './writes.ts';

/** Options of one call; the engine itself knows no chance. */
export interface CallOptions {
  /**
   * Asked once for each write and each transaction, before it is decided; what it returns strikes the item.
   *
   * @param addresses the items of the request, in its order.
   */
  readonly interfere?: (operation: string, addresses: readonly string[]) => Interference | undefined;
  /** Told what the call consumed, also of a call that failed. */
  readonly onConsumed?: (units: { readonly read: number; readonly write: number }) => void;
}

/** DynamoDB in this process: tables in memory, one call at a time. */
export interface DynamoDb {
  /**
   * Performs one operation of DynamoDB's API; input and output are as on the wire (JSON 1.0), and belong to the caller.
   *
   * @throws DynamoDbError as AWS would answer; its form is taken for right (see `checkRequest`).
   */
  execute(operation: string, input: object, options?: CallOptions): Record<string, unknown>;
  /**
   * Begins `TransactWriteItems` and leaves it ongoing, so that other calls meet it: a write of its items gets
   * `TransactionConflictException`, another transaction is cancelled, its token is in progress.
   */
  begin(input: object, options?: CallOptions): { finish(): Record<string, unknown> };
}

const SINGLE_WRITES: Readonly<Record<string, WriteKind>> = {
  PutItem: 'put',
  UpdateItem: 'update',
  DeleteItem: 'delete',
};

/** A DynamoDB without tables. */
export function createDynamoDb(facts: TableFacts): DynamoDb {
  const tables = createTables();
  const onTables = tableOperations(tables, facts);
  const transactions = createTransactions(tables, facts.now, store);

  /** Makes a change; its indexes are charged as plain writes, also in a transaction. */
  function store(change: Change, meter: CapacityMeter): void {
    for (const [index, sizes] of apply(change))
      for (const bytes of sizes) meter.write(change.table, () => bytes, 1, index);
  }

  function write(kind: WriteKind, input: WriteInput, call: Call): object {
    const parsed = parseWrite(kind, input);
    const target = targetOf(parsed, tables);
    const obstacle = transactions.holds(target) ? 'TransactionConflict' : call.interference([target])?.code;
    if (obstacle !== undefined) throw refusedBy(obstacle);
    const { table, place } = target;
    // A write that is refused costs as much as one that is not.
    const before = table.items.get(place);
    let change: Change;
    try {
      change = decide(parsed, target);
    } catch (error) {
      call.meter.write(table, () => bytesOfChange({ table, place, before, after: undefined }), 1);
      throw error;
    }
    call.meter.write(table, () => bytesOfChange(change), 1);
    store(change, call.meter);
    const values = returnedValues(parsed, change);
    return values === undefined ? {} : { Attributes: values };
  }

  function batchWrite(input: BatchWriteInput, call: Call): object {
    const isFree = (target: Target): boolean =>
      !transactions.holds(target) && call.interference([target]) === undefined;
    return batchWriteItem(input, tables, isFree, (change) => {
      call.meter.write(change.table, () => bytesOfChange(change), 1);
      store(change, call.meter);
    });
  }

  /** One table's operation tells what it consumed as one object, and one that may touch several as a list. */
  function perform(operation: string, input: never, call: Call): object {
    const { meter } = call;
    const asked = (input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity;
    const one = (output: object): object => ({ ...output, ...member(meter.one(asked)) });
    const list = (output: object, isTransaction: boolean): object => ({
      ...output,
      ...member(meter.list(asked, isTransaction)),
    });
    const kind = SINGLE_WRITES[operation];
    if (kind !== undefined) return one(write(kind, input, call));
    switch (operation) {
      case 'GetItem':
        return one(getItem(input as GetInput, tables, meter));
      case 'Query':
        return one(query(input as SearchInput, tables, meter));
      case 'Scan':
        return one(scan(input as SearchInput, tables, meter));
      case 'BatchGetItem':
        return list(batchGetItem(input as BatchGetInput, tables, meter), false);
      case 'BatchWriteItem':
        return list(batchWrite(input, call), false);
      case 'TransactGetItems':
        return list(transactions.get(input as TransactGetInput, call.interference, meter), true);
      case 'TransactWriteItems':
        transactions.begin(input as TransactWriteInput, call.interference, meter).finish();
        return list({}, true);
      default:
        return (onTables[operation] ?? unknown(operation))(input);
    }
  }

  return {
    execute(operation, input, options = {}) {
      const call = callOf(operation, options);
      try {
        // Neither side may change what the other one holds.
        return copyOf(perform(operation, copyOf(input) as never, call)) as Record<string, unknown>;
      } finally {
        options.onConsumed?.(call.meter.total());
      }
    },
    begin(input, options = {}) {
      const { meter, interference } = callOf('TransactWriteItems', options);
      const copy = copyOf(input) as TransactWriteInput;
      const ongoing = transactions.begin(copy, interference, meter);
      return {
        finish() {
          ongoing.finish();
          options.onConsumed?.(meter.total());
          return member(meter.list(copy.ReturnConsumedCapacity, true));
        },
      };
    },
  };
}

/** What one call carries with it. */
interface Call {
  readonly meter: CapacityMeter;
  readonly interference: (targets: readonly Target[]) => Interference | undefined;
}

function callOf(operation: string, { interfere }: CallOptions): Call {
  return {
    meter: createCapacityMeter(),
    interference: (targets) => interfere?.(operation, targets.map(addressOf)),
  };
}

function member(capacity: object | undefined): Record<string, unknown> {
  return capacity === undefined ? {} : { ConsumedCapacity: capacity };
}

function unknown(operation: string): never {
  throw new DynamoDbError('UnknownOperationException', `The local DynamoDB has no ${operation}`);
}
