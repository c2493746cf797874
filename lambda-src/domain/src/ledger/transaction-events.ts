import { decodeEvent, encodeEvent, type EventKind, type NotOurEnvelope } from '../cloud-event.ts';
import { type Recipient, RECIPIENTS } from './notification.ts';
import { parseReference, type Reference } from './reference.ts';

/** The only kind of event on the transactions queue. It names a transaction and says nothing about it. */
export const TRANSACTION_REQUESTED: EventKind = {
  type: 'gn.fintech-solution.transaction.requested.v1',
  source: '/fintech-solution/request-transaction',
};

/** The only kind of event on the notifications queue. */
export const NOTIFICATION_REQUESTED: EventKind = {
  type: 'gn.fintech-solution.transaction.notification.v1',
  source: '/fintech-solution/process-transaction',
};

/** What ties an event to the call that it comes from. */
export interface EventTrace {
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** Asks for a transaction to be processed. */
export interface TransactionRequested extends EventTrace {
  readonly reference: Reference;
}

/** Asks for one recipient to be told of a final transaction. */
export interface NotificationRequested extends EventTrace {
  readonly reference: Reference;
  readonly recipient: Recipient;
}

/**
 * The structured JSON body. A transaction that is queued again is the same event, so the reference is its id.
 *
 * @param time RFC 3339, UTC.
 */
export function encodeTransactionRequested(
  { reference, ...trace }: TransactionRequested,
  time: string,
): string {
  const data = { transactionReference: reference };
  return encodeEvent(TRANSACTION_REQUESTED, { id: reference, subject: reference, data, ...trace }, time);
}

/** The structured JSON body; `time` is RFC 3339, UTC. */
export function encodeNotificationRequested(event: NotificationRequested, time: string): string {
  const { reference, recipient, ...trace } = event;
  const data = { transactionReference: reference, recipient };
  const id = `${reference}/${recipient}`;
  return encodeEvent(NOTIFICATION_REQUESTED, { id, subject: reference, data, ...trace }, time);
}

/** Why a message is not one of ours; it travels as the parked copy's `failure-reason`. */
export type NotOurTransactionEvent = NotOurEnvelope | 'reference-not-valid' | 'recipient-not-valid';

/** Judges one message body of the transactions queue. */
export function decodeTransactionRequested(body: string): TransactionRequested | NotOurTransactionEvent {
  const envelope = decodeEvent(body, TRANSACTION_REQUESTED);
  if (typeof envelope === 'string') return envelope;
  const reference = parseReference(envelope.data['transactionReference']);
  if (reference === undefined) return 'reference-not-valid';
  return { reference, correlationId: envelope.correlationId, traceparent: envelope.traceparent };
}

/** Judges one message body of the notifications queue. */
export function decodeNotificationRequested(body: string): NotificationRequested | NotOurTransactionEvent {
  const envelope = decodeEvent(body, NOTIFICATION_REQUESTED);
  if (typeof envelope === 'string') return envelope;
  const { data, correlationId, traceparent } = envelope;
  const reference = parseReference(data['transactionReference']);
  if (reference === undefined) return 'reference-not-valid';
  const recipient = RECIPIENTS.find((candidate) => candidate === data['recipient']);
  if (recipient === undefined) return 'recipient-not-valid';
  return { reference, recipient, correlationId, traceparent };
}
