import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { createDynamoDbNotifications } from '@fintech-solution/adapters/dynamodb/notifications';
import { createHttpsCallbacks, createPutCallback } from '@fintech-solution/adapters/callbacks/https-callback';
import { createSsmSigningMasters } from '@fintech-solution/adapters/callbacks/ssm-signing-masters';
import { createSendJson } from '@fintech-solution/adapters/https-request';
import { createNimbaSms, SMS_CALL_MS } from '@fintech-solution/adapters/sms/nimba-sms';
import { createSsmSmsCredentials } from '@fintech-solution/adapters/sms/ssm-sms-credentials';
import { createSqsBackOff, PROVIDER_PAUSES_SECONDS } from '@fintech-solution/adapters/sqs/back-off';
import { createSqsDeadLetters } from '@fintech-solution/adapters/sqs/dead-letters';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';
import { withCircuitBreaker, withCircuitBreakers } from '@fintech-solution/runtime/circuit-breaker';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { warmUp } from '@fintech-solution/runtime/warm-up';
import { AWS_CALL, LEASE_MS } from './budgets.ts';
import { loadConfig } from './config.ts';
import { createHandler } from './handler.ts';

const config = loadConfig(process.env);
const dynamoDb = new DynamoDBClient(clientOptions(AWS_CALL));
const ledger = createDynamoDbLedger(dynamoDb, { ledger: config.ledgerTableName });
const sqs = new SQSClient(clientOptions(AWS_CALL));
const clock = Date.now;

const ssm = new SSMClient(clientOptions(AWS_CALL));
const credentials = config.sms && createSsmSmsCredentials(ssm, config.sms.credentialsParameterName);
const post = createSendJson('POST', 'send-sms', { timeoutMs: SMS_CALL_MS, maxAnswerBytes: 64 * 1_024 });
const sms = config.sms && credentials && createNimbaSms(config.sms, credentials, post);
const callbacks = createHttpsCallbacks({
  put: createPutCallback(),
  hosts: config.callbackHosts,
  masters: createSsmSigningMasters(ssm, config.signingSecretParameterName, clock),
  clock,
});

export const lambdaHandler = createHandler({
  ledger,
  notifications: createDynamoDbNotifications(dynamoDb, config.ledgerTableName),
  sms: sms && withCircuitBreaker('sms', sms, clock),
  callbacksTo: withCircuitBreakers('callback', callbacks, clock),
  deadLetters: createSqsDeadLetters(sqs, config.deadLetterQueueUrl),
  queue: createSqsBackOff(sqs, config.queueUrl, PROVIDER_PAUSES_SECONDS),
  clock,
  // The fraction tells two deliveries apart that begin in the same millisecond.
  newLease: (now) => now + LEASE_MS + Math.random(),
  plan: config.plan,
  log: createLog(config.plan),
  metrics: createBatchMetrics(),
});

/** Awaited by the zip's entry (app.mjs) before the first batch. */
export const prewarm = (): Promise<void> =>
  warmUp(
    () => ledger.find(NO_TRANSACTION),
    async () => credentials?.get(),
  );
