import type { LedgerAccount } from '@fintech-solution/domain/ledger/account-rules';
import { fingerprintOf } from '@fintech-solution/domain/ledger/fingerprint';
import type { Limits } from '@fintech-solution/domain/ledger/posting-input';
import { openingHead } from '@fintech-solution/domain/ledger/receipt';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import type { AcceptedTransaction, Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** The moment of most tests, in epoch milliseconds, and as the ledger writes it. */
export const NOW = Date.parse('2026-11-01T09:00:00.000Z');
export const NOW_TEXT = new Date(NOW).toISOString();

export const ALICE = '224622000001' as Msisdn;
export const BOB = '224622000002' as Msisdn;
export const CAROL = '224622000003' as Msisdn;

/** The limits that a deployment has when nothing is set. */
export const LIMITS: Limits = { maxBalance: 50_000_000n, dailyDebit: 0n, dailyCash: 100_000_000n };

/** A client's key that has not been used before: UUIDs in order. */
export function keyOf(number: number): string {
  return `0b5f1c9e-52a4-4f3c-9d62-${number.toString(16).padStart(12, '0')}`;
}

/** A transaction as it is accepted: 250 francs from Alice to Bob, one hour left. Its key gives its reference. */
export function acceptedOf(changes: Partial<AcceptedTransaction> = {}): AcceptedTransaction {
  const { requestedBy = 'client-1', clientCorrelationId = keyOf(1) } = changes;
  const request = {
    type: 'transfer',
    amount: 250n,
    currency: 'GNF',
    debit: ALICE,
    credit: BOB,
    ...changes,
  } as const;
  return {
    ...request,
    reference: referenceOf(requestedBy, clientCorrelationId),
    fingerprint: fingerprintOf(request),
    requestedBy,
    requestedByDebitParty: false,
    clientCorrelationId,
    correlationId: 'call-1',
    createdAt: NOW_TEXT,
    expiresAt: NOW / 1_000 + 3_600,
    ...changes,
  };
}

/** The same, as it is stored. */
export function pendingOf(
  changes: Partial<AcceptedTransaction> = {},
): Extract<Transaction, { status: 'pending' }> {
  return { ...acceptedOf(changes), status: 'pending' };
}

/** An account that has only been opened, with 1,000 francs, an hour ago. */
export function accountOf(msisdn: Msisdn, changes: Partial<LedgerAccount> = {}): LedgerAccount {
  const createdAt = '2026-11-01T08:00:00.000Z';
  const openingBalance = changes.balance ?? 1_000n;
  return {
    msisdn,
    balance: openingBalance,
    status: 'ACTIVE',
    version: 1,
    head: openingHead({ msisdn, openedBy: `opening-${msisdn}`, openingBalance, createdAt }),
    lastMovementAt: createdAt,
    debitedToday: 0n,
    ...changes,
  };
}

/** Nonces that tell their order. */
export function countingNonces(): () => string {
  let last = 0;
  return () => String((last += 1)).padStart(32, '0');
}
