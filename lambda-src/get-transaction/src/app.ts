import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';
import { createLog } from '@fintech-solution/runtime/log';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { AWS_CALL } from './budgets.ts';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
const ledger = createDynamoDbLedger(new DynamoDBClient(clientOptions(AWS_CALL)), {
  ledger: config.ledgerTableName,
});

export const lambdaHandler = createHandler({
  ledger,
  rules: config.rules,
  allowedOrigins: config.allowedOrigins,
  log: createLog(config.rules.plan),
  clock: Date.now,
  newId: randomUUID,
});

/** Awaited by the zip's entry (app.mjs) before the first request. */
export const prewarm = (): Promise<void> => warmUp(() => ledger.find(NO_TRANSACTION));
