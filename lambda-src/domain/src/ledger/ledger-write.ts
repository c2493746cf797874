import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import type { AccountRule, LedgerAccount } from './account-rules.ts';
import type { Leg } from './receipt.ts';
import type { Reference } from './reference.ts';
import type { CompletedTransaction, FailedTransaction, Transaction } from './transaction.ts';

/**
 * One part of a commit. All parts of a commit are applied together, or none is: each part has a condition, and a
 * condition that does not hold stops all of them.
 */
export type LedgerWrite =
  /** Condition: it is pending and has not expired at `nowSeconds`. */
  | { readonly write: 'complete'; readonly transaction: CompletedTransaction; readonly nowSeconds: number }
  /** Condition: it is pending, and, with `expiredAtSeconds`, expired for longer than the gap by then. */
  | { readonly write: 'fail'; readonly transaction: FailedTransaction; readonly expiredAtSeconds?: number }
  /** One account's balance, version, head and moment. Condition: all of `rules`. */
  | {
      readonly write: 'move';
      /** The account afterwards. */
      readonly account: LedgerAccount;
      /** Signed. */
      readonly amount: Francs;
      /** The day's debits are written too. */
      readonly countsAsDebit: boolean;
      readonly rules: readonly AccountRule[];
    }
  /** Condition: the account has no movement of this number. */
  | { readonly write: 'add-leg'; readonly leg: Leg }
  /** Condition: the transaction has no leg in the cash account. */
  | {
      readonly write: 'add-cash-leg';
      readonly reference: Reference;
      readonly amount: Francs;
      readonly at: string;
    }
  /** Condition: what the requester moved that day is at most `upTo`. */
  | {
      readonly write: 'count-cash';
      /** SHA-256 of the requester's `sub`. */
      readonly requester: string;
      readonly day: string;
      readonly amount: Francs;
      readonly upTo: Francs;
      /** Epoch seconds. */
      readonly ttl: number;
    }
  /** Condition: the original is completed and has at least `amount` left. */
  | { readonly write: 'reduce-reversible'; readonly reference: Reference; readonly amount: Francs }
  /** Changes nothing. Condition: the rule does not hold; for any other rule than `exists`, the account exists. */
  | { readonly write: 'check-account'; readonly msisdn: Msisdn; readonly not: AccountRule }
  /** Changes nothing. Condition: what the requester moved that day is more than `above`. */
  | { readonly write: 'check-cash'; readonly requester: string; readonly day: string; readonly above: Francs }
  /** Changes nothing. Condition: less than `below` is left of the original. */
  | { readonly write: 'check-reversible'; readonly reference: Reference; readonly below: Francs };

/** Why one part of a commit stopped it. Stored values are told where the store told them. */
export type WriteFailure =
  | {
      readonly kind: 'condition';
      /** The transaction as it is, for the part that completes or fails it. */
      readonly transaction?: Transaction | undefined;
      /** What the requester moved that day, or what is left of the original. */
      readonly amount?: Francs | undefined;
    }
  /** Another commit touches the same item. */
  | { readonly kind: 'conflict' }
  /** The store has no capacity for this item just now. */
  | { readonly kind: 'throttled' };

/** What became of a commit; `failures` has one entry a part, in order, undefined for a part that was fine. */
export type CommitOutcome =
  | { readonly kind: 'committed' }
  | { readonly kind: 'cancelled'; readonly failures: readonly (WriteFailure | undefined)[] };
