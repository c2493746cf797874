import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';

/** DynamoDB, SQS and SSM: all three answer in milliseconds or are in trouble. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_000, attempts: 2 };
/** SES: one attempt, because it has no idempotency key; a repetition after silence is left to redelivery. */
export const EMAIL_CALL: CallBudget = { attemptTimeoutMs: 4_000, attempts: 1 };
/** The SMS provider, for the same reason once; its gateway answers after it has spoken to an operator. */
export const SMS_CALL_MS = 4_000;

/**
 * The longest that one record can take, so that none is started that could be cut off: it is opened, claimed, its
 * SMS is refused for stale credentials and tried again, the refusal is parked and settled, and the message
 * postponed. Channels run beside each other, and an e-mail takes less. It takes as long when both are sent, recorded
 * together in vain, then apart in vain.
 */
export const RECORD_BUDGET_MS = 7 * longestCallMs(AWS_CALL) + 2 * SMS_CALL_MS;

/** Ten records at once keep a full batch in one wave, and ten is what one environment's sockets carry easily. */
export const MAX_CONCURRENT_RECORDS = 10;
