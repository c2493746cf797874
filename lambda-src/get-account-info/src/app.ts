import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { createDynamoDbAccounts } from '@fintech-solution/adapters/dynamodb/accounts';
import { createDynamoDbOpeningAllowance } from '@fintech-solution/adapters/dynamodb/opening-allowance';
import { openConnection } from '@fintech-solution/adapters/dynamodb/warm-up';
import { createLog } from '@fintech-solution/runtime/log';
import { createMetrics } from '@fintech-solution/runtime/metrics';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { createSqsAccountRequests } from './sqs-account-requests.ts';
import { warmUpHandler } from './warm-up.ts';

const config = loadConfig(process.env);
// A read, the two calls that count an opening, and the queue: two attempts of each, at 1.5 s, and the pauses between them
// fit inside the function's 15 s, with the second for which contention at a counter is tried again.
const budget = { attemptTimeoutMs: 1_500, attempts: 2 };
const dynamoDb = new DynamoDBClient(clientOptions(budget));
const accounts = createDynamoDbAccounts(dynamoDb, config.tableName);
const { allowance } = config;

export const lambdaHandler = createHandler({
  accounts,
  requests: createSqsAccountRequests(new SQSClient(clientOptions(budget)), config.queueUrl, Date.now),
  allowance:
    allowance &&
    createDynamoDbOpeningAllowance(dynamoDb, {
      ...allowance,
      clock: Date.now,
      pause: setTimeout,
      random: Math.random,
    }),
  rules: config.rules,
  allowedOrigins: config.allowedOrigins,
  log: createLog(config.rules.plan),
  metrics: createMetrics(),
  clock: Date.now,
  newId: randomUUID,
});

/** Awaited by the zip's entry (app.mjs) before the first request. */
export const prewarm = (): Promise<void> =>
  warmUp(
    () => openConnection(accounts),
    () => warmUpHandler(config.rules),
  );
