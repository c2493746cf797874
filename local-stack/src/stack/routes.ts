import { randomUUID } from 'node:crypto';
import { DEFAULT_OPENINGS_PER_DAY, type OpeningsPerDay } from '@fintech-solution/domain/opening-allowance';
import { queueUrlOf } from '../aws-proxy/sqs-patches.ts';
import { createConsoleApi } from '../console/console-api.ts';
import { createPage } from '../console/page/console-page.ts';
import { ownRequestsOnly } from '../console/page/own-origin.ts';
import { createTokenVerdict } from '../console/page/token-verdict.ts';
import { methodArn } from '../gateway/authorization.ts';
import { NIMBA_PATH } from './local-configuration.ts';
import { mapValues } from '../setup/map-values.ts';
import { readRequester } from '../observed/read-requester.ts';
import { redrive } from '../observed/dead-letters.ts';
import { createOpeningCounters, type OpeningCounters } from '../observed/opening-counters.ts';
import { type OriginRoute } from './origin.ts';
import { CALLBACK_PATH, createCallbackTarget } from '../providers/callback-target.ts';
import { createNimbaEndpoint } from '../providers/nimba-endpoint.ts';
import { underJwksFaults } from '../providers/provider-faults.ts';
import { createVerifyCallback } from '../providers/verify-callback.ts';
import {
  ACCOUNT_REQUESTS,
  ACCOUNTS,
  LEDGER,
  NOTIFICATIONS,
  type QueueWiring,
  TRANSACTIONS,
  type Wiring,
} from '../setup/wiring.ts';
import { type ConnectedParts } from './connected-parts.ts';

const SMS_CREDENTIALS = 'sms-provider-credentials';
const SIGNING_SECRET = 'callback-signing-secret';

/** Everything that the one origin serves. */
export function stackRoutes(parts: ConnectedParts): OriginRoute[] {
  const { wiring, origin, gateway, identity, faults, outbox, emulators, sleep } = parts;
  const nimba = createNimbaEndpoint({
    faults,
    outbox,
    storedCredentials: () => emulators.parameterStore.read(wiring.parameters[SMS_CREDENTIALS] ?? ''),
    crashSender: crashReaderOf('SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME', parts),
    sleep,
    nextId: randomUUID,
  });
  const identityProvider = underJwksFaults(identity.handle, faults, sleep);
  const ownOnly = ownRequestsOnly(origin.url);
  return [
    { prefix: `/${wiring.api.stageName}`, handle: gateway.handle },
    { prefix: '/oauth', handle: ownOnly(identityProvider) },
    { prefix: '/.well-known', handle: identityProvider },
    { prefix: NIMBA_PATH, handle: ownOnly(nimba) },
    { prefix: CALLBACK_PATH, handle: ownOnly(callbackTarget(parts)) },
    { prefix: '/_local', handle: ownOnly(localConsole(parts)) },
  ];
}

/** Kills a function that reads this setting: the first one that is at work. */
function crashReaderOf(key: string, { wiring, host }: ConnectedParts): () => void {
  const readers = Object.entries(wiring.functions)
    .filter(([, { environment }]) => key in environment)
    .map(([name]) => name);
  return () => void readers.find((name) => host.crash(name));
}

function callbackTarget(parts: ConnectedParts) {
  const { wiring, emulators, faults, callbacks, sleep } = parts;
  const verify = createVerifyCallback({
    storedMasters: () => emulators.parameterStore.read(wiring.parameters[SIGNING_SECRET] ?? ''),
    requesterOf: (reference) => readRequester(emulators.dynamoDb, wiring.tables[LEDGER]?.name, reference),
  });
  const crashSender = crashReaderOf('CALLBACK_SIGNING_SECRET_PARAMETER_NAME', parts);
  return createCallbackTarget({ faults, callbacks, verify, crashSender, sleep });
}

function localConsole(parts: ConnectedParts): OriginRoute['handle'] {
  const { root, wiring, events, outbox } = parts;
  const { openApi } = wiring.api;
  const page = createPage({ root, openApi, events, outbox, judgeToken: judgeToken(parts) });
  const api = consoleApi(parts);
  return async (request, response, path) => {
    if (await page.handle(request, response, path)) return;
    await api.handle(request, response, path);
  };
}

function judgeToken({ wiring, host, reasons }: ConnectedParts) {
  const { region } = wiring;
  const api = { region, accountId: '000000000000', apiId: 'local', stage: wiring.api.stageName };
  return createTokenVerdict({
    invokeAuthorizer: (event) => host.invoke('authorizer', event),
    reasons,
    methodArn: methodArn(api, 'GET', '/'),
  });
}

function consoleApi(parts: ConnectedParts) {
  const { wiring, endpoint, emulators, host, identity, faults, outbox, callbacks, events, gateway } = parts;
  const health = { status: 'ok', ...addresses(parts) };
  return createConsoleApi({
    health: () => health,
    tokenFor: identity.tokenFor,
    async rotateKeys(options) {
      const kid = await identity.rotate(options);
      events.emit({ type: 'keys' });
      return kid;
    },
    outbox,
    callbacks,
    openings: openingCounters(parts),
    faults,
    readState: parts.readState,
    readAudit: parts.audit,
    async redriveDeadLetters(messageId) {
      let moved = 0;
      for (const { name, deadLetters } of Object.values(wiring.queues)) {
        const [to, from] = [queueUrlOf(name, endpoint.url), queueUrlOf(deadLetters.name, endpoint.url)];
        moved += await redrive({ sqs: emulators.sqs, from, to }, messageId);
      }
      events.emit({ type: 'state', what: 'dead-letter', change: 'redriven' });
      return moved;
    },
    async recycle() {
      gateway.forgetAuthorizerResults();
      await host.recycle();
    },
  });
}

function openingCounters({ wiring, emulators, identity, events }: ConnectedParts): OpeningCounters {
  const counters = createOpeningCounters({
    dynamoDb: emulators.dynamoDb,
    tableName: wiring.tables[LEDGER]!.name,
    perDay: openingsPerDay(wiring),
    callers: identity.callers,
    now: Date.now,
  });
  return {
    ...counters,
    async reset() {
      await counters.reset();
      events.emit({ type: 'state', what: 'ledger', change: 'reset' });
    },
  };
}

/** What the functions were given, which they have accepted. */
function openingsPerDay({ functions }: Wiring): OpeningsPerDay {
  const given = (key: string, otherwise: number): number =>
    Number(
      Object.values(functions)
        .map(({ environment }) => environment[key])
        .find((value) => value !== undefined) ?? otherwise,
    );
  return {
    perCaller: given('OPENINGS_PER_CALLER_PER_DAY', DEFAULT_OPENINGS_PER_DAY.perCaller),
    total: given('OPENINGS_PER_DAY', DEFAULT_OPENINGS_PER_DAY.total),
  };
}

/** Where everything is; every table and queue stands under its name in the manifest too. */
function addresses({ wiring, origin, endpoint, guard }: ConnectedParts) {
  const urlsOf = ({ name, deadLetters }: QueueWiring) => ({
    queueUrl: queueUrlOf(name, endpoint.url),
    deadLetterQueueUrl: queueUrlOf(deadLetters.name, endpoint.url),
  });
  const transactions = urlsOf(wiring.queues[TRANSACTIONS]!);
  const notifications = urlsOf(wiring.queues[NOTIFICATIONS]!);
  return {
    base: `${origin.url}/${wiring.api.stageName}`,
    awsEndpoint: endpoint.url,
    region: wiring.region,
    tableName: wiring.tables[ACCOUNTS]!.name,
    ...urlsOf(wiring.queues[ACCOUNT_REQUESTS]!),
    ledgerTableName: wiring.tables[LEDGER]!.name,
    transactionQueueUrl: transactions.queueUrl,
    transactionDeadLetterQueueUrl: transactions.deadLetterQueueUrl,
    notificationQueueUrl: notifications.queueUrl,
    notificationDeadLetterQueueUrl: notifications.deadLetterQueueUrl,
    smsCredentialsParameter: wiring.parameters[SMS_CREDENTIALS] ?? '',
    callbackSigningSecretParameter: wiring.parameters[SIGNING_SECRET] ?? '',
    tables: mapValues(wiring.tables, ({ name }) => name),
    queues: mapValues(wiring.queues, urlsOf),
    ...(guard !== undefined && { requestGuard: guard }),
  };
}
