import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import type { LedgerAccount } from './account-rules.ts';
import { isCustomer, type Transaction } from './transaction.ts';

/** What an operator allows; whole francs. */
export interface Limits {
  /** The highest balance that a credit may lead to; that balance itself is allowed. */
  readonly maxBalance: Francs;
  /** What one account may be debited on one day (UTC); 0 for no limit. */
  readonly dailyDebit: Francs;
  /** What one requester may move to and from the cash account on one day (UTC). */
  readonly dailyCash: Francs;
}

/** Accounts as they were read; an account that does not exist is absent. */
export type Accounts = ReadonlyMap<Msisdn, LedgerAccount>;

/** What a cancelled commit told of amounts that are not read beforehand. */
export interface Knowledge {
  /** A requester's cash of one day so far. */
  readonly cash?: { readonly day: string; readonly amount: Francs };
  /** What is left of the original of a reversal. */
  readonly reversible?: Francs;
}

/** Everything that decides about one pending transaction. */
export interface PostingInput {
  readonly transaction: Extract<Transaction, { status: 'pending' }>;
  readonly accounts: Accounts;
  readonly knowledge?: Knowledge;
  readonly limits: Limits;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** 128 random bits, hex; another one at each call. */
  readonly newNonce: () => string;
}

/** The moment of a posting: it never goes back along an account, whatever the clocks of two functions say. */
export function momentOf({ transaction, accounts, nowMs }: PostingInput): string {
  const { debit, credit } = transaction;
  const moments = [debit, credit]
    .filter(isCustomer)
    .map((msisdn) => Date.parse(accounts.get(msisdn)?.lastMovementAt ?? ''))
    .filter((moment) => !Number.isNaN(moment));
  return new Date(Math.max(nowMs, ...moments)).toISOString();
}

/** The day of a moment in UTC, `yyyy-mm-dd`. */
export function dayOf(moment: string): string {
  return moment.slice(0, 10);
}
