import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Item } from '@fintech-solution/adapters/dynamodb/ledger-items';
import { readTables, type ReadTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { type Limits } from '@fintech-solution/domain/ledger/posting-input';
import { GUINEA, type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type Audit } from '../audit/audit.ts';
import { type CallRecorder, createCallRecorder } from '../audit/call-recorder.ts';
import { readAudit } from '../audit/read-audit.ts';
import { type AwsProxyHooks } from '../aws-proxy/aws-proxy.ts';
import { queueUrlOf } from '../aws-proxy/sqs-patches.ts';
import { type AwsJsonClient } from '../emulators/aws-json-client.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { createGateway, type Gateway } from '../gateway/gateway.ts';
import { createDeadLetterWatch } from '../observed/dead-letter-watch.ts';
import { createCallbacks } from '../observed/callbacks.ts';
import { createOutbox, type Outbox } from '../observed/outbox.ts';
import { readQueueCounts, readStackState } from '../observed/stack-state.ts';
import { scan } from '../observed/table-items.ts';
import { eventOfCall, faultsWithEvents, outboxWithEvents } from '../observed/with-events.ts';
import { type Sleep } from '../providers/provider-faults.ts';
import { createQueuePoller } from '../runtime/queue-poller.ts';
import { type Every, startSchedules } from '../runtime/schedules.ts';
import { createSourceQueue, POLLER_KEY } from '../runtime/sqs-source-queue.ts';
import { ACCOUNT_REQUESTS, ACCOUNTS, LEDGER, type FunctionWiring, type Wiring } from '../setup/wiring.ts';
import { type ConnectedParts, type StartedParts } from './connected-parts.ts';
import { createStackHooks } from './hooks.ts';
import { valkeyFaults } from './valkey-faults.ts';
import { stackRoutes } from './routes.ts';

/** Pollers and schedules, to be stopped with the rest, and what is asked at the end of a session. */
export interface Connections {
  readonly faults: Faults;
  readonly audit: () => Promise<Audit>;
  stop(): Promise<void>;
}

/** Plugs the parts into each other and lets requests, messages and schedules in. */
export function connectParts(started: StartedParts): Connections {
  const { wiring, origin, endpoint, emulators, host, speed, events } = started;
  const faults = faultsWithEvents(createFaults(started.initialFaults), events);
  const { openingBalance, limits, plan } = accountRules(wiring);
  const recorder = createRecorder(wiring, plan);
  const outbox = outboxWithEvents(withRecording(createOutbox(Date.now), recorder), events);
  const callbacks = createCallbacks(Date.now);
  const gateway = openGateway(started);
  const readState = async () => {
    const stored = await readStackState(emulators, wiring, endpoint.url);
    return { ...stored, callbacks: callbacks.contents(), callbackAttempts: callbacks.attempts() };
  };
  const readLedger = () => readBothTables(emulators.dynamoDb, wiring);
  const audit = () =>
    readAudit({ readState, readTables: readLedger, recorder, now: Date.now, limits, openingBalance, plan });
  const connected = { ...started, faults, outbox, callbacks, gateway, readState, audit, sleep };
  const record = recordCalls(connected);
  const { crashByAccessKey } = host;
  const endpointUrl = endpoint.url;
  endpoint.setHooks(
    createStackHooks({ faults, crashByAccessKey, sleep, speed, endpointUrl, outbox, recorder, record }),
  );
  started.store?.setFaults(valkeyFaults(faults, sleep));
  endpoint.setUpstreams(emulators.upstreams);
  origin.serve(stackRoutes(connected));
  return { faults, audit, stop: startEventSources(connected) };
}

/** Rules of accounts that functions were given and the audit holds them to. */
function accountRules({ functions }: Wiring): {
  openingBalance: string;
  limits: Limits;
  plan: NumberingPlan;
} {
  const given = (key: keyof FunctionWiring['environment'], otherwise: string): string =>
    Object.values(functions)
      .map(({ environment }) => environment[key])
      .find((value) => value !== undefined) ?? otherwise;
  return {
    openingBalance: given('OPENING_BALANCE', '1000'),
    limits: {
      maxBalance: BigInt(given('ACCOUNT_MAX_BALANCE', '50000000')),
      dailyDebit: BigInt(given('DAILY_DEBIT_LIMIT', '0')),
      dailyCash: BigInt(given('CASH_DAILY_LIMIT', '100000000')),
    },
    plan: {
      countryCode: given('MSISDN_COUNTRY_CODE', GUINEA.countryCode),
      nationalPattern: new RegExp(`^${given('MSISDN_NATIONAL_PATTERN', GUINEA.nationalPattern)}$`),
    },
  };
}

/** Both tables as the invariants read them. */
async function readBothTables(dynamoDb: AwsJsonClient, { tables }: Wiring): Promise<ReadTables> {
  const items = async (name: string) => (await scan(dynamoDb, tables[name]!.name)) as unknown as Item[];
  return readTables(await items(ACCOUNTS), await items(LEDGER));
}

function createRecorder({ tables, queues }: Wiring, plan: NumberingPlan): CallRecorder {
  const requests = queues[ACCOUNT_REQUESTS]!;
  return createCallRecorder({
    table: tables[ACCOUNTS]!.name,
    ledgerTable: tables[LEDGER]!.name,
    queue: requests.name,
    deadLetters: requests.deadLetters.name,
    plan,
    pollerKey: POLLER_KEY,
    now: Date.now,
  });
}

/** An outbox whose SMS the recorder notes too, because emptying the outbox must not change the audit. */
function withRecording(outbox: Outbox, recorder: CallRecorder): Outbox {
  return {
    ...outbox,
    addSms(sms) {
      recorder.smsAccepted(sms);
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
function recordCalls({
  wiring,
  endpoint,
  emulators,
  events,
}: StartedParts): Required<AwsProxyHooks>['record'] {
  const queues = Object.values(wiring.queues);
  const watched = {
    accounts: wiring.tables[ACCOUNTS]!.name,
    ledger: wiring.tables[LEDGER]!.name,
    queues: queues.map(({ name }) => name),
    deadLetters: queues.map(({ deadLetters }) => deadLetters.name),
  };
  const watches = queues.map(({ deadLetters: { name } }) =>
    createDeadLetterWatch({
      count: async () => (await readQueueCounts(emulators.sqs, queueUrlOf(name, endpoint.url))).visible,
      events,
    }),
  );
  return (call, answer) => {
    const event = eventOfCall(call, answer, watched);
    if (event !== undefined) events.emit(event);
    // SQS moves a message to the dead letters inside a receive, without an event.
    if (call.service === 'sqs' && call.operation === 'ReceiveMessage')
      for (const watch of watches) void watch.look();
  };
}

/** Starts what invokes functions besides the gateway: a poller for each mapping, and the schedules. Gives what ends them. */
function startEventSources({ wiring, host, endpoint, speed, faults, observer }: ConnectedParts) {
  const { region, queues } = wiring;
  const { note } = observer;
  const pollers = wiring.mappings.map((mapping) => {
    const queueName = queues[mapping.queue]!.name;
    const queueUrl = queueUrlOf(queueName, endpoint.url);
    const sqs = createSourceQueue({ endpoint: endpoint.url, queueUrl, region });
    return createQueuePoller({ region, queueName, mapping, host, sqs, speed, faults, note });
  });
  for (const poller of pollers) poller.start();
  const stopSchedules = startSchedules({
    ...{ wiring, host, speed, every, note },
    now: Date.now,
    newId: randomUUID,
  });
  return async (): Promise<void> => {
    stopSchedules();
    await Promise.all(pollers.map((poller) => poller.stop()));
  };
}

/** Repeats an action until it is ended; does not keep the process alive. */
export const every: Every = (ms, action) => {
  const timer = setInterval(action, ms).unref();
  return () => clearInterval(timer);
};

/** Runs an action once, later; does not keep the process alive. */
export function later(ms: number, action: () => void): void {
  setTimeout(action, ms).unref();
}

const sleep: Sleep = (ms, gaveUp) => delay(ms, undefined, { signal: gaveUp }).catch(() => undefined);
