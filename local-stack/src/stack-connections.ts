import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type AwsEndpoint, type AwsEndpointHooks } from './aws-endpoint/aws-endpoint.ts';
import { queueUrlOf } from './aws-endpoint/sqs-patches.ts';
import { createStackHooks } from './aws-endpoint/stack-hooks.ts';
import { announceFaults, announceOutbox, eventOfCall } from './console/announcements.ts';
import { createDeadLetterWatch } from './console/dead-letter-watch.ts';
import { type Events } from './console/events.ts';
import { createOutbox, type Outbox } from './console/outbox.ts';
import { type RefusalReasons } from './console/page/refusal-reasons.ts';
import { readQueueCounts } from './console/stack-state.ts';
import { type Engines } from './engines/engines.ts';
import { type FaultSettings } from './faults/fault-settings.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { type Origin } from './origin.ts';
import { type IdentityProvider } from './providers/identity-provider.ts';
import { type Sleep } from './providers/provider-faults.ts';
import { type FunctionHost } from './runtime/function-host.ts';
import { createQueuePoller, type QueuePoller } from './runtime/queue-poller.ts';
import { createSourceQueue } from './runtime/sqs-source-queue.ts';
import { type StackObserver } from './stack-observer.ts';
import { stackRoutes } from './stack-routes.ts';
import { type Wiring } from './wiring.ts';

/** The started parts, and how the operator wants them. */
export interface StartedParts {
  /** Folder of the repository. */
  readonly root: string;
  readonly wiring: Wiring;
  readonly origin: Origin;
  readonly endpoint: AwsEndpoint;
  readonly engines: Engines;
  readonly host: FunctionHost;
  readonly identity: IdentityProvider;
  readonly events: Events;
  readonly reasons: RefusalReasons;
  readonly observer: StackObserver;
  readonly speed: number;
  readonly initialFaults: FaultSettings;
}

/** What routes, hooks and poller share while the stack runs. */
export interface ConnectedParts extends StartedParts {
  readonly faults: Faults;
  readonly outbox: Outbox;
  readonly gateway: Gateway;
  readonly sleep: Sleep;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** Plugs the parts into each other and lets requests and messages in; gives the poller, to be stopped with the rest. */
export function connectParts(started: StartedParts): QueuePoller {
  const { wiring, origin, endpoint, engines, host, speed, events, observer } = started;
  const { accountRequests, deadLetters } = wiring.queues;
  const faults = announceFaults(createFaults(started.initialFaults), events);
  const outbox = announceOutbox(createOutbox(Date.now), events);
  const queueUrl = queueUrlOf(accountRequests.name, endpoint.url);
  const deadLetterQueueUrl = queueUrlOf(deadLetters.name, endpoint.url);
  const gateway = openGateway(started);
  const connected = { ...started, faults, outbox, gateway, sleep, queueUrl, deadLetterQueueUrl };
  const record = recordCalls(connected);
  const { crashByAccessKey } = host;
  endpoint.setHooks(
    createStackHooks({ faults, crashByAccessKey, sleep, speed, endpointUrl: endpoint.url, outbox, record }),
  );
  endpoint.setUpstreams(engines.upstreams);
  origin.serve(stackRoutes(connected));
  const sqs = createSourceQueue({ endpoint: endpoint.url, queueUrl, region: wiring.region });
  const poller = createQueuePoller({ wiring, host, sqs, speed, faults, note: observer.note });
  poller.start();
  return poller;
}

function openGateway({ wiring, host, speed, observer }: StartedParts): Gateway {
  return createGateway({
    wiring,
    host,
    speed,
    clock: Date.now,
    newRequestId: randomUUID,
    onRequest: observer.request,
    log: ({ requestId, message }) => observer.note(`${requestId} ${message}`),
  });
}

/** Tells the page what each AWS call changed. */
function recordCalls(parts: ConnectedParts): Required<AwsEndpointHooks>['record'] {
  const { wiring, engines, events, deadLetterQueueUrl } = parts;
  const queue = wiring.queues.accountRequests.name;
  const watched = { table: wiring.table.name, queue, deadLetters: wiring.queues.deadLetters.name };
  const deadLetterWatch = createDeadLetterWatch({
    count: async () => (await readQueueCounts(engines.sqs, deadLetterQueueUrl)).visible,
    events,
  });
  return (call, answer) => {
    const event = eventOfCall(call, answer, watched);
    if (event !== undefined) events.emit(event);
    // SQS moves a message to the dead letters inside a receive and tells nobody.
    if (call.service === 'sqs' && call.operation === 'ReceiveMessage') void deadLetterWatch.look();
  };
}

const sleep: Sleep = (ms, gaveUp) => delay(ms, undefined, { signal: gaveUp }).catch(() => undefined);
