import { type Channel, CHANNELS } from '@fintech-solution/domain/account';
import { type DecodedEvent, decodeAccountRequested } from '@fintech-solution/domain/account-requested';
import type { Log, LogFields } from '@fintech-solution/runtime/log';
import type { MetricCounter } from '@fintech-solution/runtime/metrics';
import { maskMsisdn, type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { redactText } from '@fintech-solution/domain/redaction';
import type { SQSRecord } from 'aws-lambda';
import type { AccountOrder, OrderResult } from './init-user-account.ts';

/** What may be done with a message that this delivery does not finish. */
export interface RequestQueue {
  /** Keeps a copy in the dead-letter queue. @throws when there is none or it does not take the copy. */
  park(record: SQSRecord, reason: string): Promise<void>;
  /** Lets the message come again later and later, by how often it was received. Best effort, never throws. */
  postpone(record: SQSRecord): Promise<void>;
}

export interface RecordDependencies {
  readonly initUserAccount: (order: AccountOrder) => Promise<OrderResult>;
  readonly queue: RequestQueue;
  readonly plan: NumberingPlan;
  readonly log: Log;
  readonly metrics: MetricCounter;
}

/** Records of one number share a lane, so that no two of them are worked on at once; any other has its own. */
export function laneOf(plan: NumberingPlan): (record: SQSRecord) => string {
  return ({ body, messageId }) => {
    const decoded = decodeAccountRequested(body, plan);
    return decoded.kind === 'account-requested' ? decoded.event.msisdn : messageId;
  };
}

/** True when the record needs no further delivery. Whatever goes wrong concerns this record only. */
export async function processRecord(dependencies: RecordDependencies, record: SQSRecord): Promise<boolean> {
  const { log, plan } = dependencies;
  const decoded = decodeAccountRequested(record.body, plan);
  const fields = fieldsOf(record, decoded, plan);
  const park = (reason: string) => parkRecord(dependencies, record, reason, fields);
  if (decoded.kind === 'not-ours')
    return park(decoded.reason).then(
      () => true,
      () => false,
    );
  try {
    const { id: eventId, msisdn } = decoded.event;
    const result = await dependencies.initUserAccount({
      eventId,
      msisdn,
      sentBackFor: givenUpBy(record),
      park,
    });
    report(dependencies, result, fields);
    return result.settled;
  } catch (error) {
    log.error('Failed, will come again', { ...fields, error });
    return false;
  }
}

/**
 * The channels whose welcome was given up with this copy. Only a parked copy carries its reason, so an operator has sent
 * it back. The reason begins with its channel; the other channel has a copy of its own, and trying both for each copy
 * would make two of one at every redrive.
 */
function givenUpBy({ messageAttributes }: SQSRecord): readonly Channel[] {
  const reason = messageAttributes?.['failure-reason'];
  if (reason === undefined) return [];
  const named = CHANNELS.filter((channel) => reason.stringValue?.startsWith(`${channel}-`));
  return named.length > 0 ? named : CHANNELS;
}

/** An id of ours has at most as many characters; a longer one, from whoever else may write to the queue, is cut. */
const ID_LENGTH = 64;

function fieldsOf({ messageId }: SQSRecord, decoded: DecodedEvent, plan: NumberingPlan): LogFields {
  if (decoded.kind === 'not-ours') return { messageId };
  const { correlationId, msisdn } = decoded.event;
  // Masked first: a number that the cut goes through would be none to the log any more.
  const id =
    correlationId === undefined ? {} : { correlationId: redactText(correlationId, plan).slice(0, ID_LENGTH) };
  return { messageId, ...id, msisdn: maskMsisdn(msisdn) };
}

async function parkRecord(
  { queue, log, metrics }: RecordDependencies,
  record: SQSRecord,
  reason: string,
  fields: LogFields,
): Promise<void> {
  try {
    await queue.park(record, reason);
  } catch (error) {
    log.error('Not parked, will come again', { ...fields, reason, error });
    throw error;
  }
  metrics.count('EventParked');
  log.error('Parked', { ...fields, reason });
}

/** One line and the counts for what a delivery achieved; one that found nothing to do leaves no trace. */
function report({ log, metrics }: RecordDependencies, result: OrderResult, fields: LogFields): void {
  const { opened, settled, welcomes } = result;
  if (opened) metrics.count('AccountOpened');
  for (const { channel, kind } of welcomes) {
    const metric = WELCOME_METRICS[kind];
    if (metric !== undefined) metrics.count(metric, { Channel: channel });
  }
  if (!opened && welcomes.length === 0) return;
  log[settled ? 'info' : 'warn'](opened ? 'Account opened' : 'Account was open', { ...fields, welcomes });
}

const WELCOME_METRICS = {
  sent: 'WelcomeSent',
  failed: 'WelcomeFailed',
  'given-up': 'WelcomeGivenUp',
  'held-elsewhere': undefined,
} as const;
