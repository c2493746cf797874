import {
  type CancellationReason,
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type Allowance,
  allowanceDay,
  AllowanceUnavailableError,
  type CountedOpening,
  type OpeningAllowance,
  type OpeningsPerDay,
} from '@fintech-solution/domain/opening-allowance';
import { isUnavailable } from '../aws-clients.ts';
import { expressions } from './ledger-commit.ts';
import { keyed, numeral, OPENINGS } from './ledger-items.ts';

/** The conditions of the one write; each is a named text, so that a test can take out one alone and see what breaks. */
export const ALLOWANCE_CONDITIONS = {
  /** A number is counted once. */
  isNewNumber: 'attribute_not_exists(#pk)',
  /** A day has no more openings than its allowance. */
  hasOpeningsLeft: 'attribute_not_exists(#openings) OR #openings < :limit',
} as const;

/** What the adapter needs beside the client. */
export interface AllowanceOptions {
  readonly tableName: string;
  readonly perDay: OpeningsPerDay;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Openings that meet at one counter are tried again for this long; then the caller is asked to come again. */
export const TRY_AGAIN_MS = 1_000;
/** The longest of the pauses in between; chance shortens each. */
const PAUSE_MS = 50;

/** Marks and counters stay for a week after their day, for an investigation; seconds. */
const KEPT_SECONDS = 8 * 86_400;

/** The allowance in the ledger's table: a mark for each number, a counter for each caller and day, and one for all. */
export function createDynamoDbOpeningAllowance(
  client: DynamoDBClient,
  { tableName, perDay, clock, pause, random }: AllowanceOptions,
): OpeningAllowance {
  /** A number that is being opened is polled again and again: a read is cheaper than a write that is refused. */
  async function isCounted({ msisdn }: CountedOpening): Promise<boolean> {
    const command = new GetItemCommand({ TableName: tableName, Key: markKey(msisdn), ConsistentRead: true });
    return (await reachable(client.send(command))).Item !== undefined;
  }

  async function count(opening: CountedOpening): Promise<Allowance> {
    const { writes, verdicts } = countingOf(opening, { tableName, perDay });
    const until = clock() + TRY_AGAIN_MS;
    for (;;) {
      const reasons = await cancellationOf(
        client.send(new TransactWriteItemsCommand({ TransactItems: [...writes] })),
      );
      const failed = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
      if (reasons.length === 0) return { kind: 'granted' };
      if (failed >= 0) return verdicts[failed] as Allowance;
      if (clock() >= until) throw new AllowanceUnavailableError(new Error('contended'));
      await pause(random() * PAUSE_MS);
    }
  }

  return {
    async take(opening) {
      return (await isCounted(opening)) ? { kind: 'granted' } : count(opening);
    },
  };
}

/** The writes that count one opening, and what each means when its condition does not hold: the first one decides. */
function countingOf(
  { msisdn, caller, nowMs }: CountedOpening,
  { tableName, perDay }: Pick<AllowanceOptions, 'tableName' | 'perDay'>,
): { readonly writes: readonly TransactWriteItem[]; readonly verdicts: readonly Allowance[] } {
  const ttl = numeral(Math.floor(nowMs / 1_000) + KEPT_SECONDS);
  const counted = (pk: string, limit: number): TransactWriteItem => ({
    Update: {
      TableName: tableName,
      Key: keyed(pk, OPENINGS.ofDay(allowanceDay(nowMs))),
      ...expressions(
        {
          UpdateExpression: 'SET #ttl = :ttl ADD #openings :one',
          ConditionExpression: ALLOWANCE_CONDITIONS.hasOpeningsLeft,
        },
        { ':ttl': ttl, ':one': numeral(1), ':limit': numeral(limit) },
      ),
    },
  });
  const mark = {
    Put: {
      TableName: tableName,
      Item: { ...markKey(msisdn), ttl },
      ...expressions({ ConditionExpression: ALLOWANCE_CONDITIONS.isNewNumber }, {}),
    },
  };
  const isCharged = caller !== undefined && perDay.perCaller > 0;
  return {
    writes: [
      mark,
      ...(isCharged ? [counted(OPENINGS.ofCaller(caller), perDay.perCaller)] : []),
      ...(perDay.total > 0 ? [counted(OPENINGS.ofAll, perDay.total)] : []),
    ],
    verdicts: [
      { kind: 'granted' },
      ...(isCharged ? [{ kind: 'spent', limit: 'caller' } as const] : []),
      { kind: 'spent', limit: 'total' },
    ],
  };
}

function markKey(msisdn: string) {
  return keyed(`LIM#OPEN#NUMBER#${msisdn}`, 'N');
}

/** Why a transaction was cancelled, a reason for each write; empty where it was applied. */
async function cancellationOf(call: Promise<unknown>): Promise<readonly CancellationReason[]> {
  try {
    await reachable(call);
    return [];
  } catch (error) {
    if (error instanceof TransactionCanceledException) return error.CancellationReasons ?? [{}];
    throw error;
  }
}

/** The answer of a call. "Not now" is the domain's own error, except for a transaction that tells why it was cancelled. */
async function reachable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const isCancelled = error instanceof TransactionCanceledException;
    throw isUnavailable(error) && !isCancelled ? new AllowanceUnavailableError(error) : error;
  }
}
