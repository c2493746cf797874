import type { AccountRule } from '@fintech-solution/domain/ledger/account-rules';

/**
 * The rules of the ledger's writes, each in DynamoDB's own language. A rule is the condition of a write, never a read
 * before it: between a read and a write another function may have moved the same money.
 *
 * Each is one named text, so that a test can take out one alone and see what breaks.
 */
export const CONDITIONS = {
  /** A transaction is accepted once. */
  isNewTransaction: 'attribute_not_exists(#pk)',
  /** A final state never changes. */
  isPending: '#status = :pending',
  /** From its expiry on a transaction can only fail. */
  isAlive: '#expiresAt > :now',
  /** It fails as expired only when no clock can still post it. */
  isExpired: '#expiresAt <= :expiredBefore',
  /** A movement of an account is written once. */
  isNewLeg: 'attribute_not_exists(#pk)',
  /** A transaction has one leg in the cash account. */
  isNewCashLeg: 'attribute_not_exists(#pk)',
  /** A requester moves no more cash on one day than it may. */
  hasCashLeft: 'attribute_not_exists(#amount) OR #amount <= :upTo',
  /** A requester is refused cash only where its day is full. */
  hasNoCashLeft: '#amount > :above',
  /** Only what was moved is taken back. */
  isOriginalCompleted: '#status = :completed',
  /** Reversals take back at most what was moved. */
  hasReversibleLeft: '#reversible >= :amount',
  /** A reversal is refused only where less is left. */
  hasLessReversibleLeft: '#reversible < :below',
} as const;

/** The rules of an account; each stands for one {@link AccountRule}, and its opposite for a refusal. */
export const ACCOUNT_CONDITIONS: Readonly<Record<AccountRule['rule'], string>> = {
  exists: 'attribute_exists(#msisdn)',
  'version-is': '#version = :version',
  'is-active': '#status = :active',
  'is-active-or-blocked': '#status IN (:active, :blocked)',
  'is-not-closed': '#status <> :closed',
  'balance-at-least': '#balance >= :atLeast',
  'balance-at-most': '#balance <= :atMost',
  'debited-at-most':
    'attribute_not_exists(#debitDay) OR #debitDay <> :day OR #debitedToday <= :debitedAtMost',
};
