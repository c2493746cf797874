import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import type { AccountStatus } from '../account.ts';
import type { Limits } from './posting-input.ts';
import type { Leg } from './receipt.ts';
import type { Reference } from './reference.ts';
import type { Transaction } from './transaction.ts';

/** An account as it is stored. */
export interface AccountRecord {
  readonly msisdn: Msisdn;
  readonly balance: Francs;
  readonly openingBalance: Francs;
  readonly openedBy: string;
  readonly createdAt: string;
  readonly status: AccountStatus;
  readonly version: number;
  /** Absent in an account that has only been opened. */
  readonly head?: string | undefined;
  readonly lastMovementAt?: string | undefined;
  /** The day (UTC) that `debitedToday` counts; absent before the first debit. */
  readonly debitDay?: string | undefined;
  readonly debitedToday?: Francs | undefined;
}

/** A leg of the system's cash account. */
export interface CashLeg {
  readonly reference: Reference;
  /** Signed: a deposit's is negative. */
  readonly amount: Francs;
  readonly at: string;
}

/** Both tables, read as a whole. */
export interface LedgerDump {
  readonly accounts: readonly AccountRecord[];
  readonly transactions: readonly Transaction[];
  readonly legs: readonly Leg[];
  readonly cashLegs: readonly CashLeg[];
}

/** What the tables were written under, and when they were read. */
export interface AuditSettings {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** How far the clocks of two functions may be apart. */
  readonly clockSkewMs: number;
  /** Where the limits are not known, refusals by a limit are not judged. */
  readonly limits?: Limits;
}

/** What is looked up again and again. */
export interface Books {
  readonly accounts: ReadonlyMap<Msisdn, AccountRecord>;
  readonly transactions: ReadonlyMap<Reference, Transaction>;
  readonly legsOfAccount: ReadonlyMap<Msisdn, readonly Leg[]>;
  readonly legsOf: ReadonlyMap<Reference, readonly Leg[]>;
  readonly cashLegsOf: ReadonlyMap<Reference, readonly CashLeg[]>;
  readonly reversalsOf: ReadonlyMap<Reference | undefined, readonly Transaction[]>;
}

/** The same tables, by what they are asked for. */
export function indexOf({ accounts, transactions, legs, cashLegs }: LedgerDump): Books {
  const inOrder = legs.toSorted((a, b) => a.sequence - b.sequence);
  return {
    accounts: new Map(accounts.map((account) => [account.msisdn, account])),
    transactions: new Map(transactions.map((transaction) => [transaction.reference, transaction])),
    legsOfAccount: Map.groupBy(inOrder, ({ msisdn }) => msisdn),
    legsOf: Map.groupBy(legs, ({ reference }) => reference),
    cashLegsOf: Map.groupBy(cashLegs, ({ reference }) => reference),
    reversalsOf: Map.groupBy(transactions, ({ originalReference }) => originalReference),
  };
}

/** Exact, however many amounts there are. */
export function sumOf(amounts: readonly Francs[]): Francs {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
