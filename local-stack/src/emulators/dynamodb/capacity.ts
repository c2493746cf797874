import type { Table } from './tables.ts';

/** What a request consumed of one table, in capacity units. */
export interface TableCapacity {
  read: number;
  write: number;
  /** Units of each index that was written or read. */
  readonly indexes: Map<string, { read: number; write: number }>;
}

/** Adds up what a request consumes, by table. */
export interface CapacityMeter {
  /** @param factor 1 for a strongly consistent read, 0.5 for another, 2 in a transaction. */
  read(table: Table, bytes: number, factor: number, index?: string): void;
  /** @param factor 1, or 2 in a transaction. */
  write(table: Table, bytes: number, factor: number, index?: string): void;
  readonly tables: ReadonlyMap<string, TableCapacity>;
  /** The member `ConsumedCapacity` as one table's request answers it; undefined unless it was asked for. */
  one(asked: unknown): object | undefined;
  /** The same for a request that may touch several tables; a transaction tells its units by kind too. */
  list(asked: unknown, isTransaction?: boolean): readonly object[] | undefined;
}

const READ_UNIT_BYTES = 4_096;
const WRITE_UNIT_BYTES = 1_024;

/**
 * Capacity as DynamoDB counts it: reads by 4 KB, half unless strongly consistent; writes by 1 KB of the larger of the old
 * and the new item; twice as much for each in a transaction; an index's entries apart.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export function createCapacityMeter(): CapacityMeter {
  const tables = new Map<string, TableCapacity>();
  const add = (kind: 'read' | 'write', table: Table, units: number, index?: string): void => {
    const name = table.description.TableName;
    const used = tables.get(name) ?? { read: 0, write: 0, indexes: new Map() };
    tables.set(name, used);
    if (index === undefined) used[kind] += units;
    else {
      const ofIndex = used.indexes.get(index) ?? { read: 0, write: 0 };
      ofIndex[kind] += units;
      used.indexes.set(index, ofIndex);
    }
  };
  const units = (bytes: number, unit: number): number => Math.max(1, Math.ceil(bytes / unit));
  const list = (asked: unknown, isTransaction = false): readonly object[] | undefined =>
    asked === 'TOTAL' || asked === 'INDEXES'
      ? [...tables].map(([name, used]) => shown(name, used, asked === 'INDEXES', isTransaction))
      : undefined;
  return {
    tables,
    read: (table, bytes, factor, index) => add('read', table, units(bytes, READ_UNIT_BYTES) * factor, index),
    write: (table, bytes, factor, index) =>
      add('write', table, units(bytes, WRITE_UNIT_BYTES) * factor, index),
    one: (asked) => list(asked)?.[0],
    list,
  };
}

/** All units that a request consumed. */
export function totalOf({ tables }: Pick<CapacityMeter, 'tables'>): { read: number; write: number } {
  const all = [...tables.values()].flatMap((used) => [used, ...used.indexes.values()]);
  return {
    read: all.reduce((sum, { read }) => sum + read, 0),
    write: all.reduce((sum, { write }) => sum + write, 0),
  };
}

function shown(
  name: string,
  { read, write, indexes }: TableCapacity,
  byIndex: boolean,
  isTransaction: boolean,
): object {
  const sum = totalOf({ tables: new Map([[name, { read, write, indexes }]]) });
  const ofIndex = [...indexes].map(([index, used]) => [index, { CapacityUnits: used.read + used.write }]);
  return {
    TableName: name,
    CapacityUnits: sum.read + sum.write,
    ...(isTransaction && sum.read > 0 && { ReadCapacityUnits: sum.read }),
    ...(isTransaction && sum.write > 0 && { WriteCapacityUnits: sum.write }),
    ...(byIndex && {
      Table: { CapacityUnits: read + write },
      ...(indexes.size > 0 && { GlobalSecondaryIndexes: Object.fromEntries(ofIndex) }),
    }),
  };
}
