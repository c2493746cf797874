import type { CapacityMeter } from './capacity.ts';
import { invalid } from './errors.ts';
import { parseGet, type GetInput } from './reads.ts';
import type { Change, Tables } from './tables.ts';
import { sizeOf, type Item } from './values.ts';
import { decide, parseWrite, type Target, targetOf } from './writes.ts';

export interface BatchGetInput {
  readonly RequestItems: Readonly<
    Record<string, Omit<GetInput, 'TableName' | 'Key'> & { readonly Keys: readonly Item[] }>
  >;
  readonly ReturnConsumedCapacity?: string;
}

export interface BatchWriteInput {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>;
  readonly ReturnConsumedCapacity?: string;
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

const MAX_GETS = 100;
const MAX_WRITES = 25;
/** So many bytes are answered at once; keys beyond them come back to be asked for again. */
const MAX_ANSWER_BYTES = 16 * 1_048_576;

/**
 * Many reads at once, of several tables; what does not fit into one answer comes back as `UnprocessedKeys`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function batchGetItem(input: BatchGetInput, tables: Tables, meter: CapacityMeter): object {
  const asked = Object.entries(input.RequestItems).flatMap(([TableName, { Keys, ...rest }]) =>
    Keys.map((Key) => ({ TableName, Key, rest, get: parseGet({ ...rest, TableName, Key }, tables) })),
  );
  if (asked.length > MAX_GETS) throw invalid('Too many items requested for the BatchGetItem call');
  checkDistinct(asked.map(({ get }) => get));
  const responses: Record<string, Item[]> = Object.fromEntries(asked.map(({ TableName }) => [TableName, []]));
  const unprocessed: Record<string, { Keys: Item[] }> = {};
  let bytes = 0;
  for (const { TableName, Key, rest, get } of asked) {
    const size = get.bytes();
    if (bytes + size > MAX_ANSWER_BYTES) {
      (unprocessed[TableName] ??= { ...rest, Keys: [] }).Keys.push(Key);
      continue;
    }
    bytes += size;
    meter.read(get.table, () => size, rest.ConsistentRead === true ? 1 : 0.5);
    const item = get.find();
    if (item !== undefined) responses[TableName]?.push(item);
  }
  return { Responses: responses, UnprocessedKeys: unprocessed };
}

/**
 * Many puts and deletes at once, each by itself: what meets an ongoing transaction comes back as `UnprocessedItems`.
 *
 * @param isFree false for an item that cannot be written now.
 * @param write makes a change and counts what it consumes.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export function batchWriteItem(
  input: BatchWriteInput,
  tables: Tables,
  isFree: (target: Target) => boolean,
  write: (change: Change) => void,
): object {
  const asked = Object.entries(input.RequestItems).flatMap(([TableName, requests]) =>
    requests.map((request) => {
      const { PutRequest, DeleteRequest } = request;
      if ((PutRequest === undefined) === (DeleteRequest === undefined))
        throw invalid(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        );
      const parsed = parseWrite(PutRequest ? 'put' : 'delete', {
        TableName,
        ...PutRequest,
        ...DeleteRequest,
      });
      return { TableName, request, parsed, target: targetOf(parsed, tables) };
    }),
  );
  if (asked.length > MAX_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
  checkDistinct(asked.map(({ target }) => target));
  const unprocessed: Record<string, WriteRequest[]> = {};
  for (const { TableName, request, parsed, target } of asked) {
    if (isFree(target)) write(decide(parsed, target));
    else (unprocessed[TableName] ??= []).push(request);
  }
  return { UnprocessedItems: unprocessed };
}

/** The name of an item's place among all tables. */
export function addressOf({ table, place }: Target): string {
  return JSON.stringify([table.description.TableName, place.partition, place.sort]);
}

function checkDistinct(targets: readonly Target[]): void {
  if (new Set(targets.map(addressOf)).size < targets.length)
    throw invalid('Provided list of item keys contains duplicates');
}

/** Size of the larger of an item's two states: what a write is charged for. */
export function bytesOfChange({ before, after }: Change): number {
  return Math.max(sizeOf(before ?? {}), sizeOf(after ?? {}));
}
