import type { CallBudget } from '@fintech-solution/adapters/aws-clients';

/** DynamoDB: two attempts of each read, and the pauses between them, fit inside the function's 10 s. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 2_000, attempts: 2 };

/** So many reads wait for each other, at most. */
export const MAX_CALLS_IN_A_ROW = 2;
