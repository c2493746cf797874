import type { BatchMetrics } from '@fintech-solution/runtime/metrics';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { inLanes } from './batch-lanes.ts';
import { MAX_CONCURRENT_RECORDS, RECORD_BUDGET_MS } from './budgets.ts';
import { type RecordDependencies, laneOf, processRecord } from './record.ts';

export interface Dependencies extends RecordDependencies {
  readonly metrics: BatchMetrics;
}

/** The rest of an invocation that this function reads; a caller other than Lambda may have no deadline. */
export interface InvocationContext {
  getRemainingTimeInMillis?(): number;
}

/** Judges each record of a batch alone and reports those that must come again. */
export function createHandler(dependencies: Dependencies) {
  const { log, metrics, plan, queue } = dependencies;

  return async (event: { Records?: SQSRecord[] }, context?: InvocationContext): Promise<SQSBatchResponse> => {
    // Nothing that the queue sends looks like this; an empty answer would acknowledge what was never read.
    if (!Array.isArray(event?.Records)) throw new TypeError('The event has no array of Records');
    const failed: string[] = [];
    await inLanes(event.Records, laneOf(plan), MAX_CONCURRENT_RECORDS, async (record) => {
      if (await isDone(record)) return;
      failed.push(record.messageId);
      await queue.postpone(record);
    });
    metrics.flush();
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };

    async function isDone(record: SQSRecord): Promise<boolean> {
      // A record that is cut off half-way costs a lease and perhaps a second SMS; one that never began costs nothing.
      const timeLeftMs = context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
      if (timeLeftMs >= RECORD_BUDGET_MS) return processRecord(dependencies, record);
      log.warn('Not started: too little time is left', { messageId: record.messageId });
      return false;
    }
  };
}
