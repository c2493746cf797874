import { decodeAccountRequested } from '@fintech-solution/shared/account-requested';
import type { InvocationLog } from '@fintech-solution/shared/logger';
import type { MetricCounter } from '@fintech-solution/shared/metrics';
import { maskMsisdn, type NumberingPlan } from '@fintech-solution/shared/msisdn';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { inLanes } from './batch-lanes.ts';
import { type AccountOrder, type OrderResult } from './init-user-account.ts';

/** What may be done with a message that this delivery does not finish. */
export interface RequestQueue {
  /** Keeps a copy in the dead-letter queue. @throws when there is none or it does not take the copy. */
  park(record: SQSRecord, reason: string): Promise<void>;
  /** Lets the message come again later and later, by how often it was received. Best effort, never throws. */
  postpone(record: SQSRecord): Promise<void>;
}

export interface Dependencies {
  readonly initUserAccount: (order: AccountOrder) => Promise<OrderResult>;
  readonly queue: RequestQueue;
  readonly plan: NumberingPlan;
  readonly log: InvocationLog;
  readonly metrics: MetricCounter;
}

/** The rest of an invocation that this function reads. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/**
 * The longest that one record can take: open 2 × 1.5 s, SMS credentials twice 2 × 1.5 s, two SMS calls of 4 s,
 * park and settle 2 × 1.5 s each, and the pauses between attempts.
 */
export const RECORD_BUDGET_MS = 24_000;
/** Ten records at once keep a full batch in one wave, and ten is what one environment's sockets carry easily. */
export const MAX_CONCURRENT_RECORDS = 10;

/** Judges each record of a batch alone and reports those that must come again. */
export function createHandler(dependencies: Dependencies) {
  return async (event: { Records?: SQSRecord[] }, context: InvocationContext): Promise<SQSBatchResponse> => {
    if (!Array.isArray(event?.Records)) throw new TypeError('The event has no array of Records');
    dependencies.log.begin({});
    const failed: string[] = [];
    const laneOf = ({ body, messageId }: SQSRecord): string => {
      const decoded = decodeAccountRequested(body, dependencies.plan);
      return decoded.kind === 'account-requested' ? decoded.event.msisdn : messageId;
    };
    await inLanes(event.Records, laneOf, MAX_CONCURRENT_RECORDS, async (record) => {
      if (await isDone(dependencies, record, context)) return;
      failed.push(record.messageId);
      await dependencies.queue.postpone(record);
    });
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** True when the record needs no further delivery. Whatever goes wrong concerns this record only. */
async function isDone(
  dependencies: Dependencies,
  record: SQSRecord,
  context: InvocationContext,
): Promise<boolean> {
  const { log, metrics, plan, queue } = dependencies;
  const { messageId } = record;
  // A record that is cut off half-way costs a lease and perhaps a second SMS; one that never began costs nothing.
  if (context.getRemainingTimeInMillis() < RECORD_BUDGET_MS) {
    log.warn('Not started: too little time is left', { messageId });
    return false;
  }
  const park = async (reason: string): Promise<void> => {
    await queue.park(record, reason);
    metrics.count('EventParked');
    log.error('Parked', { messageId, reason });
  };
  try {
    const decoded = decodeAccountRequested(record.body, plan);
    if (decoded.kind === 'not-ours') {
      await park(decoded.reason);
      return true;
    }
    const { id: eventId, msisdn, correlationId } = decoded.event;
    const redriven = record.messageAttributes?.['failure-reason'] !== undefined;
    const result = await dependencies.initUserAccount({ eventId, msisdn, redriven, park });
    report(dependencies, result, { messageId, correlationId, msisdn: maskMsisdn(msisdn) });
    return result.settled;
  } catch (error) {
    log.error('Failed, will come again', { messageId, error });
    return false;
  }
}

/** One line and the counts for what a delivery achieved; one that found nothing to do leaves no trace. */
function report({ log, metrics }: Dependencies, result: OrderResult, fields: Record<string, unknown>): void {
  if (result.opened) metrics.count('AccountOpened');
  for (const { channel, kind } of result.welcomes) {
    const metric = WELCOME_METRICS[kind];
    if (metric !== undefined) metrics.count(metric, { Channel: channel });
  }
  if (!result.opened && result.welcomes.length === 0) return;
  const level = result.settled ? 'info' : 'warn';
  log[level](result.opened ? 'Account opened' : 'Welcome resumed', { ...fields, welcomes: result.welcomes });
}

const WELCOME_METRICS = {
  sent: 'WelcomeSent',
  failed: 'WelcomeFailed',
  'given-up': 'WelcomeGivenUp',
  'held-elsewhere': undefined,
} as const;
