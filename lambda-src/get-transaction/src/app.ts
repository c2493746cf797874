import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';
import { createLog } from '@fintech-solution/runtime/log';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
// Two reads of two attempts each, at 2 s, and the pauses between them fit inside the function's 10 s.
const budget = { attemptTimeoutMs: 2_000, attempts: 2 };
const ledger = createDynamoDbLedger(new DynamoDBClient(clientOptions(budget)), {
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
