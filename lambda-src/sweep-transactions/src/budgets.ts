import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';

/** DynamoDB and SQS: both answer in milliseconds or are in trouble. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_000, attempts: 2 };

/** One after another for each chunk: queue, read in at most three rounds, fail, notify. */
const CALLS_PER_CHUNK = 6;

/** The longest that one chunk can take. With less time left, no chunk is begun. */
export const BUDGET_MS = CALLS_PER_CHUNK * longestCallMs(AWS_CALL);
