import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';
import { CALLBACK_CALL_MS } from '@fintech-solution/adapters/callbacks/https-callback';
import { SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';

/** DynamoDB, SQS and SSM: all three answer in milliseconds or are in trouble. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_000, attempts: 2 };

const CALLS_TO_READ = 2;
/** The notification is begun, and taken up where an earlier delivery left it. */
const CALLS_TO_CLAIM = 2;
/** The credentials are read, refused by the provider, and read once more; a callback's secret is read once. */
const CALLS_FOR_CREDENTIALS = 2;
const SMS_CALLS = 2;
/** A copy is kept and the notification given up. */
const CALLS_TO_SETTLE = 2;
const CALLS_TO_BACK_OFF = 1;

/** The longest that one record can take, so that no record is started that could be cut off. */
export const BUDGET_MS =
  (CALLS_TO_READ + CALLS_TO_CLAIM + CALLS_FOR_CREDENTIALS + CALLS_TO_SETTLE + CALLS_TO_BACK_OFF) *
    longestCallMs(AWS_CALL) +
  Math.max(SMS_CALLS * SMS_CALL_MS, CALLBACK_CALL_MS);

/** One wave for a full batch. */
export const MAX_CONCURRENT_RECORDS = 10;

/** Longer than the function may run, so that a lease that ran out belongs to a function that ended. */
export const LEASE_MS = 60_000;
