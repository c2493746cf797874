import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedgerPages } from '@fintech-solution/adapters/dynamodb/ledger-pages';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { AWS_CALL, BUDGET_MS } from './budgets.ts';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
const client = new DynamoDBClient(clientOptions(AWS_CALL));

export const lambdaHandler = createHandler({
  pagesOf: (segment) => createDynamoDbLedgerPages(client, config.tables, segment),
  segments: config.segments,
  log: createLog(config.plan),
  metrics: createBatchMetrics(),
  clock: Date.now,
  pageBudgetMs: BUDGET_MS,
});

/** Nothing waits for a first run, so nothing is opened beforehand. */
export const prewarm = async (): Promise<void> => undefined;
