import { type CallBudget, longestCallMs } from '@fintech-solution/adapters/aws-clients';
import { TRY_AGAIN_MS } from '@fintech-solution/adapters/dynamodb/opening-allowance';
import { COMMAND_MS } from '@fintech-solution/domain/request-guard';

/**
 * DynamoDB and SQS: two attempts of each call, and the pauses between them, fit inside the function's 15 s, with the second
 * for which contention at a counter is tried again.
 */
export const AWS_CALL: CallBudget = { attemptTimeoutMs: 1_500, attempts: 2 };

/** The account is read, the number's mark is read, the opening is counted, the request is queued. */
const CALLS_IN_A_ROW = 4;

/** Of the request guard: the caller's enquiries, the number's pending mark, and the mark's setting. */
const GUARD_COMMANDS = 3;

/** The longest that one request can take. */
export const BUDGET_MS =
  CALLS_IN_A_ROW * longestCallMs(AWS_CALL) + TRY_AGAIN_MS + GUARD_COMMANDS * COMMAND_MS;
