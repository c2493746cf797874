import type { OpenOutcome } from '@fintech-solution/domain/account-store';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import {
  type Channel,
  isSettled,
  MAX_UNKNOWN_OUTCOMES,
  takeUp,
  type Welcome,
} from '@fintech-solution/domain/welcome';
import type { SQSRecord } from 'aws-lambda';
import { leftAloneReason } from './circuit-breaker.ts';
import { nameOf } from './error-name.ts';
import type { Accounts, DeadLetters, Delivery, Notifiers } from './ports.ts';
import { unanswered } from './unanswered.ts';

/** What became of one channel's welcome in one delivery. */
export interface WelcomeResult {
  readonly channel: Channel;
  readonly kind: 'sent' | 'failed' | 'given-up' | 'held-elsewhere';
  /** Present and false when the account does not show it: the next delivery will not know of it. */
  readonly recorded?: false;
  readonly reason?: string;
  /** Why no copy could be kept of what would be given up. */
  readonly notParked?: unknown;
}

/** A welcome that was tried under its lease, which the account does not show yet. */
export interface WelcomeAttempt {
  readonly channel: Channel;
  readonly held: Welcome;
  readonly delivery: Delivery;
}

export interface WelcomeDependencies {
  readonly accounts: Accounts;
  readonly notifiers: Notifiers;
  readonly deadLetters: DeadLetters;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** The end of a lease that begins now; no two are the same, so that each tells its holder. */
  readonly newLease: (now: number) => number;
}

/** Whose welcome it is, and the message that asks for it. */
export interface WelcomeRequest {
  readonly msisdn: Msisdn;
  /** An operator sent a copy of this message back: what was given up on these channels is tried again, once. */
  readonly redrivenChannels: readonly Channel[];
  readonly message: SQSRecord;
}

/**
 * Goes on with a welcome that an earlier delivery left; undefined when it is settled. A welcome that another delivery holds
 * gives a result without an attempt. Never throws: channels fail apart.
 */
export async function resumeWelcome(
  dependencies: WelcomeDependencies,
  request: WelcomeRequest,
  { welcomes, openingBalance }: OpenOutcome & { kind: 'already-open' },
  channel: Channel,
): Promise<WelcomeAttempt | WelcomeResult | undefined> {
  const { accounts, notifiers, clock, newLease } = dependencies;
  const { msisdn, redrivenChannels, message } = request;
  const redrive = redrivenChannels.includes(channel) ? message.messageId : undefined;
  const stored = welcomes[channel];
  if (stored === undefined || isSettled(stored, redrive)) return undefined;
  // Without the amount nothing true could be said; the account is for a person to look at.
  if (openingBalance === undefined) return { channel, kind: 'failed', reason: 'opening-balance-corrupt' };
  if (notifiers[channel]?.isLeftAlone()) return { channel, kind: 'failed', reason: leftAloneReason(channel) };
  const now = clock();
  const held = takeUp(stored, now, newLease(now), redrive);
  if (held === undefined) return { channel, kind: 'held-elsewhere' };
  const taken = await accounts.replaceWelcome({ msisdn, channel }, stored, held).catch(nameOf);
  if (taken === true) return attemptWelcome(dependencies, request, openingBalance, channel, held);
  if (taken === false) return { channel, kind: 'held-elsewhere' };
  return { channel, kind: 'failed', reason: taken };
}

/** Sends one welcome under its lease. Never throws: channels fail apart. */
export async function attemptWelcome(
  { notifiers, clock }: WelcomeDependencies,
  { msisdn }: WelcomeRequest,
  openingBalance: Francs,
  channel: Channel,
  held: Welcome,
): Promise<WelcomeAttempt> {
  const ended = (delivery: Delivery) => ({ channel, held, delivery });
  const notifier = notifiers[channel];
  // Switched OFF since the opening: no later delivery can send it either.
  if (notifier === undefined) return ended({ kind: 'refused', reason: `${channel}-is-off` });
  if (held.unknown >= MAX_UNKNOWN_OUTCOMES) return ended({ kind: 'refused', reason: unknownReason(channel) });
  // A lease that ran out may have a new holder, who is sending this very message.
  if (clock() >= (held.leaseUntil ?? 0)) return ended({ kind: 'failed', reason: 'lease-ran-out' });
  const delivery = await notifier
    .welcome({ msisdn, openingBalance })
    .catch((error: unknown) => unanswered(channel, error));
  return ended(delivery);
}

/** Why a welcome is given up that may have been sent twice. */
export function unknownReason(channel: Channel): string {
  return `${channel}-outcome-unknown`;
}
