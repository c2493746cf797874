import { QueueUnavailableError } from '@fintech-solution/domain/ledger/ledger-queues';
import { CorruptLedgerError, LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { decodeTransactionRequested } from '@fintech-solution/domain/ledger/transaction-events';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import type { LogFields } from '@fintech-solution/runtime/log';
import {
  type Batch,
  type BatchConsumer,
  type CommonReason,
  correlationFields,
  createBatchHandler,
  type DecodedRecord,
  park,
  type Step,
} from '@fintech-solution/runtime/sqs/batch';
import type { SQSRecord } from 'aws-lambda';
import { MAX_CONCURRENT_RECORDS, BUDGET_MS } from './budgets.ts';
import {
  createBatchProcessing,
  type Dependencies as UseCaseDependencies,
  type Processed,
} from './process-transactions.ts';

/** One message of the transactions queue. */
interface ProcessRequest {
  readonly reference: Reference;
  readonly record: SQSRecord;
}

/** Why a record is reported failed: the dimension `Reason` of the metric `RequestFailed`. */
export type FailureReason =
  CommonReason | 'store-unavailable' | 'queue-unavailable' | 'item-corrupt' | 'contended' | 'expiring';

export interface Dependencies
  extends
    UseCaseDependencies,
    Pick<BatchConsumer<ProcessRequest, FailureReason>, 'deadLetters' | 'queue' | 'log' | 'metrics'> {
  readonly plan: NumberingPlan;
}

/** Gives every transaction of a batch its final state, then queues all notifications together. */
export function createHandler(dependencies: Dependencies) {
  const { plan, log, metrics } = dependencies;

  function steps({ messages, timeLeftMs }: Batch<ProcessRequest>): Step<ProcessRequest, FailureReason>[] {
    const references = messages.map(({ reference }) => reference);
    const processing = createBatchProcessing(dependencies, references, timeLeftMs);
    return [
      async ({ reference, record }, fields) => {
        const processed = await processing.process(reference);
        report(processed, fields);
        if (processed.kind === 'final') return undefined;
        // A reference that we never gave: a forged message moves nothing.
        if (processed.kind === 'unknown') return park(dependencies, record, 'transaction-unknown', fields);
        return { kind: 'failed', reason: processed.kind };
      },
      async ({ reference }) => {
        const isQueued = await processing.notify(reference);
        return isQueued ? { kind: 'done' } : { kind: 'failed', reason: 'queue-unavailable' };
      },
    ];
  }

  function report(processed: Processed, fields: LogFields): void {
    if (processed.kind !== 'final' || !processed.isNew) return;
    const { type, status } = processed.transaction;
    if (processed.transaction.status === 'failed') {
      const { error } = processed.transaction;
      metrics.count('TransactionFailed', { Type: type });
      metrics.count('TransactionFailed', { Reason: error });
      log.info('Transaction failed', { ...fields, type, reason: error });
      return;
    }
    metrics.count('TransactionCompleted', { Type: type });
    log.info('Transaction completed', { ...fields, type, status });
  }

  return createBatchHandler<ProcessRequest, FailureReason>({
    ...dependencies,
    decode: (record) => readRecord(record, plan),
    steps,
    reasonOf,
    maxConcurrent: MAX_CONCURRENT_RECORDS,
    recordBudgetMs: BUDGET_MS,
  });
}

function readRecord(record: SQSRecord, plan: NumberingPlan): DecodedRecord<ProcessRequest> {
  const event = decodeTransactionRequested(record.body);
  if (typeof event === 'string') return { kind: 'not-ours', reason: event };
  const { reference, correlationId } = event;
  return {
    kind: 'message',
    message: { reference, record },
    groupingKey: reference,
    fields: {
      ...correlationFields(correlationId, plan),
      reference,
    },
  };
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof LedgerUnavailableError) return 'store-unavailable';
  if (error instanceof QueueUnavailableError) return 'queue-unavailable';
  return error instanceof CorruptLedgerError ? 'item-corrupt' : 'unexpected';
}
