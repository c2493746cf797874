import { CASH } from '../../environment/ledger/wishes.ts';
import type { LedgerSettings } from '../../profiles/ledger-settings.ts';
import type { BookedTransaction, Days } from './booked-transaction.ts';
import type { Standing } from './ledger-facts.ts';
import { leftOf } from './booked-transaction.ts';

/** So long after its expiry a transaction is left alone; then it fails. */
const EXPIRY_GAP_MS = 30_000;

/** Judges a refusal at the very moment at which it is stored. */
export type RefusalCheck = (
  transaction: BookedTransaction,
  finalAt: string,
  standingOf: (msisdn: string) => Standing | undefined,
) => boolean;

export function createRefusalCheck(
  { limits }: LedgerSettings,
  counted: Days,
  transactions: ReadonlyMap<string, BookedTransaction>,
): RefusalCheck {
  /** Whether some day from the refusal's own on leaves no room: an account may be ahead of the clock. */
  function isDayFull({ debit, credit, requester, amount }: BookedTransaction, finalAt: string): boolean {
    const today = finalAt.slice(0, 10);
    return [today, ...[...counted.days].filter((day) => day > today)].some((day) => {
      const isDebitFull =
        limits.dailyDebit > 0n && debit !== CASH && counted.debited(debit, day) + amount > limits.dailyDebit;
      const isCash = debit === CASH || credit === CASH;
      return isDebitFull || (isCash && counted.cash(requester, day) + amount > limits.dailyCash);
    });
  }

  return (transaction, finalAt, standingOf) => {
    const { debit, credit, amount, type, error, expiresAt, originalReference } = transaction;
    const [from, to] = [standingOf(debit), standingOf(credit)];
    const isReversal = type === 'reversal';
    switch (error) {
      case 'insufficientFunds':
        return from !== undefined && from.balance < amount;
      case 'maxBalanceExceeded':
        return !isReversal && to !== undefined && to.balance + amount > limits.maxBalance;
      case 'dailyValueLimitExceeded':
        return !isReversal && isDayFull(transaction, finalAt);
      case 'requestDeclined': {
        const mayDebit = isReversal ? ['ACTIVE', 'BLOCKED'] : ['ACTIVE'];
        return (from !== undefined && !mayDebit.includes(from.status)) || to?.status === 'CLOSED';
      }
      case 'identifierError':
        return (debit !== CASH && from === undefined) || (credit !== CASH && to === undefined);
      case 'incorrectState': {
        const original = transactions.get(originalReference ?? '');
        return original !== undefined && leftOf(original) < amount;
      }
      case 'genericError':
        return Date.parse(finalAt) >= expiresAt * 1_000 + EXPIRY_GAP_MS;
      default:
        return false;
    }
  };
}
