import type { CallBudget } from '@fintech-solution/adapters/aws-clients';

/**
 * DynamoDB and SQS. A reversal makes three calls, one after another: the original is read, the transaction is written, its
 * message is queued. All of them, each with its pause, end inside the function's 10 s.
 */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_500, attempts: 2 };

/** So many calls wait for each other, at most. */
export const MAX_CALLS_IN_A_ROW = 3;
