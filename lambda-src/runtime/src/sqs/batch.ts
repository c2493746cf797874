import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { redactText } from '@fintech-solution/domain/redaction';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Log, LogFields } from '../log.ts';
import type { BatchMetrics } from '../metrics.ts';

/** The rest of an invocation that a consumer reads; a caller other than Lambda may have no deadline. */
export interface InvocationContext {
  getRemainingTimeInMillis?(): number;
}

/** Where an operator finds what this queue cannot finish. */
export interface DeadLetters {
  /** Keeps a copy of the record. @throws when there is no dead-letter queue, or it does not take the copy. */
  send(record: SQSRecord, reason: string): Promise<void>;
}

/** What a consumer may ask of its own queue. */
export interface SourceQueue {
  /** Lets the record come again later and later, by how often it was received. Best effort, never throws. */
  backOff(record: SQSRecord): Promise<void>;
}

/**
 * A record as its consumer reads it, once. Records with one grouping key are worked on one after another. The fields stand
 * in every log line about the record.
 */
export type DecodedRecord<Message> =
  | {
      readonly kind: 'message';
      readonly message: Message;
      readonly groupingKey: string;
      readonly fields: LogFields;
    }
  | { readonly kind: 'not-ours'; readonly reason: string };

/** How a record ends in this batch: acknowledged, or reported failed, so that it comes again. */
export type Ending<Reason> = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: Reason };

/** Work on one record; undefined where the record goes on in the next step. An error concerns this record only. */
export type Step<Message, Reason> = (
  message: Message,
  fields: LogFields,
) => Promise<Ending<Reason> | undefined>;

/** What the steps of a batch may know of it as a whole. */
export interface Batch<Message> {
  /** Of the records that are messages of the queue's kind, in order. */
  readonly messages: readonly Message[];
  /** How long the invocation may still take, in milliseconds. */
  readonly timeLeftMs: () => number;
}

/** Why a record failed that its consumer has no reason of its own for. */
export type CommonReason = 'out-of-time' | 'not-parked' | 'unexpected';

export interface BatchConsumer<Message, Reason extends string> {
  decode(record: SQSRecord): DecodedRecord<Message>;
  /**
   * The steps of one batch. All records have ended a step before any record begins the next one. They are made anew for
   * each batch, and may keep what they found.
   */
  steps(batch: Batch<Message>): readonly Step<Message, Reason | CommonReason>[];
  /** Why a record failed whose step threw; the dimension `Reason` of the metric `RequestFailed`. */
  reasonOf(error: unknown): Reason | CommonReason;
  readonly deadLetters: DeadLetters;
  readonly queue: SourceQueue;
  readonly log: Log;
  readonly metrics: BatchMetrics;
  /** How many records are worked on at a time. */
  readonly maxConcurrent: number;
  /** The longest that one record can take from any step to its end; with less time left, no record is started. */
  readonly recordBudgetMs: number;
}

interface Item<Message, Reason> {
  readonly record: SQSRecord;
  readonly decoded: DecodedRecord<Message>;
  readonly fields: LogFields;
  ending?: Ending<Reason>;
}

/** Makes a handler that judges each record of a batch alone and reports those that must come again. */
export function createBatchHandler<Message, Reason extends string>(consumer: BatchConsumer<Message, Reason>) {
  const { queue, log, metrics, maxConcurrent, recordBudgetMs } = consumer;
  type AnyReason = Reason | CommonReason;

  async function run(
    { record, decoded, fields }: Item<Message, AnyReason>,
    step: Step<Message, AnyReason>,
    timeLeftMs: number,
  ): Promise<Ending<AnyReason> | undefined> {
    // A record that is cut off half-way costs a lease and perhaps a second message; one that never began costs nothing.
    if (timeLeftMs < recordBudgetMs) {
      log.warn('Not started: too little time is left', fields);
      return failed('out-of-time');
    }
    if (decoded.kind === 'not-ours') return park(consumer, record, decoded.reason, fields);
    try {
      return await step(decoded.message, fields);
    } catch (error) {
      log.error('Failed, will come again', { ...fields, error });
      return failed(consumer.reasonOf(error));
    }
  }

  return async (event: { Records?: SQSRecord[] }, context?: InvocationContext): Promise<SQSBatchResponse> => {
    // Nothing that the queue sends looks like this; an empty answer would acknowledge what was never read.
    if (!Array.isArray(event?.Records)) throw new TypeError('The event has no array of Records');
    const timeLeftMs = () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    const items = event.Records.map((record): Item<Message, AnyReason> => {
      const decoded = consumer.decode(record);
      const fields = decoded.kind === 'message' ? decoded.fields : {};
      return { record, decoded, fields: { messageId: record.messageId, ...fields } };
    });
    const messages = items.flatMap(({ decoded }) => (decoded.kind === 'message' ? [decoded.message] : []));
    for (const step of consumer.steps({ messages, timeLeftMs }))
      await runGrouped(items.filter(isUnended), groupingKeyOf, maxConcurrent, async (item) => {
        const ending = await run(item, step, timeLeftMs());
        if (ending !== undefined) item.ending = ending;
      });
    const failures = items.flatMap(({ record, ending }) =>
      ending?.kind === 'failed' ? [{ record, ending }] : [],
    );
    for (const { ending } of failures) metrics.count('RequestFailed', { Reason: ending.reason });
    metrics.flush();
    await Promise.all(failures.map(({ record }) => queue.backOff(record)));
    return { batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };
}

function failed<Reason extends string>(reason: Reason) {
  return { kind: 'failed', reason } as const;
}

function isUnended({ ending }: Item<unknown, unknown>): boolean {
  return ending === undefined;
}

function groupingKeyOf({ record, decoded }: Item<unknown, unknown>): string {
  return decoded.kind === 'message' ? decoded.groupingKey : record.messageId;
}

/** Ends a record that no repetition can mend: a copy is kept for operators. Without the copy the record comes again. */
export async function park(
  { deadLetters, log, metrics }: Pick<BatchConsumer<unknown, string>, 'deadLetters' | 'log' | 'metrics'>,
  record: SQSRecord,
  reason: string,
  fields: LogFields,
): Promise<Ending<'not-parked'>> {
  try {
    await deadLetters.send(record, reason);
  } catch (error) {
    noteNotParked(log, fields, reason, error);
    return failed('not-parked');
  }
  noteParked({ log, metrics }, fields, reason);
  return { kind: 'done' };
}

/** An id of ours has at most as many characters; a longer one, from another sender, is cut. */
const ID_LENGTH = 64;

/** The fields of an event's correlation id. Masked first: the log would not recognise a number that the cut divides. */
export function correlationFields(correlationId: string | undefined, plan: NumberingPlan): LogFields {
  return correlationId ? { correlationId: redactText(correlationId, plan).slice(0, ID_LENGTH) } : {};
}

/** Says that a copy was kept for operators. */
export function noteParked(
  { log, metrics }: Pick<BatchConsumer<unknown, string>, 'log' | 'metrics'>,
  fields: LogFields,
  reason: string,
): void {
  metrics.count('EventParked');
  log.error('Parked', { ...fields, reason });
}

/** Says that a copy could not be kept. */
export function noteNotParked(log: Log, fields: LogFields, reason: string, error: unknown): void {
  log.error('Not parked, will come again', { ...fields, reason, error });
}

/**
 * Runs work for every item: items with one grouping key one after another and in order, groups beside each other, at most
 * `maxConcurrent` items at a time. The work must not throw.
 */
export async function runGrouped<T>(
  items: readonly T[],
  groupingKey: (item: T) => string,
  maxConcurrent: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const groups = [...Map.groupBy(items, groupingKey).values()].values();
  const worker = async (): Promise<void> => {
    // The iterator is shared: each worker takes the next group that no other has.
    for (const group of groups) for (const item of group) await work(item);
  };
  await Promise.all(Array.from({ length: maxConcurrent }, worker));
}
