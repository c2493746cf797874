import { createHandler as createAuthorizer } from '../../../lambda-src/authorizer/src/handler.ts';
import { createSigningKeys } from '../../../lambda-src/authorizer/src/signing-keys.ts';
import { createVerifyToken } from '../../../lambda-src/authorizer/src/verify-token.ts';
import { AWS_CALL as ENQUIRY_CALL } from '../../../lambda-src/get-account-info/src/budgets.ts';
import { createHandler as createReader } from '../../../lambda-src/get-account-info/src/handler.ts';
import { createSqsAccountRequests } from '../../../lambda-src/get-account-info/src/sqs-account-requests.ts';
import { AWS_CALL } from '../../../lambda-src/init-user-account/src/budgets.ts';
import { createHandler as createConsumer } from '../../../lambda-src/init-user-account/src/handler.ts';
import { createInitUserAccount } from '../../../lambda-src/init-user-account/src/init-user-account.ts';
import { createSesEmail } from '../../../lambda-src/init-user-account/src/ses-email.ts';
import type { WelcomeMessage } from '../../../lambda-src/init-user-account/src/ports.ts';
import { createWelcomeSms } from '../../../lambda-src/init-user-account/src/welcome-sms.ts';
import { createDynamoDbAccounts } from '../../../lambda-src/adapters/src/dynamodb/accounts.ts';
import { createDynamoDbOpeningAllowance } from '../../../lambda-src/adapters/src/dynamodb/opening-allowance.ts';
import { createNimbaSms } from '../../../lambda-src/adapters/src/sms/nimba-sms.ts';
import { createSsmSmsCredentials } from '../../../lambda-src/adapters/src/sms/ssm-sms-credentials.ts';
import { createSqsBackOff, PROVIDER_PAUSES_SECONDS } from '../../../lambda-src/adapters/src/sqs/back-off.ts';
import { createSqsDeadLetters } from '../../../lambda-src/adapters/src/sqs/dead-letters.ts';
import type { OpeningsPerDay } from '../../../lambda-src/domain/src/opening-allowance.ts';
import type { Notifier } from '../../../lambda-src/domain/src/delivery.ts';
import { createTolerantGuard } from '../../../lambda-src/runtime/src/tolerant-guard.ts';
import { withCircuitBreaker } from '../../../lambda-src/runtime/src/circuit-breaker.ts';
import { checkedForHanging } from '../invariants/hanging-providers.ts';
import { type Caller, createPause, LEFT_ALONE } from '../environment/call.ts';
import type { BuildHandler, Handler } from '../environment/lambda.ts';
import type { FunctionName } from '../../../deployment/manifest.ts';
import { LEASE_MS } from '../profiles/run-settings.ts';
import type { Environment } from '../environment/environment.ts';
import { AUDIENCE, ISSUER, type Issuer, MSISDN_CLAIM } from '../environment/issuer.ts';
import type { LogRecorder } from '../environment/log-recorder.ts';
import { PARAMETER_NAME, type Providers } from './providers.ts';
import { deadLetterUrl, type Queue, queueUrl, sqsClientFor } from '../environment/queue.ts';
import { PLAN } from '../environment/subscribers.ts';
import { GUARD_LIMITS, type GuardStore } from '../environment/guard-store.ts';
import { type LedgerTables, TABLES } from '../environment/ledger/ledger-tables.ts';
import { type Table, TABLE_NAME } from './table.ts';

/** What the functions are plugged into. */
export interface Outside {
  readonly environment: Environment;
  readonly table: Table;
  /** Where openings are counted; undefined where they are not limited. */
  readonly counters: LedgerTables | undefined;
  /** Undefined where no request guard is deployed. */
  readonly guardStore: GuardStore | undefined;
  readonly queue: Queue;
  readonly providers: Providers;
  readonly issuer: Issuer;
  /** The channels that a new environment finds switched on. */
  readonly channels: { sms: boolean; email: boolean };
}

/**
 * Plugs the functions of accounts together as their `app.ts` do: the same handlers, use cases and adapters, with simulated
 * services behind them.
 */
export function createBuilder(outside: Outside): BuildHandler {
  const builders: Partial<Record<FunctionName, typeof authorizer>> = {
    authorizer,
    'get-account-info': getAccountInfo,
    'init-user-account': initAccount,
  };
  return (name, ...given) => (builders[name] as typeof authorizer)(outside, ...given);
}

function authorizer(
  { issuer }: Outside,
  caller: Caller,
  { log, metrics }: LogRecorder,
  clock: () => number,
): Handler {
  const keys = createSigningKeys({ fetchKeySet: issuer.fetchFor(caller, clock), clock, log, metrics });
  const rules = { issuer: ISSUER, audience: AUDIENCE, clientIds: [], msisdnClaim: MSISDN_CLAIM };
  const verifyToken = createVerifyToken({ ...rules, findKeys: keys.find, clock });
  const handler = createAuthorizer({ verifyToken, log, metrics });
  let isWarm = false;
  // The first token of an environment may come while the keys are still fetched ahead.
  return async (event) => {
    const prefetched = isWarm ? undefined : keys.prefetch();
    isWarm = true;
    const [answer] = await Promise.allSettled([handler(event), prefetched]);
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  };
}

function getAccountInfo(
  { environment, table, counters, guardStore, queue }: Outside,
  caller: Caller,
  { log, metrics }: LogRecorder,
  clock: () => number,
): Handler {
  const { random, count, settings } = environment;
  const allowance =
    counters &&
    createDynamoDbOpeningAllowance(counters.clientFor(caller, ENQUIRY_CALL), {
      tableName: TABLES.ledger,
      perDay: settings.openingsPerDay as OpeningsPerDay,
      clock,
      pause: createPause(environment, caller),
      random: () => random(`pause ${count('pause')}`),
    });
  return createReader({
    accounts: createDynamoDbAccounts(table.clientFor(caller, ENQUIRY_CALL), TABLE_NAME),
    allowance,
    guard:
      guardStore &&
      createTolerantGuard(guardStore.guardFor(caller), { ...GUARD_LIMITS, log, metrics, clock }),
    requests: createSqsAccountRequests(
      sqsClientFor(environment, [queue], caller, ENQUIRY_CALL),
      queueUrl(queue.name),
      clock,
    ),
    rules: { ...settings, plan: PLAN },
    allowedOrigins: [],
    log,
    metrics,
    clock,
    newId: () => `made-${count('id')}`,
  }) as Handler;
}

function initAccount(
  { environment, table, queue, providers, channels }: Outside,
  caller: Caller,
  { log, metrics }: LogRecorder,
  clock: () => number,
): Handler {
  const { settings } = environment;
  const accounts = createDynamoDbAccounts(table.clientFor(caller, AWS_CALL), TABLE_NAME);
  const credentials = createSsmSmsCredentials(providers.ssmFor(caller), PARAMETER_NAME);
  const sms = { apiUrl: 'https://api.nimbasms.com/v1/messages', senderName: 'SMS 9080' };
  const mail = { from: 'api@example.org', to: 'back-office@example.org', configurationSet: undefined };
  /** As the function does it; the checks excuse a record that waits for a provider that is left alone. */
  const guarded = (channel: 'sms' | 'email', notifier: Notifier<WelcomeMessage>) => {
    const breaker = withCircuitBreaker(channel, checkedForHanging(environment, channel, notifier), clock);
    const isLeftAlone = (): boolean => {
      if (breaker.isLeftAlone()) caller.current?.disturbed.add(LEFT_ALONE);
      return breaker.isLeftAlone();
    };
    return { isLeftAlone, send: (message) => (isLeftAlone(), breaker.send(message)) } as typeof breaker;
  };
  const notifiers = {
    ...(channels.sms && {
      sms: guarded('sms', createWelcomeSms(createNimbaSms(sms, credentials, providers.postFor(caller)))),
    }),
    ...(channels.email && { email: guarded('email', createSesEmail(providers.sesFor(caller), mail)) }),
  };
  const { openingBalance } = settings;
  const sqs = sqsClientFor(environment, [queue], caller, AWS_CALL);
  const deadLetters = createSqsDeadLetters(sqs, settings.canPark ? deadLetterUrl(queue.name) : undefined);
  const newLease = (now: number) =>
    now + LEASE_MS + environment.random(`lease ${environment.count('lease')}`);
  return createConsumer({
    initUserAccount: createInitUserAccount({
      accounts,
      notifiers,
      deadLetters,
      openingBalance,
      clock,
      newLease,
    }),
    deadLetters,
    queue: createSqsBackOff(
      sqs,
      settings.canPostpone ? queueUrl(queue.name) : undefined,
      PROVIDER_PAUSES_SECONDS,
    ),
    plan: PLAN,
    log,
    metrics,
  }) as Handler;
}
