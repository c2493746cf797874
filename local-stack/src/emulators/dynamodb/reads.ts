import db from 'dynalite/db/index.js';
import type { CapacityMeter } from './capacity.ts';
import { invalid, throwIfRefused } from './errors.ts';
import { type ExpressionInput, parseExpressions } from './expressions.ts';
import { placeOfKey, type Table, type Tables } from './tables.ts';
import { faultOf, type Item, sizeOf } from './values.ts';

/** One item to be read. */
export interface GetInput extends ExpressionInput {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
}

/** A read that fits its table. */
export interface Get {
  readonly table: Table;
  readonly place: ReturnType<typeof placeOfKey>;
  /** The item as it is, or the part of it that the projection asks for. */
  find(): Item | undefined;
  /** Size of the whole item in bytes; 0 where there is none. */
  bytes(): number;
}

/** @throws DynamoDbError where the key, the projection or the table is wrong. */
export function parseGet(input: GetInput, tables: Tables): Get {
  for (const value of Object.values(input.Key)) {
    const fault = faultOf(value);
    if (fault !== undefined) throw invalid(fault);
  }
  const { projection } = parseExpressions(input, ['ProjectionExpression']);
  const table = tables.get(input.TableName);
  const place = placeOfKey(table, input.Key);
  throwIfRefused(db.validateKeyPaths(projection?.nestedPaths, table.description));
  return {
    table,
    place,
    find() {
      const item = table.items.get(place);
      return item && projection ? db.mapPaths(projection.paths, item) : item;
    },
    bytes: () => sizeOf(table.items.get(place) ?? {}),
  };
}

/** `GetItem`: the only read of one item. */
export function getItem(input: GetInput, tables: Tables, meter: CapacityMeter): { Item?: Item } {
  const get = parseGet(input, tables);
  meter.read(get.table, get.bytes, input.ConsistentRead === true ? 1 : 0.5);
  const item = get.find();
  return item === undefined ? {} : { Item: item };
}
