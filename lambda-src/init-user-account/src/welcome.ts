import type { Channel } from '@fintech-solution/shared/account';
import type { Francs } from '@fintech-solution/shared/money';
import type { Msisdn } from '@fintech-solution/shared/msisdn';
import type { Accounts, Delivery, Notifiers, SettledState, WelcomeLease } from './ports.ts';

/** What became of one channel's welcome in one delivery. */
export interface WelcomeResult {
  readonly channel: Channel;
  readonly kind: 'sent' | 'failed' | 'given-up' | 'held-elsewhere';
  /** Present and false when the account does not show it: the next delivery will not know of it. */
  readonly recorded?: false;
  readonly reason?: string;
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
  readonly redriven: boolean;
  readonly park: (reason: string) => Promise<void>;
}

/** True when no further delivery has to see to this channel. */
export function isSettled({ kind, recorded }: WelcomeResult): boolean {
  return recorded !== false && (kind === 'sent' || kind === 'given-up');
}

/** Goes on with a welcome that an earlier delivery left, unless somebody holds it. Never throws: channels fail apart. */
export async function resumeWelcome(
  dependencies: WelcomeDependencies,
  order: WelcomeOrder,
  openingBalance: Francs | undefined,
  channel: Channel,
): Promise<WelcomeResult> {
  const { accounts, clock, leaseMs } = dependencies;
  // Without the amount nothing true could be said; the account is for a person to look at.
  if (openingBalance === undefined) return { channel, kind: 'failed', reason: 'opening-balance-corrupt' };
  const now = clock();
  const lease = { msisdn: order.msisdn, channel, leaseUntil: now + leaseMs };
  const claim = await accounts.claimWelcome(lease, now, order.redriven).catch(nameOf);
  if (claim === 'claimed') return deliverWelcome(dependencies, order, openingBalance, lease);
  if (claim === 'not-claimable') return { channel, kind: 'held-elsewhere' };
  return { channel, kind: 'failed', reason: claim };
}

/** Sends one welcome under its lease and records what became of it. Never throws: channels fail apart. */
export async function deliverWelcome(
  dependencies: WelcomeDependencies,
  order: WelcomeOrder,
  openingBalance: Francs,
  lease: WelcomeLease,
): Promise<WelcomeResult> {
  const delivery = await attempt(dependencies, lease, { msisdn: lease.msisdn, openingBalance });
  if (delivery.kind === 'sent') return settle(dependencies, lease, 'sent', 'sent');
  // Parked first, given up afterwards: a crash in between parks twice, but never gives up without a trace.
  if (delivery.kind === 'refused' && (await isParked(order, delivery.reason)))
    return settle(dependencies, lease, 'given-up', 'given-up', delivery.reason);
  return settle(dependencies, lease, 'failed', 'pending', delivery.reason);
}

async function attempt(
  { notifiers, clock }: WelcomeDependencies,
  { channel, leaseUntil }: WelcomeLease,
  welcome: { readonly msisdn: Msisdn; readonly openingBalance: Francs },
): Promise<Delivery> {
  const notifier = notifiers[channel];
  // Switched OFF since the opening: no later delivery can send it either.
  if (notifier === undefined) return { kind: 'refused', reason: `${channel}-is-off` };
  // A lease that ran out may have a new holder, who is sending this very message.
  if (clock() >= leaseUntil) return { kind: 'failed', reason: 'lease-ran-out' };
  return notifier
    .welcome(welcome)
    .catch((error: unknown) => ({ kind: 'failed', reason: nameOf(error) }) as const);
}

function isParked({ park }: WelcomeOrder, reason: string): Promise<boolean> {
  return park(reason).then(
    () => true,
    () => false,
  );
}

async function settle(
  { accounts }: WelcomeDependencies,
  lease: WelcomeLease,
  kind: WelcomeResult['kind'],
  state: SettledState,
  reason?: string,
): Promise<WelcomeResult> {
  const outcome = await accounts.settleWelcome(lease, state).catch(nameOf);
  const why = reason ?? (outcome === 'recorded' ? undefined : outcome);
  return {
    channel: lease.channel,
    kind,
    ...(outcome === 'recorded' ? {} : { recorded: false }),
    ...(why === undefined ? {} : { reason: why }),
  };
}

/** What went wrong, for the log line; the message may quote what must not be logged. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
