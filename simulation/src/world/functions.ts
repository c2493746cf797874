import { createHandler as createAuthorizer } from '../../../lambda-src/authorizer/src/handler.ts';
import { createSigningKeys } from '../../../lambda-src/authorizer/src/signing-keys.ts';
import { createVerifyToken } from '../../../lambda-src/authorizer/src/verify-token.ts';
import { createHandler as createReader } from '../../../lambda-src/get-account-info/src/handler.ts';
import { createSqsAccountRequests } from '../../../lambda-src/get-account-info/src/sqs-account-requests.ts';
import { createHandler as createConsumer } from '../../../lambda-src/init-user-account/src/handler.ts';
import { initUserAccount } from '../../../lambda-src/init-user-account/src/init-user-account.ts';
import { createNimbaSms } from '../../../lambda-src/init-user-account/src/nimba-sms.ts';
import { createSesEmail } from '../../../lambda-src/init-user-account/src/ses-email.ts';
import { createSqsRequestQueue } from '../../../lambda-src/init-user-account/src/sqs-request-queue.ts';
import { createSsmSmsCredentials } from '../../../lambda-src/init-user-account/src/ssm-sms-credentials.ts';
import { createDynamoDbAccounts } from '../../../lambda-src/adapters/src/dynamodb/accounts.ts';
import type { Caller } from '../engine/call.ts';
import { type FunctionName, LEASE_MS } from '../engine/run-settings.ts';
import type { World } from '../engine/world.ts';
import { BUDGETS } from './aws-faults.ts';
import { AUDIENCE, ISSUER, type Issuer, MSISDN_CLAIM } from './issuer.ts';
import type { Scribe } from './log.ts';
import { PARAMETER_NAME, type Providers } from './providers.ts';
import { DEAD_LETTER_QUEUE_URL, type Queue, QUEUE_URL } from './queue.ts';
import { PLAN } from './subscribers.ts';
import type { Table } from './table.ts';

export interface Context {
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: never, context: Context) => Promise<unknown>;

/** What the functions are plugged into. */
export interface Outside {
  readonly world: World;
  readonly table: Table;
  readonly queue: Queue;
  readonly providers: Providers;
  readonly issuer: Issuer;
  /** The channels that a new environment finds switched on. */
  readonly channels: { sms: boolean; email: boolean };
}

/**
 * Plugs a function together as its `app.ts` does: the same handler, use case and adapters, with a world behind
 * them that is not there.
 *
 * @param clock the environment's own clock, in epoch milliseconds.
 */
export function buildHandler(
  name: FunctionName,
  outside: Outside,
  caller: Caller,
  scribe: Scribe,
  clock: () => number,
): Handler {
  const builders = { authorizer, 'get-account-info': getAccountInfo, 'init-user-account': initAccount };
  return builders[name](outside, caller, scribe, clock);
}

function authorizer(
  { issuer }: Outside,
  caller: Caller,
  { log, metrics }: Scribe,
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
  { world, table, queue }: Outside,
  caller: Caller,
  { log }: Scribe,
  clock: () => number,
): Handler {
  return createReader({
    accounts: createDynamoDbAccounts(table.clientFor(caller, BUDGETS.reader), 'accounts'),
    requests: createSqsAccountRequests(queue.clientFor(caller, BUDGETS.reader), QUEUE_URL, clock),
    rules: { requiredScopes: world.settings.requiredScopes, unboundScopes: [], plan: PLAN },
    allowedOrigins: [],
    log,
    clock,
    newId: () => `made-${world.count('id')}`,
  }) as Handler;
}

function initAccount(
  { world, table, queue, providers, channels }: Outside,
  caller: Caller,
  { log, metrics }: Scribe,
  clock: () => number,
): Handler {
  const { settings } = world;
  const accounts = createDynamoDbAccounts(table.clientFor(caller, BUDGETS.consumer), 'accounts');
  const credentials = createSsmSmsCredentials(providers.ssmFor(caller), PARAMETER_NAME);
  const sms = { apiUrl: 'https://api.nimbasms.com/v1/messages', senderName: 'SMS 9080' };
  const mail = { from: 'api@example.org', to: 'back-office@example.org', configurationSet: undefined };
  const notifiers = {
    ...(channels.sms ? { sms: createNimbaSms(sms, credentials, providers.postFor(caller)) } : {}),
    ...(channels.email ? { email: createSesEmail(providers.sesFor(caller), mail) } : {}),
  };
  const { openingBalance } = settings;
  const urls = {
    queueUrl: settings.canPostpone ? QUEUE_URL : undefined,
    deadLetterQueueUrl: settings.canPark ? DEAD_LETTER_QUEUE_URL : undefined,
  };
  return createConsumer({
    initUserAccount: (order) =>
      initUserAccount({ accounts, notifiers, openingBalance, leaseMs: LEASE_MS, clock }, order),
    queue: createSqsRequestQueue(queue.clientFor(caller, BUDGETS.consumer), urls),
    plan: PLAN,
    log,
    metrics,
  }) as Handler;
}
