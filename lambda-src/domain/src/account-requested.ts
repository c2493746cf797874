import { decodeEvent, encodeEvent, type EventKind, type NotOurEnvelope } from './cloud-event.ts';
import { isMsisdn, maskMsisdn, type Msisdn, type NumberingPlan } from './msisdn.ts';

/** The event by which get-account-info asks init-user-account for an account. */
export interface AccountRequested {
  readonly id: string;
  readonly msisdn: Msisdn;
  /** The caller's `X-Correlation-Id`, by which one request is followed through both functions' logs. */
  readonly correlationId?: string | undefined;
  /** W3C trace context, where the caller sent one. */
  readonly traceparent?: string | undefined;
}

/** The only kind of event on the account request queue; anything else is parked. */
export const ACCOUNT_REQUESTED: EventKind = {
  type: 'gn.fintech-solution.account.requested.v1',
  source: '/fintech-solution/get-account-info',
};

/** The structured JSON body of the event. `time` is RFC 3339, UTC. */
export function encodeAccountRequested(event: AccountRequested, time: string): string {
  const { id, msisdn, correlationId, traceparent } = event;
  // The number itself is in `data` only: the subject appears in consoles and traces.
  const content = { id, subject: maskMsisdn(msisdn), data: { msisdn }, correlationId, traceparent };
  return encodeEvent(ACCOUNT_REQUESTED, content, time);
}

/** Why a message is not an event of ours; it travels as the parked copy's `failure-reason`. */
export type NotOurEvent = NotOurEnvelope | 'msisdn-not-canonical';

/** A message body after it was checked: an event of ours, or the reason why it is not one. */
export type DecodedEvent =
  | { readonly kind: 'account-requested'; readonly event: AccountRequested }
  | { readonly kind: 'not-ours'; readonly reason: NotOurEvent };

/** Judges one message body. Nothing is repaired: a number that is not canonical means that the sender is not ours. */
export function decodeAccountRequested(body: string, plan: NumberingPlan): DecodedEvent {
  const envelope = decodeEvent(body, ACCOUNT_REQUESTED);
  if (typeof envelope === 'string') return { kind: 'not-ours', reason: envelope };
  const { id, data, correlationId, traceparent } = envelope;
  const msisdn = data['msisdn'];
  if (!isMsisdn(msisdn, plan)) return { kind: 'not-ours', reason: 'msisdn-not-canonical' };
  return { kind: 'account-requested', event: { id, msisdn, correlationId, traceparent } };
}
