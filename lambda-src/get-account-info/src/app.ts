import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { createDynamoDbAccounts } from '@fintech-solution/adapters/dynamodb/accounts';
import { openConnection } from '@fintech-solution/adapters/dynamodb/warm-up';
import { createLog } from '@fintech-solution/runtime/log';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { createSqsAccountRequests } from './sqs-account-requests.ts';
import { warmUpHandler } from './warm-up.ts';

const config = loadConfig(process.env);
// Two attempts of each call, at 2 s, and the pauses between them fit inside the function's 10 s.
const budget = { attemptTimeoutMs: 2_000, attempts: 2 };
const accounts = createDynamoDbAccounts(new DynamoDBClient(clientOptions(budget)), config.tableName);

export const lambdaHandler = createHandler({
  accounts,
  requests: createSqsAccountRequests(new SQSClient(clientOptions(budget)), config.queueUrl, Date.now),
  rules: config.rules,
  allowedOrigins: config.allowedOrigins,
  log: createLog(config.rules.plan),
  clock: Date.now,
  newId: randomUUID,
});

/** Awaited by the zip's entry (app.mjs) before the first request. */
export const prewarm = (): Promise<void> =>
  warmUp(
    () => openConnection(accounts),
    () => warmUpHandler(config.rules),
  );
