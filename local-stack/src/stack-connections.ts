import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GUINEA } from '@fintech-solution/domain/msisdn';
import { type AwsEndpointHooks } from './aws-endpoint/aws-endpoint.ts';
import { queueUrlOf } from './aws-endpoint/sqs-patches.ts';
import { createStackHooks } from './aws-endpoint/stack-hooks.ts';
import { type Books } from './books/books.ts';
import { createJournal, type Journal } from './books/journal.ts';
import { readBooks } from './books/read-books.ts';
import { announceFaults, announceOutbox, eventOfCall } from './console/announcements.ts';
import { createDeadLetterWatch } from './console/dead-letter-watch.ts';
import { readDeadLetters } from './console/dead-letters.ts';
import { createOutbox, type Outbox } from './console/outbox.ts';
import { readAccounts, readQueueCounts, type StackState } from './console/stack-state.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { type Sleep } from './providers/provider-faults.ts';
import { createQueuePoller, type QueuePoller } from './runtime/queue-poller.ts';
import { createSourceQueue, POLLER_KEY } from './runtime/sqs-source-queue.ts';
import { type ConnectedParts, type StartedParts } from './stack-parts.ts';
import { stackRoutes } from './stack-routes.ts';

/** The poller, to be stopped with the rest, and what is asked at the end of a session. */
export interface Connections extends QueuePoller {
  readonly faults: Faults;
  readonly books: () => Promise<Books>;
}

/** Plugs the parts into each other and lets requests and messages in. */
export function connectParts(started: StartedParts): Connections {
  const { wiring, origin, endpoint, engines, host, speed, events, observer } = started;
  const { accountRequests, deadLetters } = wiring.queues;
  const faults = announceFaults(createFaults(started.initialFaults), events);
  const journal = openJournal(started);
  const outbox = announceOutbox(witnessed(createOutbox(Date.now), journal), events);
  const queueUrl = queueUrlOf(accountRequests.name, endpoint.url);
  const deadLetterQueueUrl = queueUrlOf(deadLetters.name, endpoint.url);
  const gateway = openGateway(started);
  const readState = async (): Promise<StackState> => ({
    accounts: await readAccounts(engines.dynamoDb, wiring.table.name),
    queue: await readQueueCounts(engines.sqs, queueUrl),
    deadLetters: await readDeadLetters(engines.sqsUrl, deadLetters.name),
  });
  const openingBalance = wiring.functions['init-user-account'].environment['OPENING_BALANCE'] ?? '1000';
  const books = () => readBooks({ readState, journal, openingBalance, plan: PLAN });
  const addresses = { queueUrl, deadLetterQueueUrl };
  const connected = { ...started, ...addresses, faults, outbox, gateway, readState, books, sleep };
  const record = recordCalls(connected);
  const { crashByAccessKey } = host;
  const endpointUrl = endpoint.url;
  endpoint.setHooks(
    createStackHooks({ faults, crashByAccessKey, sleep, speed, endpointUrl, outbox, journal, record }),
  );
  endpoint.setUpstreams(engines.upstreams);
  origin.serve(stackRoutes(connected));
  const sqs = createSourceQueue({ endpoint: endpoint.url, queueUrl, region: wiring.region });
  const poller = createQueuePoller({ wiring, host, sqs, speed, faults, note: observer.note });
  poller.start();
  return { ...poller, faults, books };
}

const PLAN = { countryCode: GUINEA.countryCode, nationalPattern: new RegExp(`^${GUINEA.nationalPattern}$`) };

function openJournal({ wiring }: StartedParts): Journal {
  const { accountRequests, deadLetters } = wiring.queues;
  return createJournal({
    table: wiring.table.name,
    queue: accountRequests.name,
    deadLetters: deadLetters.name,
    plan: PLAN,
    pollerKey: POLLER_KEY,
    now: Date.now,
  });
}

/** An outbox whose SMS the journal sees too: emptying the outbox must not empty the books. */
function witnessed(outbox: Outbox, journal: Journal): Outbox {
  return {
    ...outbox,
    addSms(sms) {
      journal.smsAccepted(sms.to);
      outbox.addSms(sms);
    },
  };
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
