import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type AwsEndpoint } from './aws-endpoint/aws-endpoint.ts';
import { queueUrlOf } from './aws-endpoint/sqs-patches.ts';
import { createStackHooks } from './aws-endpoint/stack-hooks.ts';
import { type ChangeStream, createChangeStream } from './console/change-stream.ts';
import { createConsoleApi } from './console/console-api.ts';
import { readDeadLetters, redrive } from './console/dead-letters.ts';
import { createOutbox, type Outbox } from './console/outbox.ts';
import { renderPage } from './console/page/page.ts';
import { readAccounts, readQueueCounts } from './console/stack-state.ts';
import { type Engines } from './engines/engines.ts';
import { type FaultSettings } from './faults/fault-settings.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { type RequestSummary } from './gateway/request-summary.ts';
import { NIMBA_PATH } from './laptop-wiring.ts';
import { type Origin } from './origin.ts';
import { type IdentityProvider } from './providers/identity-provider.ts';
import { createNimbaEndpoint } from './providers/nimba-endpoint.ts';
import { type Sleep, underJwksFaults } from './providers/provider-faults.ts';
import { type FunctionHost, type FunctionLogLine, type InvocationReport } from './runtime/function-host.ts';
import { createQueuePoller, type QueuePoller } from './runtime/queue-poller.ts';
import { createSourceQueue } from './runtime/sqs-source-queue.ts';
import { type Wiring } from './wiring.ts';

/** Whoever shows what happens, as it happens. */
export interface StackObserver {
  request(summary: RequestSummary): void;
  functionLog(line: FunctionLogLine): void;
  report(report: InvocationReport): void;
  /** A sentence for the operator. */
  note(sentence: string): void;
}

/** The started parts, and how the operator wants them. */
export interface StartedParts {
  readonly wiring: Wiring;
  readonly origin: Origin;
  readonly endpoint: AwsEndpoint;
  readonly engines: Engines;
  readonly host: FunctionHost;
  readonly identity: IdentityProvider;
  readonly base: string;
  readonly speed: number;
  readonly faults: FaultSettings;
  readonly observer: StackObserver;
}

/** What the parts share while they run. */
interface Shared extends Omit<StartedParts, 'faults'> {
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly changes: ChangeStream;
  readonly gateway: Gateway;
}

/** Plugs the parts into each other and lets requests and messages in; gives the poller, to be stopped with the rest. */
export function connectParts(started: StartedParts): QueuePoller {
  const { wiring, endpoint, engines, host, speed, observer } = started;
  const faults = createFaults(started.faults);
  const outbox = createOutbox(Date.now);
  const changes = createChangeStream();
  const hooks = {
    faults,
    crashByAccessKey: host.crashByAccessKey,
    sleep,
    speed,
    endpointUrl: endpoint.url,
    outbox,
    announce: changes.announce,
  };
  endpoint.setHooks(createStackHooks(hooks));
  endpoint.setUpstreams(engines.upstreams);
  const gateway = createGateway({
    wiring,
    host,
    speed,
    clock: Date.now,
    newRequestId: randomUUID,
    onRequest: observer.request,
    log: ({ requestId, message }) => observer.note(`${requestId} ${message}`),
  });
  started.origin.serve(routes({ ...started, faults, outbox, changes, gateway }));
  const sqs = createSourceQueue({
    endpoint: endpoint.url,
    queueUrl: queueUrlOf(wiring.queues.accountRequests.name, endpoint.url),
    region: wiring.region,
  });
  const poller = createQueuePoller({ wiring, host, sqs, speed, faults, note: observer.note });
  poller.start();
  return poller;
}

function routes(shared: Shared) {
  const { wiring, gateway, identity, faults, outbox, engines, host, changes } = shared;
  const nimba = createNimbaEndpoint({
    faults,
    outbox,
    storedCredentials: () => engines.parameterStore.read(wiring.smsCredentialsParameter),
    crashSender: () => host.crash('init-user-account'),
    sleep,
    nextId: randomUUID,
    announce: changes.announce,
  });
  const publish = underJwksFaults(identity.handle, faults, sleep);
  return [
    { prefix: `/${wiring.api.stageName}`, handle: gateway.handle },
    { prefix: '/oauth', handle: publish },
    { prefix: '/.well-known', handle: publish },
    { prefix: NIMBA_PATH, handle: nimba },
    { prefix: '/_local', handle: consoleApi(shared).handle },
  ];
}

function consoleApi({
  wiring,
  origin,
  endpoint,
  engines,
  host,
  identity,
  base,
  faults,
  outbox,
  changes,
  gateway,
}: Shared) {
  const { accountRequests, deadLetters } = wiring.queues;
  const queueUrl = queueUrlOf(accountRequests.name, endpoint.url);
  const deadLetterQueueUrl = queueUrlOf(deadLetters.name, endpoint.url);
  return createConsoleApi({
    origin: origin.url,
    health: () => ({
      status: 'ok',
      base,
      awsEndpoint: endpoint.url,
      region: wiring.region,
      tableName: wiring.table.name,
      queueUrl,
      deadLetterQueueUrl,
      smsCredentialsParameter: wiring.smsCredentialsParameter,
    }),
    tokenFor: identity.tokenFor,
    rotateKeys: identity.rotate,
    outbox,
    faults,
    changes,
    readState: async () => ({
      accounts: await readAccounts(engines.dynamoDb, wiring.table.name),
      queue: await readQueueCounts(engines.sqs, queueUrl),
      deadLetters: await readDeadLetters(engines.sqsUrl, deadLetters.name),
    }),
    async redriveDeadLetters(messageId) {
      const moved = await redrive({ sqs: engines.sqs, from: deadLetterQueueUrl, to: queueUrl }, messageId);
      changes.announce('dead-letters.redrive');
      return moved;
    },
    async recycle() {
      gateway.forgetAuthorizerResults();
      await host.recycle();
    },
    page: () => renderPage({ base, awsEndpoint: endpoint.url }),
  });
}

const sleep: Sleep = (ms, gaveUp) => delay(ms, undefined, { signal: gaveUp }).catch(() => undefined);
