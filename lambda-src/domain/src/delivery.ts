import { nameOf } from './error-name.ts';

/** One way of telling a customer something. */
export interface Notifier<Message> {
  /** Anything thrown counts as an unknown outcome. */
  send(message: Message): Promise<Delivery>;
}

/** A way of telling that is left alone for a while when its provider hangs. */
export interface GuardedNotifier<Message> extends Notifier<Message> {
  /** True while a message would fail at once, without a word to the provider. */
  isLeftAlone(): boolean;
}

/**
 * What became of a message: accepted; refused for good (a repetition would be refused again); failed for now, and certainly
 * not accepted; or unknown, because the provider had the request and did not answer it.
 */
export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'failed' | 'unknown';
      readonly reason: string;
      /** The provider let all the time pass that it was given. */
      readonly timedOut?: boolean;
    };

/**
 * What became of a message whose request got no answer. The error's `progress` says how far the request came: where no
 * connection was made, the message was certainly not accepted. Its `code` says why: `ECONNREFUSED`, `ENOTFOUND`.
 */
export function unanswered(channel: string, error: unknown): Delivery {
  const name = nameOf(error);
  const { progress, code } = (error ?? {}) as { progress?: unknown; code?: unknown };
  const timedOut = name === 'TimeoutError';
  return {
    kind: progress === 'not-sent' ? 'failed' : 'unknown',
    reason: `${channel}-${timedOut || typeof code !== 'string' ? name : code}`,
    timedOut,
  };
}

/** Where a message stands. `sent` and `given-up` are settled. */
export const DELIVERY_STATES = ['pending', 'sending', 'sent', 'given-up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One message to one recipient as the store keeps it. */
export interface DeliveryRecord {
  readonly state: DeliveryState;
  /** Only while `sending`: until when one delivery alone may send, in epoch milliseconds. */
  readonly leaseUntil?: number | undefined;
  /** How many sendings may have reached the recipient without our knowledge. */
  readonly unknown: number;
  /** Which redrives took the message up: their message ids, the newest last, separated by a space. */
  readonly redrivenBy?: string | undefined;
}

/**
 * A message with so many unknown outcomes is given up. Each of them may be a message that the recipient has: a provider
 * that delivers and answers late would otherwise send one message for each delivery of the request.
 */
export const MAX_UNKNOWN_OUTCOMES = 2;

/**
 * So many redrives are remembered for each message; the oldest is forgotten first.
 *
 * A redrive that is forgotten while the queue still delivers it would try again and leave a second copy. One message has as
 * many redrives under way as it has parked copies: one, and one more for each crash between parking and giving up. So the
 * bound is far from what happens, and keeps the record of a message that is sent back for ever below 1.2 KB.
 */
export const MAX_REDRIVES_REMEMBERED = 32;

/** The record of a new message: the delivery that makes it holds the lease. */
export function newlyHeld(leaseUntil: number): DeliveryRecord {
  return { state: 'sending', leaseUntil, unknown: 0 };
}

/** True when no delivery has to see to this message, save a redrive that did not yet try it. */
export function isSettled(record: DeliveryRecord, redrive?: string): boolean {
  if (record.state !== 'given-up') return record.state === 'sent';
  return redrive === undefined || redrivesOf(record).includes(redrive);
}

/** True when both say the same, attribute by attribute. */
export function isSameRecord(one: DeliveryRecord, other: DeliveryRecord): boolean {
  const names = ['state', 'leaseUntil', 'unknown', 'redrivenBy'] as const;
  return names.every((name) => one[name] === other[name]);
}

/**
 * The record as a delivery takes the message up; undefined while another delivery holds it, or when it is settled.
 *
 * A lease that ran out counts as an unknown outcome: its holder died, or could not record what became of the message.
 * After it was given up, each redrive may try once more, and has one unknown outcome left. Every redrive that takes it up is
 * remembered, in whatever state it finds it: one that goes on with the try of another has had its own by that.
 *
 * @param now epoch milliseconds.
 * @param redrive the message id of the redrive, where the delivery is one for this message.
 */
export function takeUp(
  record: DeliveryRecord,
  now: number,
  leaseUntil: number,
  redrive?: string,
): DeliveryRecord | undefined {
  const { state, unknown } = record;
  const isHeld = state === 'sending' && !((record.leaseUntil ?? Number.POSITIVE_INFINITY) < now);
  if (isHeld || isSettled(record, redrive)) return undefined;
  const taken = { ...record, state: 'sending', leaseUntil, ...remembering(record, redrive) } as const;
  if (state === 'sending') return { ...taken, unknown: unknown + 1 };
  if (state === 'given-up') return { ...taken, unknown: Math.min(unknown, MAX_UNKNOWN_OUTCOMES - 1) };
  return taken;
}

function redrivesOf({ redrivenBy }: DeliveryRecord): readonly string[] {
  return redrivenBy?.split(' ') ?? [];
}

function remembering(record: DeliveryRecord, redrive: string | undefined) {
  if (redrive === undefined) return {};
  const others = redrivesOf(record).filter((id) => id !== redrive);
  return { redrivenBy: [...others, redrive].slice(-MAX_REDRIVES_REMEMBERED).join(' ') };
}
