import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import {
  createSqsNotificationQueue,
  createSqsTransactionQueue,
} from '@fintech-solution/adapters/sqs/ledger-queues';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { AWS_CALL, BUDGET_MS } from './budgets.ts';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
const sqs = new SQSClient(clientOptions(AWS_CALL));
const clock = Date.now;
const ledger = createDynamoDbLedger(new DynamoDBClient(clientOptions(AWS_CALL)), {
  ledger: config.ledgerTableName,
});

export const lambdaHandler = createHandler({
  ledger,
  transactions: createSqsTransactionQueue(sqs, config.transactionQueueUrl, clock),
  notifications: createSqsNotificationQueue(sqs, config.notificationQueueUrl, clock),
  log: createLog(config.plan),
  metrics: createBatchMetrics(),
  clock,
  plan: config.plan,
  chunkBudgetMs: BUDGET_MS,
});

/** Awaited by the zip's entry (app.mjs) before the first run. */
export const prewarm = (): Promise<void> => warmUp(() => ledger.find(NO_TRANSACTION));
