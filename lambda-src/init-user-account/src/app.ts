import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createSendJson } from '@fintech-solution/adapters/https-request';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { createDynamoDbAccounts } from '@fintech-solution/adapters/dynamodb/accounts';
import { openConnection } from '@fintech-solution/adapters/dynamodb/warm-up';
import { createNimbaSms, SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';
import { createSsmSmsCredentials } from '@fintech-solution/adapters/sms/ssm-sms-credentials';
import { createSqsBackOff, PROVIDER_PAUSES_SECONDS } from '@fintech-solution/adapters/sqs/back-off';
import { createSqsDeadLetters } from '@fintech-solution/adapters/sqs/dead-letters';
import { withCircuitBreaker } from '@fintech-solution/runtime/circuit-breaker';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { AWS_CALL, EMAIL_CALL } from './budgets.ts';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { createInitUserAccount } from './init-user-account.ts';
import { createSesEmail } from './ses-email.ts';
import { createWelcomeSms } from './welcome-sms.ts';

const config = loadConfig(process.env);
const accounts = createDynamoDbAccounts(new DynamoDBClient(clientOptions(AWS_CALL)), config.tableName);
const clock = Date.now;

const smsCredentials =
  config.sms &&
  createSsmSmsCredentials(new SSMClient(clientOptions(AWS_CALL)), config.sms.credentialsParameterName);
const post = createSendJson('POST', 'send-sms', { timeoutMs: SMS_CALL_MS, maxAnswerBytes: 64 * 1_024 });
const sms =
  config.sms && smsCredentials && createWelcomeSms(createNimbaSms(config.sms, smsCredentials, post));
const email = config.email && createSesEmail(new SESClient(clientOptions(EMAIL_CALL)), config.email);
const sqs = new SQSClient(clientOptions(AWS_CALL));
const deadLetters = createSqsDeadLetters(sqs, config.deadLetterQueueUrl);

export const lambdaHandler = createHandler({
  initUserAccount: createInitUserAccount({
    accounts,
    deadLetters,
    notifiers: {
      ...(sms && { sms: withCircuitBreaker('sms', sms, clock) }),
      ...(email && { email: withCircuitBreaker('email', email, clock) }),
    },
    openingBalance: config.openingBalance,
    clock,
    // The fraction tells two deliveries apart that begin in the same millisecond.
    newLease: (now) => now + config.leaseMs + Math.random(),
  }),
  deadLetters,
  queue: createSqsBackOff(sqs, config.queueUrl, PROVIDER_PAUSES_SECONDS),
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
