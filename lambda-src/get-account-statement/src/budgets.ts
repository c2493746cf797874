import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';
import { BATCH_GET_ROUNDS } from '@fintech-solution/adapters/dynamodb/ledger';

/** DynamoDB: two attempts of each read, and the pause between them. */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 800, attempts: 2 };

/**
 * A search by dates makes one read after another. With a slow store it would outlast the function's 10 s, and API Gateway's
 * answer to a time-out does not say when to ask again. So no call begins later than this after the request came, in milliseconds.
 */
export const LAST_CALL_MS = 3_500;

/**
 * The longest that one request can take: the last call may be the reading of transactions, which asks again for what DynamoDB
 * left out.
 */
export const BUDGET_MS = LAST_CALL_MS + BATCH_GET_ROUNDS * longestCallMs(AWS_CALL);
