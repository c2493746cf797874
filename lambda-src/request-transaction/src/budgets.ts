import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';

/**
 * DynamoDB and SQS. A reversal makes three calls, one after another: the original is read, the transaction is written, its
 * message is queued. All of them, each with its pause, end inside the function's 10 s.
 */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_500, attempts: 2 };

/** So many calls wait for each other, at most. */
const CALLS_IN_A_ROW = 3;

/** The longest that one request can take. */
export const BUDGET_MS = CALLS_IN_A_ROW * longestCallMs(AWS_CALL);
