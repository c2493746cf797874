import db from 'dynalite/db/index.js';
import { valueAt, holds } from './condition.ts';
import { conditionFailed, invalid, throwIfRefused } from './errors.ts';
import { type ExpressionInput, type Expressions, parseExpressions, type Path } from './expressions.ts';
import { type Change, checkIndexKeys, placeOfItem, placeOfKey, type Tables } from './tables.ts';
import { applyUpdate } from './update.ts';
import { copyOf, faultOf, type Item, sizeOf } from './values.ts';

/** One write, alone or as a part of a transaction. */
export interface WriteInput extends ExpressionInput {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** What a write does: a check looks at an item's condition and leaves the item alone. */
export type WriteKind = 'put' | 'update' | 'delete' | 'check';

/** A write whose form is known to be right; what it does depends on the item that is stored. */
export interface Write {
  readonly kind: WriteKind;
  readonly input: WriteInput;
  readonly expressions: Expressions;
}

/** The largest item, in bytes: 400 KB. */
const MAX_ITEM_BYTES = 409_600;

/**
 * Reads a write; nothing that is stored is looked at.
 *
 * @throws DynamoDbError for values or expressions that are wrong in themselves.
 */
export function parseWrite(kind: WriteKind, input: WriteInput): Write {
  for (const value of Object.values(input.Item ?? input.Key ?? {})) {
    const fault = faultOf(value);
    if (fault !== undefined) throw invalid(fault);
  }
  if (input.Item !== undefined && sizeOf(input.Item) > MAX_ITEM_BYTES)
    throw invalid('Item size has exceeded the maximum allowed size');
  if ((kind === 'put' || kind === 'delete') && !['ALL_OLD', 'NONE', undefined].includes(input.ReturnValues))
    throw invalid('ReturnValues can only be ALL_OLD or NONE');
  const allowed =
    kind === 'update'
      ? (['UpdateExpression', 'ConditionExpression'] as const)
      : (['ConditionExpression'] as const);
  return { kind, input, expressions: parseExpressions(input, allowed) };
}

/** Where the item of a write stands, found before anything is decided about it. */
export type Target = Pick<Change, 'table' | 'place'>;

/** @throws DynamoDbError where the table is absent or the key does not fit it. */
export function targetOf({ kind, input, expressions }: Write, tables: Tables): Target {
  const table = tables.get(input.TableName);
  const place = kind === 'put' ? placeOfItem(table, input.Item ?? {}) : placeOfKey(table, input.Key ?? {});
  if (expressions.update)
    throwIfRefused(db.validateUpdates(undefined, expressions.update, table.description));
  throwIfRefused(db.validateKeyPaths(expressions.condition?.nestedPaths, table.description));
  return { table, place };
}

/**
 * Decides a write against the item as it is; nothing is changed yet.
 *
 * @throws DynamoDbError `ConditionalCheckFailedException`, or a fault that shows only on the stored item.
 */
export function decide({ kind, input, expressions }: Write, { table, place }: Target): Change {
  const before = table.items.get(place);
  const values = input.ExpressionAttributeValues;
  const { condition, update } = expressions;
  if (condition !== undefined && !holds(condition.expression, before ?? {}, values))
    throw conditionFailed(
      input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? copyOf(before) : undefined,
    );
  if (kind === 'put') return { table, place, before, after: input.Item };
  if (kind === 'delete') return { table, place, before, after: undefined };
  if (kind === 'check') return { table, place, before, after: before };
  const base = copyOf(before ?? (input.Key as Item));
  const after = update === undefined ? base : applyUpdate(update.sections, base, values);
  if (sizeOf(after) > MAX_ITEM_BYTES)
    throw invalid('Item size to update has exceeded the maximum allowed size');
  checkIndexTypes(table, after);
  checkIndexKeys(table, after);
  return { table, place, before, after };
}

function checkIndexTypes({ description, indexes }: Target['table'], item: Item): void {
  for (const { keyNames } of indexes)
    for (const { AttributeName: name, AttributeType: type } of description.AttributeDefinitions)
      if ((name === keyNames.hash || name === keyNames.range) && item[name] && item[name][type] === undefined)
        throw invalid(
          'The update expression attempted to update the secondary index key to unsupported type',
        );
}

/**
 * What `ReturnValues` asks for.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export function returnedValues({ input, expressions }: Write, { before, after }: Change): Item | undefined {
  const paths = expressions.update?.paths ?? [];
  switch (input.ReturnValues) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before && partOf(paths, before);
    case 'UPDATED_NEW':
      return after && partOf(paths, after);
    default:
      return undefined;
  }
}

function partOf(paths: readonly Path[], item: Item): Item | undefined {
  const there = paths.filter((path) => valueAt(path, item) !== undefined);
  return there.length === 0 ? undefined : db.mapPaths(there, item);
}
