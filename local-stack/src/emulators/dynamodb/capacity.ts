import type { Table } from './tables.ts';

/** What a request consumed of one table, in capacity units. */
interface TableCapacity {
  read: number;
  write: number;
  /** Units of each index that was written or read. */
  readonly indexes: Map<string, { read: number; write: number }>;
}

/** Notes what a request consumes, and adds it up by table where the caller asks for it: most do not. */
export interface CapacityMeter {
  /** @param factor 1 for a strongly consistent read, 0.5 for another, 2 in a transaction. */
  read(table: Table, bytes: () => number, factor: number, index?: string): void;
  /** @param factor 1, or 2 in a transaction. */
  write(table: Table, bytes: () => number, factor: number, index?: string): void;
  /** All units that the request consumed. */
  total(): { readonly read: number; readonly write: number };
  /** The member `ConsumedCapacity` as one table's request answers it; undefined unless it was asked for. */
  one(asked: unknown): object | undefined;
  /** The same for a request that may touch several tables; a transaction tells its units by kind too. */
  list(asked: unknown, isTransaction?: boolean): readonly object[] | undefined;
}

const UNIT_BYTES = { read: 4_096, write: 1_024 } as const;

/**
 * Capacity as DynamoDB counts it: reads by 4 KB, half unless strongly consistent; writes by 1 KB of the larger of the old
 * and the new item; twice as much for each in a transaction; an index's entries apart.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export function createCapacityMeter(): CapacityMeter {
  const noted: Noted[] = [];
  const list = (asked: unknown, isTransaction = false): readonly object[] | undefined =>
    asked === 'TOTAL' || asked === 'INDEXES'
      ? [...byTable(noted)].map(([name, used]) => shown(name, used, asked === 'INDEXES', isTransaction))
      : undefined;
  return {
    read: (table, bytes, factor, index) => void noted.push({ kind: 'read', table, bytes, factor, index }),
    write: (table, bytes, factor, index) => void noted.push({ kind: 'write', table, bytes, factor, index }),
    total: () => totalOf([...byTable(noted).values()]),
    one: (asked) => list(asked)?.[0],
    list,
  };
}

interface Noted {
  readonly kind: 'read' | 'write';
  readonly table: Table;
  readonly bytes: () => number;
  readonly factor: number;
  readonly index: string | undefined;
}

function byTable(noted: readonly Noted[]): ReadonlyMap<string, TableCapacity> {
  const tables = new Map<string, TableCapacity>();
  for (const { kind, table, bytes, factor, index } of noted) {
    const name = table.description.TableName;
    const used = tables.get(name) ?? { read: 0, write: 0, indexes: new Map() };
    tables.set(name, used);
    const place = index === undefined ? used : (used.indexes.get(index) ?? { read: 0, write: 0 });
    if (index !== undefined) used.indexes.set(index, place);
    place[kind] += Math.max(1, Math.ceil(bytes() / UNIT_BYTES[kind])) * factor;
  }
  return tables;
}

function totalOf(tables: readonly TableCapacity[]): { read: number; write: number } {
  const all = tables.flatMap((used) => [used, ...used.indexes.values()]);
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
  const sum = totalOf([{ read, write, indexes }]);
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
