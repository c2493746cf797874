import db from 'dynalite/db/index.js';
import type { KeyCondition } from 'dynalite/validations/index.js';
import { crc32 } from 'node:zlib';
import type { CapacityMeter } from './capacity.ts';
import { type Entry, type KeyNames, lowerBound, partitionOf, placeOf } from './collection.ts';
import { holds } from './condition.ts';
import { invalid, throwIfRefused } from './errors.ts';
import {
  type ExpressionInput,
  type Expressions,
  type Operand,
  parseExpressions,
  valueOf,
} from './expressions.ts';
import { type Index, indexOf, type Table, type Tables } from './tables.ts';
import { type AttributeValue, faultOf, type Item, sizeOf } from './values.ts';

/** `Query` and `Scan`. */
export interface SearchInput extends ExpressionInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
  readonly Select?: string;
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

/** What a search looks through. */
interface Searched {
  readonly table: Table;
  readonly index: Index | undefined;
  /** The key of the index, or of the table. */
  readonly keyNames: KeyNames;
}

/** So many bytes are looked at before a page ends. */
const PAGE_BYTES = 1_048_576;

/**
 * The items of one partition whose range key fits, in order, page by page.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export function query(input: SearchInput, tables: Tables, meter: CapacityMeter): object {
  if (input.KeyConditionExpression === undefined)
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  const expressions = parseExpressions(input, [
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
  ]);
  const searched = searchedBy(input, tables, expressions);
  const { hash, range } = conditionsOf(searched, expressions, input);
  const { keyNames, index, table } = searched;
  for (const name of [keyNames.hash, keyNames.range])
    if (name !== undefined && expressions.filter?.pathHeads[name])
      throw invalid(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
      );
  const entries = (index?.entries ?? table.items).partition(partitionOf(hash));
  const found = range === undefined ? entries : entries.slice(...boundsOf(entries, range));
  const ordered = input.ScanIndexForward === false ? found.toReversed() : found;
  return pageOf(afterStart(ordered, searched, input, hash), searched, expressions, input, meter);
}

/**
 * All items, page by page, in an order that says nothing.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
export function scan(input: SearchInput, tables: Tables, meter: CapacityMeter): object {
  const expressions = parseExpressions(input, ['FilterExpression', 'ProjectionExpression']);
  const searched = searchedBy(input, tables, expressions);
  const { Segment = 0, TotalSegments = 1 } = input;
  if ((input.Segment === undefined) !== (input.TotalSegments === undefined))
    throw invalid(
      `The ${input.Segment === undefined ? 'Segment' : 'TotalSegments'} parameter is required but was not present in the request when ${input.Segment === undefined ? 'parameter TotalSegments' : 'Segment parameter'} is present`,
    );
  if (Segment >= TotalSegments)
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  const entries = [...(searched.index?.entries ?? searched.table.items).all()];
  const own =
    TotalSegments === 1
      ? entries
      : entries.filter(({ partition }) => crc32(partition) % TotalSegments === Segment);
  return pageOf(afterStart(own, searched, input), searched, expressions, input, meter);
}

function searchedBy(input: SearchInput, tables: Tables, { projection, filter }: Expressions): Searched {
  const table = tables.get(input.TableName);
  const index = input.IndexName === undefined ? undefined : indexOf(table, input.IndexName);
  if (index !== undefined && input.ConsistentRead === true)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  checkSelect(input, index);
  for (const paths of [projection?.nestedPaths, filter?.nestedPaths])
    throwIfRefused(db.validateKeyPaths(paths, table.description));
  return { table, index, keyNames: index?.keyNames ?? table.keyNames };
}

function checkSelect(
  { Select, IndexName, ProjectionExpression }: SearchInput,
  index: Index | undefined,
): void {
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined)
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  if (Select === 'SPECIFIC_ATTRIBUTES' && ProjectionExpression === undefined)
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (ProjectionExpression !== undefined && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${Select}`);
  if (
    Select === 'ALL_ATTRIBUTES' &&
    index !== undefined &&
    index.description.Projection.ProjectionType !== 'ALL'
  )
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${IndexName} because its projection type is not ALL`,
    );
}

interface RangeCondition {
  readonly operator: KeyCondition['ComparisonOperator'];
  readonly values: readonly AttributeValue[];
}

/** @throws DynamoDbError unless the partition is named, and at most the range key beside it. */
function conditionsOf(
  { table, keyNames }: Searched,
  { keyConditions = {} }: Expressions,
  { ExpressionAttributeValues }: SearchInput,
): { readonly hash: AttributeValue; readonly range: RangeCondition | undefined } {
  const names = Object.keys(keyConditions);
  if (names.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  const conditionOn = (name: string): RangeCondition | undefined => {
    const condition = keyConditions[name];
    if (condition === undefined) return undefined;
    const values = condition.AttributeValueList.map(
      (value) => valueOf(value as Operand, ExpressionAttributeValues) as AttributeValue,
    );
    const type = table.description.AttributeDefinitions.find(
      (one) => one.AttributeName === name,
    )?.AttributeType;
    if (values.some((value) => value?.[type as 'S'] === undefined))
      throw invalid(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    return { operator: condition.ComparisonOperator, values };
  };
  const hash = conditionOn(keyNames.hash);
  if (hash === undefined) throw invalid(`Query condition missed key schema element: ${keyNames.hash}`);
  if (hash.operator !== 'EQ') throw invalid('Query key condition not supported');
  const other = names.find((name) => name !== keyNames.hash);
  if (other !== undefined && keyNames.range === undefined) throw invalid('Query key condition not supported');
  if (other !== undefined && other !== keyNames.range)
    throw invalid(`Query condition missed key schema element: ${keyNames.range}`);
  const range = other === undefined ? undefined : conditionOn(other);
  checkRange(range);
  return { hash: hash.values[0] as AttributeValue, range };
}

function checkRange(range: RangeCondition | undefined): void {
  if (range?.operator === 'BEGINS_WITH' && range.values[0]?.N !== undefined)
    throw invalid(
      'One or more parameter values were invalid: ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type',
    );
}

/** The first entry that fits, and the first after it that does not. */
function boundsOf(entries: readonly Entry[], { operator, values }: RangeCondition): [number, number] {
  const [low = '', high = ''] = values.map((value) => db.toRangeStr(value));
  // A slash ends the range key, and '0' is the next character after it.
  const [before, after] = [
    (text: string) => lowerBound(entries, `${text}/`),
    (text: string) => lowerBound(entries, `${text}0`),
  ];
  switch (operator) {
    case 'EQ':
      return [before(low), after(low)];
    case 'LT':
      return [0, before(low)];
    case 'LE':
      return [0, after(low)];
    case 'GT':
      return [after(low), entries.length];
    case 'GE':
      return [before(low), entries.length];
    case 'BETWEEN':
      return [before(low), after(high)];
    case 'BEGINS_WITH':
      return [lowerBound(entries, low), lowerBound(entries, `${low}~`)];
  }
}

/** What comes after the key at which the page before ended; that item itself may be gone. */
function afterStart(
  entries: readonly Entry[],
  searched: Searched,
  input: SearchInput,
  hash?: AttributeValue,
): readonly Entry[] {
  const { ExclusiveStartKey: start } = input;
  if (start === undefined) return entries;
  const { table, index, keyNames } = searched;
  const names = new Set(
    [keyNames, table.keyNames].flatMap((key) => [key.hash, key.range]).filter((name) => name !== undefined),
  );
  for (const value of Object.values(start)) {
    const fault = faultOf(value);
    if (fault !== undefined) throw invalid(`The provided starting key is invalid: ${fault}`);
  }
  const isKey =
    Object.keys(start).length === names.size && [...names].every((name) => start[name] !== undefined);
  if (!isKey)
    throw invalid(
      index === undefined && hash === undefined
        ? 'The provided starting key is invalid: The provided key element does not match the schema'
        : 'The provided starting key is invalid',
    );
  const own = Object.fromEntries(
    [table.keyNames.hash, table.keyNames.range].flatMap((name) =>
      name === undefined ? [] : [[name, start[name]]],
    ),
  ) as Item;
  const refusal = db.validateKey(own, table.description);
  if (refusal) throw invalid(`The provided starting key is invalid: ${refusal.message}`);
  const place = placeOf(start, keyNames);
  if (hash !== undefined && place.partition !== partitionOf(hash))
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  const home = placeOf(own, table.keyNames);
  const sort = index === undefined ? place.sort : `${place.sort}${home.partition}/${home.sort}`;
  const isDescending = input.ScanIndexForward === false && hash !== undefined;
  return entries.filter((entry) => {
    if (entry.partition !== place.partition) return entry.partition > place.partition;
    return isDescending ? entry.sort < sort : entry.sort > sort;
  });
}

function pageOf(
  entries: readonly Entry[],
  { table, index, keyNames }: Searched,
  { filter, projection }: Expressions,
  input: SearchInput,
  meter: CapacityMeter,
): object {
  let [bytes, count] = [0, 0];
  const { Limit = Infinity } = input;
  while (count < entries.length && count < Limit && bytes < PAGE_BYTES) {
    bytes += sizeOf((entries[count] as Entry).item);
    count += 1;
  }
  const looked = entries.slice(0, count).map(({ item }) => item);
  meter.read(table, () => bytes, input.ConsistentRead === true ? 1 : 0.5, index?.description.IndexName);
  const fit = filter
    ? looked.filter((item) => holds(filter.expression, item, input.ExpressionAttributeValues))
    : looked;
  const last = looked.at(-1);
  // A page that was ended by its limit has a next one, though that may be empty.
  const hasMore = last !== undefined && (count === Limit || count < entries.length);
  const keys = new Set([keyNames, table.keyNames].flatMap(({ hash, range }) => [hash, range]));
  return {
    ...(input.Select !== 'COUNT' && {
      Items: projection ? fit.map((item) => db.mapPaths(projection.paths, item)) : fit,
    }),
    Count: fit.length,
    ScannedCount: count,
    ...(hasMore && {
      LastEvaluatedKey: Object.fromEntries(Object.entries(last).filter(([name]) => keys.has(name))),
    }),
  };
}
