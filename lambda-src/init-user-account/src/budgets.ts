import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';
import { SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';

/** DynamoDB, SQS and SSM: all three answer in milliseconds or are in trouble. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_000, attempts: 2 };
/** SES: one attempt, because it has no idempotency key; a repetition after silence is left to redelivery. */
export const EMAIL_CALL: CallBudget = { attemptTimeoutMs: 4_000, attempts: 1 };

const CALLS_TO_OPEN = 1;
const CALLS_TO_CLAIM = 1;
/** The credentials are read, refused by the provider, and read once more. */
const CALLS_FOR_CREDENTIALS = 2;
const SMS_CALLS = 2;
/** A copy is kept and the welcome given up; or both welcomes are recorded together in vain, then apart. */
const CALLS_TO_SETTLE = 2;
const CALLS_TO_BACK_OFF = 1;

/**
 * The longest that one record can take, so that no record is started that could be cut off. Channels run beside each
 * other, and an e-mail takes less than an SMS.
 */
export const BUDGET_MS =
  (CALLS_TO_OPEN + CALLS_TO_CLAIM + CALLS_FOR_CREDENTIALS + CALLS_TO_SETTLE + CALLS_TO_BACK_OFF) *
    longestCallMs(AWS_CALL) +
  SMS_CALLS * SMS_CALL_MS;

/** Ten records at once keep a full batch in one wave, and ten is what one environment's sockets carry easily. */
export const MAX_CONCURRENT_RECORDS = 10;
