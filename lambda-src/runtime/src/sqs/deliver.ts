import {
  type Delivery,
  type DeliveryRecord,
  type GuardedNotifier,
  MAX_UNKNOWN_OUTCOMES,
  takeUp,
  unanswered,
} from '@fintech-solution/domain/delivery';
import { nameOf } from '@fintech-solution/domain/error-name';
import type { SQSRecord } from 'aws-lambda';
import { leftAloneReason } from '../circuit-breaker.ts';
import type { DeadLetters } from './batch.ts';

/** One message to one recipient, by one channel. */
export interface Outgoing<Message> {
  /** Names the channel in reasons: `sms`. */
  readonly channel: string;
  /** Undefined where the channel is OFF. */
  readonly notifier: GuardedNotifier<Message> | undefined;
  readonly message: Message;
  /** The receiver knows a repetition as one, so unknown outcomes do not bound how often it is sent. */
  readonly isRepeatable?: boolean;
  /** Replaces the message's record, if it still stands exactly as `from`; else changes nothing and returns false. */
  replace(from: DeliveryRecord, to: DeliveryRecord): Promise<boolean>;
}

/** What became of one message in one delivery of the record that asks for it. */
export interface DeliveryResult {
  readonly kind: 'sent' | 'failed' | 'given-up' | 'held-elsewhere';
  /** Present and false when the store does not show it: the next delivery will not know of it. */
  readonly recorded?: false;
  readonly reason?: string;
  /** Why no copy could be kept of what would be given up. */
  readonly notParked?: unknown;
}

export interface Clock {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** The end of a lease that begins now; no two are the same, so that each tells its holder. */
  readonly newLease: (now: number) => number;
}

/** True when no further delivery has to see to this message. */
export function isFinished({ kind, recorded }: DeliveryResult): boolean {
  return recorded !== false && (kind === 'sent' || kind === 'given-up');
}

/**
 * Takes up a message that an earlier delivery left. Never throws.
 *
 * @param redrive the message id of the redrive, where the delivery is one for this message.
 * @returns the record that this delivery holds now, or why it holds no record.
 */
export async function takeUpMessage(
  { channel, notifier, replace }: Omit<Outgoing<never>, 'message'>,
  stored: DeliveryRecord,
  { clock, newLease }: Clock,
  redrive?: string,
): Promise<{ readonly held: DeliveryRecord } | DeliveryResult> {
  if (notifier?.isLeftAlone()) return { kind: 'failed', reason: leftAloneReason(channel) };
  const now = clock();
  const held = takeUp(stored, now, newLease(now), redrive);
  if (held === undefined) return { kind: 'held-elsewhere' };
  const taken = await replace(stored, held).catch(nameOf);
  if (taken === true) return { held };
  return taken === false ? { kind: 'held-elsewhere' } : { kind: 'failed', reason: taken };
}

/** Sends one message under its lease. Never throws. */
export async function attemptDelivery<Message>(
  { channel, notifier, message, isRepeatable = false }: Outgoing<Message>,
  held: DeliveryRecord,
  clock: () => number,
): Promise<Delivery> {
  // Switched OFF since: no later delivery can send it either.
  if (notifier === undefined) return { kind: 'refused', reason: `${channel}-is-off` };
  if (!isRepeatable && held.unknown >= MAX_UNKNOWN_OUTCOMES)
    return { kind: 'refused', reason: unknownReason(channel) };
  // A lease that ran out may have a new holder, who is sending this very message.
  if (clock() >= (held.leaseUntil ?? 0)) return { kind: 'failed', reason: 'lease-ran-out' };
  return notifier.send(message).catch((error: unknown) => unanswered(channel, error));
}

/** Ends the lease of a message that was not sent: given up, or free for the next delivery. Never throws. */
export async function recordUnsent(
  { channel, replace, isRepeatable = false }: Omit<Outgoing<never>, 'message' | 'notifier'>,
  { deadLetters, record }: { readonly deadLetters: DeadLetters; readonly record: SQSRecord },
  held: DeliveryRecord,
  delivery: Exclude<Delivery, { kind: 'sent' }>,
): Promise<DeliveryResult> {
  const unknown = held.unknown + (delivery.kind === 'unknown' ? 1 : 0);
  const isSpent = !isRepeatable && delivery.kind === 'unknown' && unknown >= MAX_UNKNOWN_OUTCOMES;
  const reason = isSpent ? unknownReason(channel) : delivery.reason;
  const isFinal = isSpent || delivery.kind === 'refused';
  // Parked first, given up afterwards: a crash in between parks twice, but never gives up without a trace.
  const parking = isFinal
    ? await deadLetters.send(record, reason).then(
        () => ({ kind: 'given-up' }) as const,
        (error: unknown) => ({ kind: 'failed', notParked: error }) as const,
      )
    : ({ kind: 'failed' } as const);
  const state = parking.kind === 'given-up' ? 'given-up' : 'pending';
  const { leaseUntil: _, ...rest } = held;
  const isRecorded = await replace(held, { ...rest, state, unknown }).catch(() => false);
  return { ...parking, ...(isRecorded ? {} : { recorded: false }), reason };
}

/** Why a message is given up that may have been sent twice. */
function unknownReason(channel: string): string {
  return `${channel}-outcome-unknown`;
}
