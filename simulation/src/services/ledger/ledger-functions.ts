import { createHttpsCallbacks } from '../../../../lambda-src/adapters/src/callbacks/https-callback.ts';
import { createSsmSigningMasters } from '../../../../lambda-src/adapters/src/callbacks/ssm-signing-masters.ts';
import { createDynamoDbLedger } from '../../../../lambda-src/adapters/src/dynamodb/ledger.ts';
import { createDynamoDbNotifications } from '../../../../lambda-src/adapters/src/dynamodb/notifications.ts';
import { createNimbaSms } from '../../../../lambda-src/adapters/src/sms/nimba-sms.ts';
import { createSsmSmsCredentials } from '../../../../lambda-src/adapters/src/sms/ssm-sms-credentials.ts';
import {
  createSqsBackOff,
  PROVIDER_PAUSES_SECONDS,
} from '../../../../lambda-src/adapters/src/sqs/back-off.ts';
import { createSqsDeadLetters } from '../../../../lambda-src/adapters/src/sqs/dead-letters.ts';
import {
  createSqsNotificationQueue,
  createSqsTransactionQueue,
} from '../../../../lambda-src/adapters/src/sqs/ledger-queues.ts';
import { AWS_CALL as READER_CALL } from '../../../../lambda-src/get-transaction/src/budgets.ts';
import { createHandler as createReader } from '../../../../lambda-src/get-transaction/src/handler.ts';
import { AWS_CALL as NOTIFIER_CALL, LEASE_MS } from '../../../../lambda-src/notify-parties/src/budgets.ts';
import { createHandler as createNotifier } from '../../../../lambda-src/notify-parties/src/handler.ts';
import { AWS_CALL, PAUSES_SECONDS } from '../../../../lambda-src/process-transaction/src/budgets.ts';
import { createHandler as createProcessor } from '../../../../lambda-src/process-transaction/src/handler.ts';
import { AWS_CALL as REQUEST_CALL } from '../../../../lambda-src/request-transaction/src/budgets.ts';
import { createHandler as createAcceptor } from '../../../../lambda-src/request-transaction/src/handler.ts';
import {
  withCircuitBreaker,
  withCircuitBreakers,
} from '../../../../lambda-src/runtime/src/circuit-breaker.ts';
import { AWS_CALL as SWEEP_CALL, BUDGET_MS } from '../../../../lambda-src/sweep-transactions/src/budgets.ts';
import { createHandler as createSweeper } from '../../../../lambda-src/sweep-transactions/src/handler.ts';
import type { LedgerSettings } from '../../profiles/ledger-settings.ts';
import type { FunctionName } from '../../../../deployment/manifest.ts';
import { type Caller, createPause } from '../../environment/call.ts';
import type { Environment } from '../../environment/environment.ts';
import type { BuildHandler, Handler } from '../../environment/lambda.ts';
import type { LogRecorder } from '../../environment/log-recorder.ts';
import { PARAMETER_NAME, type Providers } from '../providers.ts';
import { deadLetterUrl, type Queue, queueUrl, sqsClientFor } from '../../environment/queue.ts';
import { PLAN } from '../../environment/subscribers.ts';
import type { CallbackReceiver } from './callback-receiver.ts';
import { type LedgerTables, TABLES } from '../../environment/ledger/ledger-tables.ts';

/** What the ledger's functions are plugged into. */
export interface LedgerOutside {
  readonly environment: Environment;
  readonly settings: LedgerSettings;
  readonly tables: LedgerTables;
  readonly transactions: Queue;
  readonly notifications: Queue;
  readonly providers: Providers;
  readonly callbacks: CallbackReceiver;
  /** What a new environment finds set. */
  readonly deployed: { readonly maxAmount: number; readonly callbackHosts: readonly string[] };
}

interface Place {
  readonly caller: Caller;
  readonly recorder: LogRecorder;
  readonly clock: () => number;
}

type Build = (outside: LedgerOutside, place: Place) => Handler;

/** Plugs the ledger's functions together as their `app.ts` do, with simulated services behind them. */
export function createLedgerBuilder(outside: LedgerOutside): BuildHandler {
  const builders: Partial<Record<FunctionName, Build>> = {
    'request-transaction': requestTransaction,
    'get-transaction': getTransaction,
    'process-transaction': processTransaction,
    'notify-parties': notifyParties,
    'sweep-transactions': sweepTransactions,
  };
  return (name, caller, recorder, clock) => (builders[name] as Build)(outside, { caller, recorder, clock });
}

const requestTransaction: Build = (outside, { caller, recorder: { log, metrics }, clock }) => {
  const { environment, settings, tables, transactions, deployed } = outside;
  const sqs = sqsClientFor(environment, [transactions], caller, REQUEST_CALL);
  return createAcceptor({
    ledger: createDynamoDbLedger(tables.clientFor(caller, REQUEST_CALL), { ledger: TABLES.ledger }),
    queue: createSqsTransactionQueue(sqs, queueUrl(transactions.name), clock),
    limits: {
      minAmount: 1n,
      maxAmount: BigInt(deployed.maxAmount),
      expirySeconds: settings.expirySeconds,
      callbackHosts: { names: deployed.callbackHosts, isLoopbackAllowed: false },
    },
    plan: PLAN,
    allowedOrigins: [],
    log,
    metrics,
    clock,
    newId: () => `made-${environment.count('id')}`,
  }) as Handler;
};

const getTransaction: Build = ({ environment, tables }, { caller, recorder: { log }, clock }) =>
  createReader({
    ledger: createDynamoDbLedger(tables.clientFor(caller, READER_CALL), { ledger: TABLES.ledger }),
    rules: { requiredScopes: [], unboundScopes: [], plan: PLAN },
    allowedOrigins: [],
    log,
    clock,
    newId: () => `made-${environment.count('id')}`,
  }) as Handler;

const processTransaction: Build = (outside, { caller, recorder: { log, metrics }, clock }) => {
  const { environment, settings, tables, transactions, notifications } = outside;
  const { random, count } = environment;
  const sqs = sqsClientFor(environment, [transactions, notifications], caller, AWS_CALL);
  return createProcessor({
    ledger: createDynamoDbLedger(tables.clientFor(caller, AWS_CALL), TABLES),
    notifications: createSqsNotificationQueue(sqs, queueUrl(notifications.name), clock),
    deadLetters: createSqsDeadLetters(sqs, deadLetterUrl(transactions.name)),
    queue: createSqsBackOff(sqs, queueUrl(transactions.name), PAUSES_SECONDS),
    limits: settings.limits,
    plan: PLAN,
    clock,
    newNonce: () => count('nonce').toString(16).padStart(32, '0'),
    pause: createPause(environment, caller),
    random: () => random(`pause ${count('pause')}`),
    log,
    metrics,
  }) as Handler;
};

const notifyParties: Build = (outside, { caller, recorder: { log, metrics }, clock }) => {
  const { environment, settings, tables, notifications, providers, callbacks, deployed } = outside;
  const dynamoDb = tables.clientFor(caller, NOTIFIER_CALL);
  const sqs = sqsClientFor(environment, [notifications], caller, NOTIFIER_CALL);
  const credentials = createSsmSmsCredentials(providers.ssmFor(caller), PARAMETER_NAME);
  const provider = { apiUrl: 'https://api.nimbasms.com/v1/messages', senderName: 'SMS 9080' };
  const sms = createNimbaSms(provider, credentials, providers.postFor(caller));
  const names = deployed.callbackHosts;
  const callback = createHttpsCallbacks({
    put: callbacks.putFor(caller, names),
    hosts: { names, isLoopbackAllowed: false },
    masters: createSsmSigningMasters(callbacks.ssmFor(caller, NOTIFIER_CALL), 'masters', clock),
    clock,
  });
  return createNotifier({
    ledger: createDynamoDbLedger(dynamoDb, { ledger: TABLES.ledger }),
    notifications: createDynamoDbNotifications(dynamoDb, TABLES.ledger),
    callbacksTo: withCircuitBreakers('callback', callback, clock),
    sms: settings.smsIsOn ? withCircuitBreaker('sms', sms, clock) : undefined,
    deadLetters: createSqsDeadLetters(sqs, deadLetterUrl(notifications.name)),
    queue: createSqsBackOff(sqs, queueUrl(notifications.name), PROVIDER_PAUSES_SECONDS),
    clock,
    newLease: (now) => now + LEASE_MS + environment.random(`lease ${environment.count('lease')}`),
    plan: PLAN,
    log,
    metrics,
  }) as Handler;
};

const sweepTransactions: Build = (outside, { caller, recorder: { log, metrics }, clock }) => {
  const { environment, tables, transactions, notifications } = outside;
  const sqs = sqsClientFor(environment, [transactions, notifications], caller, SWEEP_CALL);
  return createSweeper({
    ledger: createDynamoDbLedger(tables.clientFor(caller, SWEEP_CALL), { ledger: TABLES.ledger }),
    transactions: createSqsTransactionQueue(sqs, queueUrl(transactions.name), clock),
    notifications: createSqsNotificationQueue(sqs, queueUrl(notifications.name), clock),
    log,
    metrics,
    clock,
    plan: PLAN,
    chunkBudgetMs: BUDGET_MS,
  }) as Handler;
};
