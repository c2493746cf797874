import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { createSqsBackOff } from '@fintech-solution/adapters/sqs/back-off';
import { createSqsDeadLetters } from '@fintech-solution/adapters/sqs/dead-letters';
import { createSqsNotificationQueue } from '@fintech-solution/adapters/sqs/ledger-queues';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { AWS_CALL, PAUSES_SECONDS } from './budgets.ts';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
const ledger = createDynamoDbLedger(new DynamoDBClient(clientOptions(AWS_CALL)), config.tables);
const sqs = new SQSClient(clientOptions(AWS_CALL));
const NONCE_BYTES = 16;

export const lambdaHandler = createHandler({
  ledger,
  notifications: createSqsNotificationQueue(sqs, config.notificationQueueUrl, Date.now),
  deadLetters: createSqsDeadLetters(sqs, config.deadLetterQueueUrl),
  queue: createSqsBackOff(sqs, config.queueUrl, PAUSES_SECONDS),
  limits: config.limits,
  plan: config.plan,
  clock: Date.now,
  newNonce: () => randomBytes(NONCE_BYTES).toString('hex'),
  pause,
  random: Math.random,
  log: createLog(config.plan),
  metrics: createBatchMetrics(),
});

/** Awaited by the zip's entry (app.mjs) before the first batch. */
export const prewarm = (): Promise<void> => warmUp(() => ledger.read([NO_TRANSACTION], []));
