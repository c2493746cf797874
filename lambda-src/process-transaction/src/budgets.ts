import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';

/** DynamoDB and SQS: both answer in milliseconds or are in trouble. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_000, attempts: 2 };

/** Transactions and accounts are read, one commit is made, notifications are queued, and what failed is backed off. */
const CALLS_PER_RECORD = 5;

/**
 * The longest that one record can take without contention. With less time left, no record is started, and no record that met
 * contention tries again.
 */
export const BUDGET_MS = CALLS_PER_RECORD * longestCallMs(AWS_CALL);

/** Ten records at once keep a full batch in one wave, and ten is what one environment's sockets carry easily. */
export const MAX_CONCURRENT_RECORDS = 10;

/** How often one transaction is decided and committed in one invocation before its redelivery goes on. */
export const MAX_TRIES = 10;

/**
 * The longest pause after the first conflict; it doubles with each one after that, and chance shortens it, so that those
 * who met at one account come apart.
 */
export const FIRST_PAUSE_MS = 20;
export const LONGEST_PAUSE_MS = 640;

/**
 * How long a failed record waits, by how often it was received: short at first, because contention passes, and never so
 * long that a transaction could expire by waiting.
 */
export const PAUSES_SECONDS: readonly number[] = [2, 4, 8, 15, 30, 60];
