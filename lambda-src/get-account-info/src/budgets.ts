import type { CallBudget } from '@fintech-solution/adapters/aws-clients';

/**
 * DynamoDB and SQS: two attempts of each call, and the pauses between them, fit inside the function's 15 s, with the second
 * for which contention at a counter is tried again.
 */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_500, attempts: 2 };

/** The account is read, the number's mark is read, the opening is counted, the request is queued. */
export const MAX_CALLS_IN_A_ROW = 4;

/** Of the request guard: the caller's enquiries, the number's pending mark, and the mark's setting. */
export const MAX_GUARD_COMMANDS = 3;
