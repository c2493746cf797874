import type { Channel, Opening, Welcome } from '@fintech-solution/shared/account';
import type { Francs } from '@fintech-solution/shared/money';
import type { Msisdn } from '@fintech-solution/shared/msisdn';

/** Where accounts are opened and their welcomes are kept. */
export interface Accounts {
  /**
   * Opens the account unless one exists; an existing one is not changed in any way.
   * The opener holds the lease of every channel until `leaseUntil` (epoch milliseconds).
   */
  open(
    opening: Opening,
    leaseUntil: number,
  ): Promise<
    | { readonly kind: 'opened' }
    | {
        readonly kind: 'already-open';
        readonly welcome: Welcome;
        readonly openingBalance: Francs | undefined;
      }
  >;
  /** Takes the welcome of one channel: only one holder at a time, none once it was sent or given up. */
  claimWelcome(lease: WelcomeLease, now: number, retryGivenUp: boolean): Promise<'claimed' | 'not-claimable'>;
  /** Records how a lease ended; `pending` lets the next delivery try at once. */
  settleWelcome(lease: WelcomeLease, state: 'sent' | 'pending' | 'given-up'): Promise<void>;
}

export interface WelcomeLease {
  readonly msisdn: Msisdn;
  readonly channel: Channel;
  readonly leaseUntil: number;
}

/** One way of welcoming a customer. */
export interface Notifier {
  /** Never throws for what a provider answers; anything thrown counts as `failed`. */
  welcome(welcome: { readonly msisdn: Msisdn; readonly openingBalance: Francs }): Promise<Delivery>;
}

/**
 * What became of a message: accepted; refused for good (repeating it would be refused again); or failed for now,
 * where the provider may even have taken it.
 */
export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** One delivery of a request for an account. */
export interface AccountOrder {
  readonly eventId: string;
  readonly msisdn: Msisdn;
  /** An operator sent a parked copy back: what was given up is tried again. */
  readonly redriven: boolean;
  /** Keeps a copy of the message where an operator finds it; throws when it could not be kept. */
  readonly park: (reason: string) => Promise<void>;
}

export interface Dependencies {
  readonly accounts: Accounts;
  /** The channels that are ON. */
  readonly notifiers: Readonly<Partial<Record<Channel, Notifier>>>;
  readonly openingBalance: Francs;
  readonly leaseMs: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What one delivery achieved; `settled` is false while a channel still waits, so the delivery must come again. */
export interface OrderResult {
  readonly opened: boolean;
  readonly settled: boolean;
  readonly welcomes: readonly WelcomeResult[];
}

export interface WelcomeResult {
  readonly channel: Channel;
  readonly kind: 'sent' | 'failed' | 'given-up' | 'held-elsewhere';
  /** False when the account does not show it: the next delivery will not know of it. */
  readonly recorded: boolean;
  readonly reason?: string;
}

/** Opens the account once, then welcomes its holder on every channel that still waits. */
export async function initUserAccount(dependencies: Dependencies, order: AccountOrder): Promise<OrderResult> {
  const { accounts, clock, leaseMs, openingBalance } = dependencies;
  const channels = Object.keys(dependencies.notifiers) as Channel[];
  const { eventId: openedBy, msisdn } = order;
  const now = clock();
  const leaseUntil = now + leaseMs;
  const createdAt = new Date(now).toISOString();

  const result = await accounts.open({ msisdn, openingBalance, openedBy, createdAt, channels }, leaseUntil);
  const welcomes = await Promise.all(
    result.kind === 'opened'
      ? channels.map((channel) =>
          deliver(dependencies, order, openingBalance, { msisdn, channel, leaseUntil }),
        )
      : waiting(result.welcome, order.redriven).map((channel) =>
          resume(dependencies, order, result.openingBalance, channel),
        ),
  );
  return { opened: result.kind === 'opened', settled: welcomes.every(isSettled), welcomes };
}

function isSettled({ kind, recorded }: WelcomeResult): boolean {
  return recorded && (kind === 'sent' || kind === 'given-up');
}

/** The channels whose welcome is neither sent nor given up; an absent channel was OFF at opening. */
function waiting(welcome: Welcome, retryGivenUp: boolean): Channel[] {
  const states = Object.entries(welcome) as [Channel, Welcome[Channel]][];
  return states
    .filter(
      ([, state]) => state === 'pending' || state === 'sending' || (retryGivenUp && state === 'given-up'),
    )
    .map(([channel]) => channel);
}

/** Goes on with a welcome that an earlier delivery left, unless somebody holds it. */
async function resume(
  dependencies: Dependencies,
  order: AccountOrder,
  openingBalance: Francs | undefined,
  channel: Channel,
): Promise<WelcomeResult> {
  const now = dependencies.clock();
  const lease = { msisdn: order.msisdn, channel, leaseUntil: now + dependencies.leaseMs };
  // Without the amount nothing true could be said; the account is for a person to look at.
  if (openingBalance === undefined)
    return { channel, kind: 'failed', recorded: false, reason: 'opening-balance-corrupt' };
  const claim = await dependencies.accounts.claimWelcome(lease, now, order.redriven).catch(nameOf);
  if (claim === 'claimed') return deliver(dependencies, order, openingBalance, lease);
  return claim === 'not-claimable'
    ? { channel, kind: 'held-elsewhere', recorded: true }
    : { channel, kind: 'failed', recorded: false, reason: claim };
}

/** Sends one welcome under its lease and records what became of it. Never throws: channels fail apart. */
async function deliver(
  dependencies: Dependencies,
  order: AccountOrder,
  openingBalance: Francs,
  lease: WelcomeLease,
): Promise<WelcomeResult> {
  const { channel, msisdn } = lease;
  const delivery = await attempt(dependencies, lease, { msisdn, openingBalance });
  if (delivery.kind === 'sent') return settle('sent', 'sent');
  if (delivery.kind === 'refused' && (await isParked(order, delivery.reason)))
    return settle('given-up', 'given-up', delivery.reason);
  return settle('failed', 'pending', delivery.reason);

  async function settle(
    kind: WelcomeResult['kind'],
    state: 'sent' | 'pending' | 'given-up',
    reason?: string,
  ): Promise<WelcomeResult> {
    const failure = await dependencies.accounts.settleWelcome(lease, state).catch(nameOf);
    const why = reason ?? failure;
    return { channel, kind, recorded: failure === undefined, ...(why === undefined ? {} : { reason: why }) };
  }
}

async function attempt(
  { notifiers, clock }: Dependencies,
  { channel, leaseUntil }: WelcomeLease,
  welcome: Parameters<Notifier['welcome']>[0],
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

/** Parked first, given up afterwards: a crash in between parks twice, but never gives up without a trace. */
async function isParked(order: AccountOrder, reason: string): Promise<boolean> {
  return order.park(reason).then(
    () => true,
    () => false,
  );
}

/** What went wrong, for the log line; the message may quote what must not be logged. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
