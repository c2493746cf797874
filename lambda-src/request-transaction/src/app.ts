import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { createSqsTransactionQueue } from '@fintech-solution/adapters/sqs/ledger-queues';
import { createLog } from '@fintech-solution/runtime/log';
import { createMetrics } from '@fintech-solution/runtime/metrics';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
// Two attempts of each call, at 2 s, and the pauses between them fit inside the function's 10 s.
const budget = { attemptTimeoutMs: 2_000, attempts: 2 };
const ledger = createDynamoDbLedger(new DynamoDBClient(clientOptions(budget)), {
  ledger: config.ledgerTableName,
});

export const lambdaHandler = createHandler({
  ...config,
  ledger,
  queue: createSqsTransactionQueue(new SQSClient(clientOptions(budget)), config.queueUrl, Date.now),
  log: createLog(config.plan),
  metrics: createMetrics(),
  clock: Date.now,
  newId: randomUUID,
});

/** Awaited by the zip's entry (app.mjs) before the first request. */
export const prewarm = (): Promise<void> => warmUp(() => ledger.find(NO_TRANSACTION));
