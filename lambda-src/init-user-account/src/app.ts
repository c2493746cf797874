import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createPostJson } from '@fintech-solution/adapters/https-request';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { createDynamoDbAccounts } from '@fintech-solution/adapters/dynamodb/accounts';
import { openConnection } from '@fintech-solution/adapters/dynamodb/warm-up';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { AWS_CALL, EMAIL_CALL, SMS_CALL_MS } from './budgets.ts';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { initUserAccount } from './init-user-account.ts';
import { createNimbaSms } from './nimba-sms.ts';
import { createSesEmail } from './ses-email.ts';
import { createSqsRequestQueue } from './sqs-request-queue.ts';
import { createSsmSmsCredentials } from './ssm-sms-credentials.ts';

const config = loadConfig(process.env);
const accounts = createDynamoDbAccounts(new DynamoDBClient(clientOptions(AWS_CALL)), config.tableName);

const smsCredentials =
  config.sms &&
  createSsmSmsCredentials(new SSMClient(clientOptions(AWS_CALL)), config.sms.credentialsParameterName);
const post = createPostJson('send-sms', { timeoutMs: SMS_CALL_MS, maxAnswerBytes: 64 * 1_024 });
const sms = config.sms && smsCredentials && { sms: createNimbaSms(config.sms, smsCredentials, post) };
const email = config.email && {
  email: createSesEmail(new SESClient(clientOptions(EMAIL_CALL)), config.email),
};

export const lambdaHandler = createHandler({
  initUserAccount: (order) =>
    initUserAccount({ ...config, accounts, notifiers: { ...sms, ...email }, clock: Date.now }, order),
  queue: createSqsRequestQueue(new SQSClient(clientOptions(AWS_CALL)), config),
  plan: config.plan,
  log: createLog(config.plan),
  metrics: createBatchMetrics(),
});

/** Awaited by the zip's entry (app.mjs) before the first batch. */
export const prewarm = (): Promise<void> =>
  warmUp(
    () => openConnection(accounts),
    async () => smsCredentials?.get(),
  );
