import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '@fintech-solution/shared/aws-clients';
import { createDynamoDbAccounts } from '@fintech-solution/shared/dynamodb-accounts';
import { createLog } from '@fintech-solution/shared/logger';
import { createMetrics } from '@fintech-solution/shared/metrics';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { createHttpsPost } from './https-endpoint.ts';
import { initUserAccount } from './init-user-account.ts';
import { createNimbaSms } from './nimba-sms.ts';
import { createSesEmail } from './ses-email.ts';
import { createSqsRequestQueue } from './sqs-request-queue.ts';
import { createSsmSmsCredentials } from './ssm-sms-credentials.ts';

const config = loadConfig(process.env);
const budget = { attemptTimeoutMs: 1_500, attempts: 2 };
const accounts = createDynamoDbAccounts(new DynamoDBClient(clientOptions(budget)), config.tableName);

const sms = config.sms && {
  sms: createNimbaSms(
    config.sms,
    createSsmSmsCredentials(new SSMClient(clientOptions(budget)), config.sms.credentialsParameterName),
    createHttpsPost(4_000),
  ),
};
const email = config.email && {
  // One attempt: SES has no idempotency key either, so a repetition after silence is left to redelivery.
  email: createSesEmail(new SESClient(clientOptions({ attemptTimeoutMs: 4_000, attempts: 1 })), config.email),
};

export const lambdaHandler = createHandler({
  initUserAccount: (order) =>
    initUserAccount({ ...config, accounts, notifiers: { ...sms, ...email }, clock: Date.now }, order),
  queue: createSqsRequestQueue(new SQSClient(clientOptions(budget)), config),
  plan: config.plan,
  log: createLog(),
  metrics: createMetrics(),
});
