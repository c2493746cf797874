import db from 'dynalite/db/index.js';
import { type Collection, createCollection, type KeyNames, type Place, placeOf } from './collection.ts';
import { DynamoDbError, invalid, notFound, throwIfRefused } from './errors.ts';
import { areEqualItems, type Item, sizeOf } from './values.ts';

/** A table as `CreateTable` describes it, as far as the engine looks at it. */
export interface TableDescription {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: 'S' | 'N' | 'B';
  }[];
  readonly KeySchema: readonly KeyElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
}

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

/** A global secondary index: it holds the items that have its key, as far as it projects them. */
export interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

/** An index with its entries. */
export interface Index {
  readonly description: IndexDescription;
  readonly keyNames: KeyNames;
  readonly entries: Collection;
}

/** A table with its items. */
export interface Table {
  readonly description: TableDescription;
  readonly keyNames: KeyNames;
  readonly items: Collection;
  readonly indexes: readonly Index[];
  /** The attribute whose time ends an item; nothing is deleted here. */
  timeToLive: string | undefined;
}

/** A write that has been decided and not been made. */
export interface Change {
  readonly table: Table;
  readonly place: Place;
  readonly before: Item | undefined;
  /** Undefined for an item that goes. */
  readonly after: Item | undefined;
}

export function createTable(description: TableDescription): Table {
  return {
    description,
    keyNames: keyNamesOf(description.KeySchema),
    items: createCollection(),
    indexes: (description.GlobalSecondaryIndexes ?? []).map((index) => ({
      description: index,
      keyNames: keyNamesOf(index.KeySchema),
      entries: createCollection(),
    })),
    timeToLive: undefined,
  };
}

/** @throws DynamoDbError where the table has no index of that name. */
export function indexOf(table: Table, name: string): Index {
  const index = table.indexes.find(({ description }) => description.IndexName === name);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${name}`);
  return index;
}

/** @throws DynamoDbError unless these attributes are the table's key, of the right types and sizes. */
export function placeOfKey(table: Table, key: Item): Place {
  throwIfRefused(db.validateKey(key, table.description));
  return placeOf(key, table.keyNames);
}

/** @throws DynamoDbError where the key is absent or wrong, or an attribute that an index sorts by is. */
export function placeOfItem(table: Table, item: Item): Place {
  throwIfRefused(db.validateItem(item, table.description));
  checkIndexKeys(table, item);
  return placeOf(item, table.keyNames);
}

/** An item without an index's key stays out of the index; one with an empty text there is refused. */
export function checkIndexKeys({ indexes }: Table, item: Item): void {
  for (const { description, keyNames } of indexes)
    for (const name of [keyNames.hash, keyNames.range])
      if (name !== undefined && (item[name]?.S === '' || item[name]?.B === ''))
        throw invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${item[name].S === '' ? 'string' : 'binary'} value. IndexName: ${description.IndexName}, IndexKey: ${name}`,
        );
}

/**
 * Makes a change, in the table and in its indexes.
 *
 * @returns the bytes that were written to each index, entry by entry, for the capacity that they cost.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function apply({ table, place, before, after }: Change): ReadonlyMap<string, readonly number[]> {
  if (after === undefined) table.items.delete(place);
  else table.items.put({ ...place, item: after });
  const written = new Map<string, readonly number[]>();
  for (const index of table.indexes) {
    const [old, next] = [entryOf(table, index, before), entryOf(table, index, after)];
    const isMoved = old?.partition !== next?.partition || old?.sort !== next?.sort;
    const sizes: number[] = [];
    if (old !== undefined && isMoved) {
      index.entries.delete(old);
      sizes.push(sizeOf(old.item));
    }
    if (next !== undefined && (isMoved || !areEqualItems((old as { item: Item }).item, next.item))) {
      index.entries.put(next);
      sizes.push(Math.max(sizeOf(next.item), isMoved || old === undefined ? 0 : sizeOf(old.item)));
    }
    if (sizes.length > 0) written.set(index.description.IndexName, sizes);
  }
  return written;
}

/** What an index keeps of an item, and where; undefined for an item without the index's key. */
function entryOf(
  { keyNames }: Table,
  index: Index,
  item: Item | undefined,
): (Place & { item: Item }) | undefined {
  const { hash, range } = index.keyNames;
  if (item?.[hash] === undefined || (range !== undefined && item[range] === undefined)) return undefined;
  const { ProjectionType, NonKeyAttributes = [] } = index.description.Projection;
  const kept = new Set([hash, range, keyNames.hash, keyNames.range, ...NonKeyAttributes]);
  const projected =
    ProjectionType === 'ALL'
      ? item
      : Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)));
  const { partition, sort } = placeOf(item, index.keyNames);
  const own = placeOf(item, keyNames);
  // Items that share an index's key stand in the order of their own.
  return { partition, sort: `${sort}${own.partition}/${own.sort}`, item: projected };
}

function keyNamesOf(schema: readonly KeyElement[]): KeyNames {
  return { hash: (schema[0] as KeyElement).AttributeName, range: schema[1]?.AttributeName };
}

/** The tables of one engine. */
export interface Tables {
  /** @throws DynamoDbError where no table has that name. */
  get(name: string): Table;
  /** @throws DynamoDbError where there is one already. */
  add(description: TableDescription): Table;
  remove(name: string): Table;
  readonly names: readonly string[];
}

export function createTables(): Tables {
  const tables = new Map<string, Table>();
  const get = (name: string): Table => {
    const table = tables.get(name);
    if (table === undefined) throw notFound();
    return table;
  };
  return {
    get,
    add(description) {
      const { TableName: name } = description;
      if (tables.has(name))
        throw new DynamoDbError('ResourceInUseException', `Table already exists: ${name}`);
      const table = createTable(description);
      tables.set(name, table);
      return table;
    },
    remove(name) {
      const table = get(name);
      tables.delete(name);
      return table;
    },
    get names() {
      return [...tables.keys()].sort();
    },
  };
}
