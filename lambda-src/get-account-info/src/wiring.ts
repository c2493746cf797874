import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbAccounts } from '@fintech-solution/adapters/dynamodb/accounts';
import { createDynamoDbOpeningAllowance } from '@fintech-solution/adapters/dynamodb/opening-allowance';
import { openConnection } from '@fintech-solution/adapters/dynamodb/warm-up';
import type { RequestGuard } from '@fintech-solution/domain/request-guard';
import { createLog, type Log } from '@fintech-solution/runtime/log';
import { createMetrics, type MetricCounter } from '@fintech-solution/runtime/metrics';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { AWS_CALL } from './budgets.ts';
import type { Config } from './config.ts';
import { createHandler } from './handler.ts';
import { createSqsAccountRequests } from './sqs-account-requests.ts';
import { warmUpHandler } from './warm-up.ts';

/** What a guard shares with the rest of the function. */
export interface GuardSurroundings {
  /** The region and the credentials of the function's AWS clients. */
  readonly aws: DynamoDBClient['config'];
  readonly log: Log;
  readonly metrics: MetricCounter;
}

/** A guard, and what is done ahead of its first use. */
export interface WiredGuard {
  readonly guard: RequestGuard;
  readonly connect: () => Promise<void>;
}

/**
 * Plugs the function together, for its two entries: `app.ts`, and `guarded-app.ts` with a guard.
 *
 * @param createGuard makes the guard, where there is one.
 */
export function wire(config: Config, createGuard?: (surroundings: GuardSurroundings) => WiredGuard) {
  const dynamoDb = new DynamoDBClient(clientOptions(AWS_CALL));
  const accounts = createDynamoDbAccounts(dynamoDb, config.tableName);
  const { allowance } = config;
  const log = createLog(config.rules.plan);
  const metrics = createMetrics();
  const guarded = createGuard?.({ aws: dynamoDb.config, log, metrics });

  const lambdaHandler = createHandler({
    accounts,
    requests: createSqsAccountRequests(new SQSClient(clientOptions(AWS_CALL)), config.queueUrl, Date.now),
    allowance:
      allowance &&
      createDynamoDbOpeningAllowance(dynamoDb, {
        ...allowance,
        clock: Date.now,
        pause: setTimeout,
        random: Math.random,
      }),
    guard: guarded?.guard,
    rules: config.rules,
    allowedOrigins: config.allowedOrigins,
    log,
    metrics,
    clock: Date.now,
    newId: randomUUID,
  });

  /** Awaited by the zip's entry (app.mjs) before the first request. */
  const prewarm = (): Promise<void> =>
    warmUp(
      () => openConnection(accounts),
      () => warmUpHandler(config.rules),
      ...(guarded === undefined ? [] : [guarded.connect]),
    );
  return { lambdaHandler, prewarm };
}
