import type { Msisdn } from './msisdn.ts';
import { CURRENCY, type Francs } from './money.ts';
import type { Channel } from './welcome.ts';

/** `BLOCKED` moves no money, and its holder may still see it. `CLOSED` is for good: nothing opens the number again. */
export const ACCOUNT_STATUSES = ['ACTIVE', 'BLOCKED', 'CLOSED'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** A subscriber's account as the rest of the system sees it. */
export interface Account {
  readonly msisdn: Msisdn;
  readonly status: AccountStatus;
  /** Never negative. */
  readonly balance: Francs;
  readonly currency: string;
}

/** An account as it is just after its opening. */
export function newAccount(msisdn: Msisdn, balance: Francs): Account {
  return { msisdn, status: 'ACTIVE', balance, currency: CURRENCY };
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
