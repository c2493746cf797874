import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import { isUnavailable } from '../aws-clients.ts';
import type { Item } from './ledger-items.ts';

/** The answer of a call, with "no answer now" translated into the domain's own error. */
export async function reachable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw unavailableOr(error);
  }
}

/** What to throw for a failed call. */
export function unavailableOr(error: unknown): unknown {
  return isUnavailable(error) ? new LedgerUnavailableError(error) : error;
}

/**
 * Items of at most 100 keys, by table, each read strongly consistent.
 *
 * @param rounds how often to ask for the rest: DynamoDB returns keys that it had no room for, or no capacity.
 * @throws LedgerUnavailableError where keys are left after that.
 */
export async function batchGet(
  client: DynamoDBClient,
  wanted: Readonly<Record<string, readonly Item[]>>,
  rounds: number,
): Promise<Record<string, Item[]>> {
  const found: Record<string, Item[]> = {};
  let left: Record<string, KeysAndAttributes> | undefined = Object.fromEntries(
    Object.entries(wanted)
      .filter(([, keys]) => keys.length > 0)
      .map(([table, keys]) => [table, { Keys: [...keys], ConsistentRead: true }]),
  );
  for (let round = 0; round < rounds && Object.keys(left ?? {}).length > 0; round += 1) {
    const command = new BatchGetItemCommand({ RequestItems: left });
    const answer: BatchGetItemCommandOutput = await reachable(client.send(command));
    for (const [table, items] of Object.entries(answer.Responses ?? {})) (found[table] ??= []).push(...items);
    left = answer.UnprocessedKeys;
  }
  if (Object.keys(left ?? {}).length > 0)
    throw new LedgerUnavailableError(new Error('keys left unprocessed'));
  return found;
}
