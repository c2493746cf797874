import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions, longestCallMs } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedgerPages } from '@fintech-solution/adapters/dynamodb/ledger-pages';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
// A page holds up to 1 MB.
const AWS_CALL = { attemptTimeoutMs: 5_000, attempts: 3 };
/** A page is read, then what it names is looked up: for a full page of movements, in several calls. */
const CALLS_PER_PAGE = 4;
const client = new DynamoDBClient(clientOptions(AWS_CALL));

export const lambdaHandler = createHandler({
  pagesOf: (segment) => createDynamoDbLedgerPages(client, config.tables, segment),
  segments: config.segments,
  log: createLog(config.plan),
  metrics: createBatchMetrics(),
  clock: Date.now,
  pageBudgetMs: CALLS_PER_PAGE * longestCallMs(AWS_CALL),
});

/** Nothing waits for a first run, so nothing is opened beforehand. */
export const prewarm = async (): Promise<void> => undefined;
