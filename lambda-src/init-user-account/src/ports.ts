import type { Channel, Opening, Welcome } from '@fintech-solution/domain/account';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** Where accounts are opened and their welcomes are kept. */
export interface Accounts {
  /**
   * Opens the account unless one exists; an existing one is not changed in any way.
   * The opener holds the lease of every channel until `leaseUntil` (epoch milliseconds).
   */
  open(opening: Opening, leaseUntil: number): Promise<OpenOutcome>;
  /** Takes the welcome of one channel: only one holder at a time, none once it was sent or given up. */
  claimWelcome(lease: WelcomeLease, now: number, retryGivenUp: boolean): Promise<'claimed' | 'not-claimable'>;
  /**
   * Records that a lease ended without a message; `pending` lets the next delivery try at once. A lease that somebody
   * else took over meanwhile is theirs to settle (`lease-lost`).
   */
  settleWelcome(lease: WelcomeLease, state: UnsentState): Promise<'recorded' | 'lease-lost'>;
  /**
   * Records that these welcomes were sent, whoever holds their leases by now. One write, whole or not at all: false when
   * the account does not have all of these channels.
   */
  recordSent(msisdn: Msisdn, channels: readonly Channel[]): Promise<boolean>;
}

/** `openingBalance` is undefined where the stored account does not tell it. */
export type OpenOutcome =
  | { readonly kind: 'opened' }
  | { readonly kind: 'already-open'; readonly welcome: Welcome; readonly openingBalance: Francs | undefined };

/** The right to send one welcome, until `leaseUntil` (epoch milliseconds). */
export interface WelcomeLease {
  readonly msisdn: Msisdn;
  readonly channel: Channel;
  readonly leaseUntil: number;
}

/** How a lease ends without a message: for good (`given-up`), or free for the next delivery (`pending`). */
export type UnsentState = 'pending' | 'given-up';

/** The channels that are ON. */
export type Notifiers = Readonly<Partial<Record<Channel, Notifier>>>;

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
