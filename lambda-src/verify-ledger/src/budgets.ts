import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';

/** DynamoDB: a page holds up to 1 MB. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 5_000, attempts: 3 };

/** A page is read, then what it names is looked up: for a full page of movements, in several calls. */
const CALLS_PER_PAGE = 4;

/** The longest that one page can take. With less time left, no page is read. */
export const BUDGET_MS = CALLS_PER_PAGE * longestCallMs(AWS_CALL);
