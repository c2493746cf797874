import type { NotificationQueue, TransactionQueue } from '@fintech-solution/domain/ledger/ledger-queues';
import {
  CorruptLedgerError,
  type LedgerReading,
  type LedgerStore,
  LedgerUnavailableError,
  type PendingEntry,
} from '@fintech-solution/domain/ledger/ledger-store';
import { recipientsOf } from '@fintech-solution/domain/ledger/notification';
import { expire } from '@fintech-solution/domain/ledger/posting';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { expiryAt, PENDING_SHARDS } from '@fintech-solution/domain/ledger/transaction';
import type { Log } from '@fintech-solution/runtime/log';
import type { MetricCounter } from '@fintech-solution/runtime/metrics';

export interface Dependencies {
  readonly ledger: Pick<LedgerStore, 'listPending' | 'read' | 'commit'>;
  readonly transactions: TransactionQueue;
  readonly notifications: NotificationQueue;
  readonly log: Log;
  readonly metrics: MetricCounter;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** A quiet system posts within two seconds: what is pending for longer than this lost its message. */
const STUCK_AFTER_MS = 60_000;

/** A run takes up no more of each shard, so the sweeper clears at most 2,000 transactions a minute. */
const MAX_PER_SHARD = 250;

/** How many transactions are worked on at a time. */
const CHUNK_SIZE = 25;

/**
 * Sees to transactions that are stuck: queues each again, and fails it where its time is over. The most urgent ones come
 * first.
 *
 * @param hasTimeLeft false when another chunk may not end in time; the next run goes on.
 * @throws LedgerUnavailableError or QueueUnavailableError at once; for any other fault, when the rest is done.
 */
export async function sweepTransactions(
  dependencies: Dependencies,
  hasTimeLeft: () => boolean,
): Promise<void> {
  const { log } = dependencies;
  const { stuck, errors } = await listStuck(dependencies);
  let swept = 0;
  for (; swept < stuck.length && hasTimeLeft(); swept += CHUNK_SIZE)
    errors.push(...(await sweepChunk(dependencies, stuck.slice(swept, swept + CHUNK_SIZE))));
  log.info('Swept', { stuck: stuck.length, leftForNextRun: Math.max(0, stuck.length - swept) });
  if (errors.length > 0) throw new AggregateError(errors, messagesOf(errors));
}

/** Transactions that are stuck, in the order of their expiry. A shard that fails hides no other. */
async function listStuck({ ledger, clock }: Dependencies) {
  const createdBefore = new Date(clock() - STUCK_AFTER_MS).toISOString();
  const listings = await Promise.allSettled(
    PENDING_SHARDS.map((shard) => ledger.listPending(shard, createdBefore, MAX_PER_SHARD)),
  );
  const entries = listings.flatMap((listing) => (listing.status === 'fulfilled' ? listing.value : []));
  const stuck = entries.toSorted((one, other) => one.expiresAt - other.expiresAt);
  return { stuck, errors: reasonsOf(listings) };
}

/**
 * Queues each reference first and fails it afterwards: a processor that meets a failed transaction queues its
 * notifications, so that a crash between the two steps loses none.
 *
 * @returns an error for each transaction that could not be seen to.
 */
async function sweepChunk(dependencies: Dependencies, chunk: readonly PendingEntry[]): Promise<unknown[]> {
  const { ledger, transactions, metrics, clock } = dependencies;
  const isQueued = await transactions.request(chunk.map(({ reference }) => ({ reference })));
  const queued = chunk.filter((_, index) => isQueued[index]);
  for (const _ of queued) metrics.count('TransactionSwept');
  const errors: unknown[] = chunk
    .filter((_, index) => !isQueued[index])
    .map(({ reference }) => new Error(`The queue did not take ${reference}`));

  const references = queued
    .filter((entry) => expiryAt(entry, clock()) === 'expired')
    .map(({ reference }) => reference);
  if (references.length === 0) return errors;
  const reading = await ledger.read(references, []);
  const failings = await Promise.allSettled(
    references.map((reference) => failExpired(dependencies, reference, reading)),
  );
  const faults = reasonsOf(failings);
  const unavailable = faults.find((fault) => fault instanceof LedgerUnavailableError);
  if (unavailable !== undefined) throw unavailable;
  return [...errors, ...faults];
}

/** @throws CorruptLedgerError or LedgerUnavailableError */
async function failExpired(
  { ledger, notifications, log, metrics, clock }: Dependencies,
  reference: Reference,
  { transactions }: LedgerReading,
): Promise<void> {
  const found = transactions.get(reference) ?? new CorruptLedgerError('an entry of the index has no item');
  if (found instanceof CorruptLedgerError) {
    log.error('Not readable', { reference, error: found });
    throw found;
  }
  // The index is behind: the transaction is final by now.
  if (found.status !== 'pending') return;
  const { transaction, writes } = expire(found, clock());
  // Cancelled where it became final meanwhile, or where a processor is at it; that one has the reference.
  if ((await ledger.commit(writes)).kind === 'cancelled') return;
  const { type, error, correlationId, traceparent } = transaction;
  metrics.count('TransactionFailed', { Type: type });
  metrics.count('TransactionFailed', { Reason: error });
  log.info('Failed as expired', { reference, type, correlationId });
  const recipients = recipientsOf(transaction);
  if (recipients.length === 0) return;
  // Told now, though the processor may be down for long. Where this fails, the queued reference brings it about.
  await notifications
    .notify(recipients.map((recipient) => ({ reference, recipient, correlationId, traceparent })))
    .catch((cause: unknown) => log.warn('Not notified yet', { reference, error: cause }));
}

function reasonsOf(results: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
}

function messagesOf(errors: readonly unknown[]): string {
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  return [...new Set(messages)].join('; ');
}
