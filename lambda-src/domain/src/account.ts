import type { Msisdn } from './msisdn.ts';
import type { Francs } from './money.ts';

/** A subscriber's account as the rest of the system sees it. */
export interface Account {
  readonly msisdn: Msisdn;
  readonly balance: Francs;
  readonly currency: string;
}

/** What an account is opened with; together these facts are its opening movement. */
export interface Opening {
  readonly msisdn: Msisdn;
  readonly openingBalance: Francs;
  /** The id of the event that asked for the account. */
  readonly openedBy: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** The channels that are ON now; a channel that is OFF at opening is never welcomed later. */
  readonly channels: readonly Channel[];
}

/** The ways in which a new customer is welcomed. */
export const CHANNELS = ['sms', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where one channel's welcome stands. `sending` is held by whoever took the lease, until it ends. */
export type WelcomeState = 'pending' | 'sending' | 'sent' | 'given-up';

/** The welcome of an account, per channel; a channel that is absent is settled. */
export type Welcome = Readonly<Partial<Record<Channel, WelcomeState>>>;

/** A stored account that cannot be told truthfully: the caller answers "our fault", never a guess. */
export class CorruptAccountError extends Error {
  constructor(reason: string) {
    super(`The stored account is corrupt: ${reason}`);
    this.name = 'CorruptAccountError';
  }
}

/** The store did not answer, or answered that it cannot now; asking again later is safe. */
export class AccountsUnavailableError extends Error {
  constructor(cause: unknown) {
    super('The account store is unavailable', { cause });
    this.name = 'AccountsUnavailableError';
  }
}
