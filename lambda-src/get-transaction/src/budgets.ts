import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';

/** DynamoDB: two attempts of each read, and the pauses between them, fit inside the function's 10 s. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 2_000, attempts: 2 };

/** So many reads wait for each other, at most. */
const CALLS_IN_A_ROW = 2;

/** The longest that one request can take. */
export const BUDGET_MS = CALLS_IN_A_ROW * longestCallMs(AWS_CALL);
