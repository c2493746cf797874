import type { Channel } from '@fintech-solution/domain/account';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { nameOf } from './error-name.ts';
import type { Accounts, Delivery, Notifiers, WelcomeLease } from './ports.ts';

/** What became of one channel's welcome in one delivery. */
export interface WelcomeResult {
  readonly channel: Channel;
  readonly kind: 'sent' | 'failed' | 'given-up' | 'held-elsewhere';
  /** Present and false when the account does not show it: the next delivery will not know of it. */
  readonly recorded?: false;
  readonly reason?: string;
}

/** A welcome that was tried under its lease, which the account does not show yet. */
export interface WelcomeAttempt {
  readonly lease: WelcomeLease;
  readonly delivery: Delivery;
}

export interface WelcomeDependencies {
  readonly accounts: Accounts;
  readonly notifiers: Notifiers;
  readonly leaseMs: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Whose welcome it is, and how a message that cannot be delivered is kept. */
export interface WelcomeOrder {
  readonly msisdn: Msisdn;
  readonly sentBackFor: readonly Channel[];
  readonly park: (reason: string) => Promise<void>;
}

/**
 * Goes on with a welcome that an earlier delivery left, unless somebody holds it: then there is a result without an
 * attempt. Never throws: channels fail apart.
 */
export async function resumeWelcome(
  dependencies: WelcomeDependencies,
  order: WelcomeOrder,
  openingBalance: Francs | undefined,
  channel: Channel,
): Promise<WelcomeAttempt | WelcomeResult> {
  const { accounts, clock, leaseMs } = dependencies;
  // Without the amount nothing true could be said; the account is for a person to look at.
  if (openingBalance === undefined) return { channel, kind: 'failed', reason: 'opening-balance-corrupt' };
  const now = clock();
  const lease = { msisdn: order.msisdn, channel, leaseUntil: now + leaseMs };
  const retryGivenUp = order.sentBackFor.includes(channel);
  const claim = await accounts.claimWelcome(lease, now, retryGivenUp).catch(nameOf);
  if (claim === 'claimed') return attemptWelcome(dependencies, openingBalance, lease);
  if (claim === 'not-claimable') return { channel, kind: 'held-elsewhere' };
  return { channel, kind: 'failed', reason: claim };
}

/** Sends one welcome under its lease. Never throws: channels fail apart. */
export async function attemptWelcome(
  { notifiers, clock }: WelcomeDependencies,
  openingBalance: Francs,
  lease: WelcomeLease,
): Promise<WelcomeAttempt> {
  const { msisdn, channel, leaseUntil } = lease;
  const notifier = notifiers[channel];
  // Switched OFF since the opening: no later delivery can send it either.
  if (notifier === undefined) return { lease, delivery: { kind: 'refused', reason: `${channel}-is-off` } };
  // A lease that ran out may have a new holder, who is sending this very message.
  if (clock() >= leaseUntil) return { lease, delivery: { kind: 'failed', reason: 'lease-ran-out' } };
  const delivery = await notifier
    .welcome({ msisdn, openingBalance })
    .catch((error: unknown) => ({ kind: 'failed', reason: nameOf(error) }) as const);
  return { lease, delivery };
}
