import type { AccountStatus } from '../account.ts';
import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';

/** A customer's account as the ledger sees it. */
export interface LedgerAccount {
  readonly msisdn: Msisdn;
  readonly balance: Francs;
  readonly status: AccountStatus;
  /** The number of the account's movements; the opening is the first. */
  readonly version: number;
  /** The hash that the next movement is chained to. */
  readonly head: string;
  /** RFC 3339, UTC; of an account that has only been opened, the moment of its opening. */
  readonly lastMovementAt: string;
  /** The day (UTC, `yyyy-mm-dd`) that `debitedToday` counts; absent before the first debit. */
  readonly debitDay?: string | undefined;
  readonly debitedToday: Francs;
}

/**
 * One thing that must be true of an account. The same rule is judged before a write, is the condition of the write, and,
 * where it does not hold, its opposite is the condition under which a transaction is refused: a refusal is as true as a
 * posting. {@link AccountRule} is data, so that each store states each rule once, in its own language.
 */
export type AccountRule =
  | { readonly rule: 'exists' }
  /** Nothing moved since the account was read. */
  | { readonly rule: 'version-is'; readonly version: number }
  | { readonly rule: 'is-active' }
  /** A thief is blocked first and debited then. */
  | { readonly rule: 'is-active-or-blocked' }
  | { readonly rule: 'is-not-closed' }
  | { readonly rule: 'balance-at-least'; readonly amount: Francs }
  | { readonly rule: 'balance-at-most'; readonly amount: Francs }
  /** The debits of a day (UTC) so far; another day starts at zero. */
  | { readonly rule: 'debited-at-most'; readonly day: string; readonly amount: Francs };

/** Whether a rule holds for an account as it was read; no rule holds for an account that does not exist. */
export function holds(rule: AccountRule, account: LedgerAccount | undefined): boolean {
  if (account === undefined) return false;
  switch (rule.rule) {
    case 'exists':
      return true;
    case 'version-is':
      return account.version === rule.version;
    case 'is-active':
      return account.status === 'ACTIVE';
    case 'is-active-or-blocked':
      return account.status === 'ACTIVE' || account.status === 'BLOCKED';
    case 'is-not-closed':
      return account.status !== 'CLOSED';
    case 'balance-at-least':
      return account.balance >= rule.amount;
    case 'balance-at-most':
      return account.balance <= rule.amount;
    case 'debited-at-most':
      return account.debitDay !== rule.day || account.debitedToday <= rule.amount;
  }
}
