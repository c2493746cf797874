import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GUINEA } from '@fintech-solution/domain/msisdn';
import { type AwsProxyHooks } from '../aws-proxy/aws-proxy.ts';
import { queueUrlOf } from '../aws-proxy/sqs-patches.ts';
import { createStackHooks } from './stack-hooks.ts';
import { type Audit } from '../audit/audit.ts';
import { createCallRecorder, type CallRecorder } from '../audit/call-recorder.ts';
import { readAudit } from '../audit/read-audit.ts';
import { faultsWithEvents, outboxWithEvents, eventOfCall } from '../observed/with-events.ts';
import { createDeadLetterWatch } from '../observed/dead-letter-watch.ts';
import { readDeadLetters } from '../observed/dead-letters.ts';
import { createOutbox, type Outbox } from '../observed/outbox.ts';
import { readAccounts, readQueueCounts, type StackState } from '../observed/stack-state.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { createGateway, type Gateway } from '../gateway/gateway.ts';
import { type Sleep } from '../providers/provider-faults.ts';
import { createQueuePoller, type QueuePoller } from '../runtime/queue-poller.ts';
import { createSourceQueue, POLLER_KEY } from '../runtime/sqs-source-queue.ts';
import { type ConnectedParts, type StartedParts } from './stack-parts.ts';
import { stackRoutes } from './stack-routes.ts';

/** The poller, to be stopped with the rest, and what is asked at the end of a session. */
export interface Connections extends QueuePoller {
  readonly faults: Faults;
  readonly audit: () => Promise<Audit>;
}

/** Plugs the parts into each other and lets requests and messages in. */
export function connectParts(started: StartedParts): Connections {
  const { wiring, origin, endpoint, emulators, host, speed, events, observer } = started;
  const { accountRequests, deadLetters } = wiring.queues;
  const faults = faultsWithEvents(createFaults(started.initialFaults), events);
  const recorder = createRecorder(started);
  const outbox = outboxWithEvents(withRecording(createOutbox(Date.now), recorder), events);
  const queueUrl = queueUrlOf(accountRequests.name, endpoint.url);
  const deadLetterQueueUrl = queueUrlOf(deadLetters.name, endpoint.url);
  const gateway = openGateway(started);
  const readState = async (): Promise<StackState> => ({
    accounts: await readAccounts(emulators.dynamoDb, wiring.table.name),
    queue: await readQueueCounts(emulators.sqs, queueUrl),
    deadLetters: await readDeadLetters(emulators.sqsUrl, deadLetters.name),
  });
  const openingBalance = wiring.functions['init-user-account'].environment['OPENING_BALANCE'] ?? '1000';
  const audit = () => readAudit({ readState, recorder, openingBalance, plan: PLAN });
  const addresses = { queueUrl, deadLetterQueueUrl };
  const connected = { ...started, ...addresses, faults, outbox, gateway, readState, audit, sleep };
  const record = recordCalls(connected);
  const { crashByAccessKey } = host;
  const endpointUrl = endpoint.url;
  endpoint.setHooks(
    createStackHooks({ faults, crashByAccessKey, sleep, speed, endpointUrl, outbox, recorder, record }),
  );
  endpoint.setUpstreams(emulators.upstreams);
  origin.serve(stackRoutes(connected));
  const sqs = createSourceQueue({ endpoint: endpoint.url, queueUrl, region: wiring.region });
  const poller = createQueuePoller({ wiring, host, sqs, speed, faults, note: observer.note });
  poller.start();
  return { ...poller, faults, audit };
}

const PLAN = { countryCode: GUINEA.countryCode, nationalPattern: new RegExp(`^${GUINEA.nationalPattern}$`) };

function createRecorder({ wiring }: StartedParts): CallRecorder {
  const { accountRequests, deadLetters } = wiring.queues;
  return createCallRecorder({
    table: wiring.table.name,
    queue: accountRequests.name,
    deadLetters: deadLetters.name,
    plan: PLAN,
    pollerKey: POLLER_KEY,
    now: Date.now,
  });
}

/** An outbox whose SMS the recorder counts too, because emptying the outbox must not change the audit. */
function withRecording(outbox: Outbox, recorder: CallRecorder): Outbox {
  return {
    ...outbox,
    addSms(sms) {
      recorder.smsAccepted(sms.to);
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
function recordCalls(parts: ConnectedParts): Required<AwsProxyHooks>['record'] {
  const { wiring, emulators, events, deadLetterQueueUrl } = parts;
  const queue = wiring.queues.accountRequests.name;
  const watched = { table: wiring.table.name, queue, deadLetters: wiring.queues.deadLetters.name };
  const deadLetterWatch = createDeadLetterWatch({
    count: async () => (await readQueueCounts(emulators.sqs, deadLetterQueueUrl)).visible,
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
