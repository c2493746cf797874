import { CorruptLedgerError, LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import { decodeNotificationRequested } from '@fintech-solution/domain/ledger/transaction-events';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import type { LogFields } from '@fintech-solution/runtime/log';
import {
  type BatchConsumer,
  type CommonReason,
  correlationFields,
  createBatchHandler,
  type DecodedRecord,
  type Ending,
  noteNotParked,
  noteParked,
  park,
} from '@fintech-solution/runtime/sqs/batch';
import { type DeliveryResult, isFinished } from '@fintech-solution/runtime/sqs/deliver';
import type { SQSRecord } from 'aws-lambda';
import { MAX_CONCURRENT_RECORDS, BUDGET_MS } from './budgets.ts';
import {
  type Dependencies as UseCaseDependencies,
  type NotifyDelivery,
  notifyParty,
  type NotifyRequest,
  type NotifyResult,
} from './notify-party.ts';

/** Why a record is reported failed: the dimension `Reason` of the metric `RequestFailed`. */
export type FailureReason =
  CommonReason | 'store-unavailable' | 'item-corrupt' | 'notification-failed' | 'notification-held-elsewhere';

export interface Dependencies
  extends
    UseCaseDependencies,
    Pick<BatchConsumer<NotifyRequest, FailureReason>, 'queue' | 'log' | 'metrics'> {
  readonly plan: NumberingPlan;
}

/** Tells one recipient for each record; judges each record alone and reports those that must come again. */
export function createHandler(dependencies: Dependencies) {
  const { plan, log, metrics } = dependencies;

  async function end(
    request: NotifyRequest,
    fields: LogFields,
    result: NotifyResult,
  ): Promise<Ending<FailureReason>> {
    switch (result.kind) {
      case 'settled':
        return { kind: 'done' };
      case 'off':
        log.info('Not sent: SMS is OFF', fields);
        return { kind: 'done' };
      case 'not-for-us':
        return park(dependencies, request.record, result.reason, fields);
      default:
        report(request, fields, result);
        return endingOf(result);
    }
  }

  function report({ recipient }: NotifyRequest, fields: LogFields, result: NotifyDelivery): void {
    const { kind, recorded, reason, notParked, host } = result;
    const metric = METRICS[kind];
    if (metric !== undefined) metrics.count(metric, { Recipient: recipient });
    if (kind === 'given-up') noteParked({ log, metrics }, fields, reason ?? '');
    if (notParked !== undefined) noteNotParked(log, fields, reason ?? '', notParked);
    log[isFinished(result) ? 'info' : 'warn']('Notification', {
      ...fields,
      outcome: kind,
      recorded,
      reason,
      host,
    });
  }

  return createBatchHandler<NotifyRequest, FailureReason>({
    ...dependencies,
    decode: (record) => readRecord(record, plan),
    steps: () => [async (request, fields) => end(request, fields, await notifyParty(dependencies, request))],
    reasonOf,
    maxConcurrent: MAX_CONCURRENT_RECORDS,
    recordBudgetMs: BUDGET_MS,
  });
}

const METRICS = {
  sent: 'NotificationSent',
  failed: 'NotificationFailed',
  'given-up': 'NotificationGivenUp',
  'held-elsewhere': undefined,
} as const;

function endingOf(result: DeliveryResult): Ending<FailureReason> {
  if (isFinished(result)) return { kind: 'done' };
  if (result.notParked !== undefined) return { kind: 'failed', reason: 'not-parked' };
  const isHeld = result.kind === 'held-elsewhere';
  return { kind: 'failed', reason: isHeld ? 'notification-held-elsewhere' : 'notification-failed' };
}

function readRecord(record: SQSRecord, plan: NumberingPlan): DecodedRecord<NotifyRequest> {
  const event = decodeNotificationRequested(record.body);
  if (typeof event === 'string') return { kind: 'not-ours', reason: event };
  const { reference, recipient, correlationId } = event;
  // Only a parked copy carries its reason, so an operator has sent it back.
  const isRedriven = record.messageAttributes?.['failure-reason'] !== undefined;
  return {
    kind: 'message',
    message: { reference, recipient, redrive: isRedriven ? record.messageId : undefined, record },
    groupingKey: `${reference}/${recipient}`,
    fields: {
      ...correlationFields(correlationId, plan),
      reference,
      recipient,
    },
  };
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof LedgerUnavailableError) return 'store-unavailable';
  return error instanceof CorruptLedgerError ? 'item-corrupt' : 'unexpected';
}
