import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import { type AuditSettings, type Books, sumOf } from './ledger-dump.ts';
import { dayOf, type Limits } from './posting-input.ts';
import { EXPIRY_GAP_SECONDS, type FailedTransaction, isCash, isCustomer } from './transaction.ts';

/**
 * Whether what a transaction was refused for was so at the moment of its refusal, as far as the tables still tell. Moments
 * of two functions are compared within the skew of their clocks.
 */
export function isRefusalTrue(
  transaction: FailedTransaction,
  books: Books,
  settings: AuditSettings,
): boolean {
  const { debit, credit, amount, error, expiresAt, finalAt } = transaction;
  const { clockSkewMs, limits } = settings;
  const finalAtMs = Date.parse(finalAt);
  const isKnown = (msisdn: Msisdn) => books.accounts.has(msisdn);
  const wasOpen = (msisdn: Msisdn) => {
    const { createdAt } = books.accounts.get(msisdn) ?? {};
    return createdAt !== undefined && Date.parse(createdAt) < finalAtMs - clockSkewMs;
  };
  const balances = (msisdn: Msisdn) => balancesAround(msisdn, finalAtMs, books, clockSkewMs);
  const customers = [debit, credit].filter(isCustomer);
  switch (error) {
    case 'insufficientFunds':
      return isCustomer(debit) && balances(debit).some((balance) => balance < amount);
    case 'maxBalanceExceeded':
      return (
        isCustomer(credit) &&
        (limits === undefined || balances(credit).some((balance) => balance + amount > limits.maxBalance))
      );
    case 'dailyValueLimitExceeded':
      return limits === undefined || isDayFull(transaction, books, limits, clockSkewMs);
    case 'identifierError':
      return !customers.every(wasOpen);
    case 'requestDeclined':
      // Past statuses are not kept; only that there were accounts to block or close can be told.
      return customers.some(isKnown);
    case 'incorrectState':
      return isLessLeft(transaction, books, clockSkewMs);
    case 'genericError':
      return finalAtMs >= (expiresAt + EXPIRY_GAP_SECONDS) * 1_000;
  }
}

/** Every balance that an account had between a moment less the skew and that moment and the skew. */
function balancesAround(
  msisdn: Msisdn,
  moment: number,
  { accounts, legsOfAccount }: Books,
  skew: number,
): Francs[] {
  const account = accounts.get(msisdn);
  if (account === undefined) return [];
  const states = [
    { at: Date.parse(account.createdAt), balance: account.openingBalance },
    ...(legsOfAccount.get(msisdn) ?? []).map(({ at, balanceAfter }) => ({
      at: Date.parse(at),
      balance: balanceAfter,
    })),
  ];
  return states
    .filter(({ at }, index) => {
      const until = states[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      return at <= moment + skew && until >= moment - skew;
    })
    .map(({ balance }) => balance);
}

/** Whether the debits of the account, or the cash of the requester, left no room for the amount on a day around then. */
function isDayFull(transaction: FailedTransaction, books: Books, limits: Limits, skew: number): boolean {
  const finalAtMs = Date.parse(transaction.finalAt);
  const days = [-skew, 0, skew].map((shift) => dayOf(new Date(finalAtMs + shift).toISOString()));
  return days.some((day) => {
    const isBefore = (at: string) => dayOf(at) === day && Date.parse(at) <= finalAtMs + skew;
    const debited = debitsOf(transaction, books, isBefore) + transaction.amount;
    const moved = cashOf(transaction, books, isBefore) + transaction.amount;
    const isDebitFull = limits.dailyDebit > 0n && debited > limits.dailyDebit;
    return isDebitFull || (isCash(transaction) && moved > limits.dailyCash);
  });
}

/** Whether reversals had left less of the original than this one takes back: what is left only ever shrinks. */
function isLessLeft(
  { amount, originalReference, finalAt }: FailedTransaction,
  { transactions, reversalsOf }: Books,
  skew: number,
): boolean {
  const original = originalReference && transactions.get(originalReference);
  if (original === undefined) return false;
  const latest = Date.parse(finalAt) + skew;
  const before = (reversalsOf.get(originalReference) ?? []).filter(
    (other) => other.status === 'completed' && Date.parse(other.finalAt) <= latest,
  );
  return original.amount - sumOf(before.map((reversal) => reversal.amount)) < amount;
}

type Selection = (at: string) => boolean;

function debitsOf({ debit }: FailedTransaction, { legsOfAccount }: Books, isSelected: Selection): Francs {
  const legs = isCustomer(debit) ? (legsOfAccount.get(debit) ?? []) : [];
  const debits = legs.filter(({ amount, type, at }) => amount < 0n && type !== 'reversal' && isSelected(at));
  return sumOf(debits.map(({ amount }) => -amount));
}

function cashOf({ requestedBy }: FailedTransaction, { transactions }: Books, isSelected: Selection): Francs {
  const moved = [...transactions.values()].filter(
    (other) =>
      other.status === 'completed' &&
      other.requestedBy === requestedBy &&
      other.type !== 'reversal' &&
      isCash(other) &&
      isSelected(other.finalAt),
  );
  return sumOf(moved.map(({ amount }) => amount));
}
