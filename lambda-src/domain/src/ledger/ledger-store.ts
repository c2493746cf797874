import type { Msisdn } from '../msisdn.ts';
import type { LedgerAccount } from './account-rules.ts';
import type { CommitOutcome, LedgerWrite } from './ledger-write.ts';
import type { AccountRecord } from './ledger-dump.ts';
import type { Leg } from './receipt.ts';
import type { Reference } from './reference.ts';
import type { AcceptedTransaction, PendingShard, Transaction } from './transaction.ts';

/**
 * The two tables that hold money: accounts, and the ledger with transactions and legs. Each use case takes the methods
 * that it needs.
 *
 * Every method throws {@link LedgerUnavailableError} when the store gives no answer now; a write may have happened then.
 */
export interface LedgerStore {
  /**
   * Writes a new transaction as pending, unless its reference is taken: an existing one is not changed in any way, and
   * is returned as it is.
   */
  accept(transaction: AcceptedTransaction): Promise<AcceptOutcome>;
  /**
   * Strongly consistent; undefined where the reference is not known.
   *
   * @throws CorruptLedgerError
   */
  find(reference: Reference): Promise<Transaction | undefined>;
  /**
   * Reads transactions and accounts together, each strongly consistent. What does not exist is absent; what cannot be
   * told truthfully is an error in its place, so that it fails one transaction and not a batch.
   */
  read(references: readonly Reference[], msisdns: readonly Msisdn[]): Promise<LedgerReading>;
  /** Applies all of the writes or none. */
  commit(writes: readonly LedgerWrite[]): Promise<CommitOutcome>;
  /**
   * One movement of one account; undefined where there is none.
   *
   * @throws CorruptLedgerError
   */
  findLeg(msisdn: Msisdn, sequence: number): Promise<Leg | undefined>;
  /**
   * The account as it is stored, with its opening. Strongly consistent; undefined where there is none.
   *
   * @throws CorruptLedgerError
   */
  findAccount(msisdn: Msisdn): Promise<AccountRecord | undefined>;
  /**
   * The movements of one account from `first` to `last`, both included, the newest first. Strongly consistent. At most
   * {@link MAX_LISTED_LEGS}.
   *
   * @throws CorruptLedgerError where one of them is missing: an account's movements have no gap.
   */
  listLegs(msisdn: Msisdn, first: number, last: number): Promise<readonly Leg[]>;
  /**
   * Transactions that are pending since before `createdBefore` (RFC 3339, UTC), the oldest first, at most `limit`. Eventually
   * consistent: a transaction may be missing for a moment, and one that is listed may be final by now.
   */
  listPending(shard: PendingShard, createdBefore: string, limit: number): Promise<readonly PendingEntry[]>;
}

/** So many legs always fit one answer of the store: each has less than 2 KB, and an answer takes 1 MB. */
export const MAX_LISTED_LEGS = 100;

/**
 * What accepting found. `exists` carries the transaction that has this reference; `isRepetition` says that the write was
 * sent more than once, because no answer came to the first: the transaction may be the very one that was written.
 */
export type AcceptOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'exists'; readonly transaction: Transaction; readonly isRepetition: boolean };

/** What one read found. */
export interface LedgerReading {
  readonly transactions: ReadonlyMap<Reference, Transaction | CorruptLedgerError>;
  readonly accounts: ReadonlyMap<Msisdn, LedgerAccount | CorruptLedgerError>;
}

/** What the index of pending transactions tells of one. */
export interface PendingEntry {
  readonly reference: Reference;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** A stored item that cannot be told truthfully. It is for a person to look at, and is never guessed. */
export class CorruptLedgerError extends Error {
  constructor(reason: string) {
    super(`The stored item is corrupt: ${reason}`);
    this.name = 'CorruptLedgerError';
  }
}

/** The store did not answer, or answered that it cannot now. Reading again is safe; so is the same write again. */
export class LedgerUnavailableError extends Error {
  constructor(cause: unknown) {
    super('The ledger is unavailable', { cause });
    this.name = 'LedgerUnavailableError';
  }
}
