import type { Invocation } from '../../environment/call.ts';

/** One transaction as the books know it, from the writes that were seen. */
export interface BookedTransaction {
  readonly reference: string;
  /** What it was accepted with; never changes. */
  readonly facts: string;
  readonly requester: string;
  /** The client's key. */
  readonly key: string;
  /** Of the request that it was accepted with. */
  readonly correlationId: string;
  /** What was asked for. */
  readonly content: string;
  readonly type: string;
  readonly amount: bigint;
  readonly debit: string;
  readonly credit: string;
  readonly originalReference?: string;
  readonly descriptionText?: string;
  readonly callbackUrl?: string;
  readonly createdAt: string;
  readonly isByDebitParty: boolean;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly acceptedBy: Invocation | undefined;
  readonly acceptedAt: number;
  status: 'pending' | 'completed' | 'failed';
  finalFacts: string | undefined;
  error: string | undefined;
  /** Scheduler time. */
  finalSince: number | undefined;
  /** What reversals took back, in order. */
  readonly reversals: { readonly at: number; readonly amount: bigint }[];
  /** The balance of each customer after the movement. */
  readonly balanceAfter: Map<string, bigint>;
}

/** What moved on one day, by account and by requester: kept by the books, not read from counters. */
export interface Days {
  debited(msisdn: string, day: string): bigint;
  cash(requester: string, day: string): bigint;
  /** Days on which something was counted. */
  readonly days: ReadonlySet<string>;
}

/** What its reversals left of a transaction. */
export function leftOf({ amount, reversals }: BookedTransaction): bigint {
  return reversals.reduce((left, reversal) => left - reversal.amount, amount);
}
