import type { Msisdn } from '../msisdn.ts';
import type { Violation } from './invariants.ts';
import type { AccountRecord, CashLeg } from './ledger-dump.ts';
import type { Leg } from './receipt.ts';
import type { Reference } from './reference.ts';
import type { Transaction } from './transaction.ts';

/** Both tables, page by page; every read is strongly consistent. What cannot be read is told beside what can. */
export interface LedgerPages {
  accounts(): AsyncIterable<Page<AccountRecord>>;
  /** The movements of one account in their order; the opening is in the account itself. */
  movements(msisdn: Msisdn): AsyncIterable<Page<Leg>>;
  /** Transactions, movements and legs of the cash account, in any order. */
  ledger(): AsyncIterable<LedgerPage>;
  /** Looks up single items; what does not exist, or cannot be read, is absent. */
  find(wanted: Wanted): Promise<Found>;
}

/** Items that were read together, and the keys of those that no code can read. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly unreadable: readonly Unreadable[];
}

export interface Unreadable {
  readonly key: string;
  readonly reason: string;
}

export interface LedgerPage {
  readonly transactions: readonly Transaction[];
  readonly legs: readonly Leg[];
  readonly cashLegs: readonly CashLeg[];
  readonly unreadable: readonly Unreadable[];
}

/** Keys of single items. */
export interface Wanted {
  readonly accounts?: readonly Msisdn[];
  readonly transactions?: readonly Reference[];
  readonly legs?: readonly Pick<Leg, 'msisdn' | 'sequence'>[];
  readonly cashLegs?: readonly Reference[];
}

export type Found = {
  readonly accounts: ReadonlyMap<Msisdn, AccountRecord>;
  readonly transactions: ReadonlyMap<Reference, Transaction>;
} & Pick<LedgerPage, 'legs' | 'cashLegs'>;

/** One thing that is not as it must be: a violated invariant, or an item that no code can read. */
export type Finding =
  Violation | ({ readonly invariant: 'unreadable'; readonly detail: string } & Pick<Unreadable, 'key'>);

/** How the tables are read. */
export interface VerificationSettings {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /**
   * True where nothing is written meanwhile and all pages are read: an export, a stopped system. Only then are sums over the
   * whole ledger compared; of a running system each account and each transaction is proven, and the sums follow from them.
   */
  readonly isQuiet: boolean;
  /** False when another page may not be read in time. */
  readonly hasTimeLeft?: () => boolean;
  /** Of how many originals a sum of reversals is kept at once: where there are more, the ledger is read again for them. */
  readonly originalsAtOnce?: number;
}
