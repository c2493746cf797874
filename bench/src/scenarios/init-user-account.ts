import { ACCOUNT_REQUESTED, encodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { msisdnOf, numbered } from '../samples/numbers.ts';
import { queueEvent, type QueuedEvent, type QueueEvent } from '../samples/queue-event.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import { toReference, warmCpu, warmP50 } from './compared.ts';
import { LATENCIES_MS, sample } from './sample-kinds.ts';
import type { FunctionScenario } from './function-scenario.ts';

export const scenario: FunctionScenario = {
  title: 'open',
  settings: (doubleUrl) => ({
    ENABLE_SMS_NOTIFICATIONS: 'ON',
    ENABLE_EMAIL_NOTIFICATIONS: 'ON',
    APPLY_CUSTOM_DOMAIN: 'false',
    DESTINATION_EMAIL: 'back-office@bench.example',
    SMS_PROVIDER_API_URL: `${doubleUrl}/sms`,
  }),
  firstEvents: () => batches(1, 1),
  targets: { zip: 0.42, importCpu: 0.48, cold: 0.38 },
  samples: ({ ours, reference }) =>
    [
      { owner: 'ours', entry: ours },
      { owner: 'reference', entry: reference },
    ].flatMap(({ owner, entry }) => [
      sample(`batch ${owner}`, entry, batches(3, 10), { warmUps: 1, latenciesMs: LATENCIES_MS }),
      // CPU time does not depend on how long others take; without their delay there is time for more batches.
      sample(`fast batch ${owner}`, entry, batches(16, 10), { warmUps: 10 }),
    ]),
  figures: [
    { name: 'batch of 10, wall', ...toReference('batch'), of: warmP50, target: 0.1 },
    { name: 'batch of 10, CPU', ...toReference('fast batch'), of: warmCpu, target: 0.2 },
  ],
  counters: [
    {
      name: 'batch of ten',
      events: (_, count) => batches(count / 10, 10),
      // Long enough that records which may run beside each other do.
      latenciesMs: { PutItem: 30, UpdateItem: 5, SendEmail: 30, SMS: 30 },
      firstCall: 'PutItem',
      connectionsAtMost: 40,
    },
    {
      name: 'one account, as deployed by default',
      events: (_, count) => batches(count, 1),
      settings: { ENABLE_SMS_NOTIFICATIONS: 'OFF' },
      firstCall: 'PutItem',
    },
    {
      name: 'one account, both channels',
      events: (_, count) => batches(count, 1),
      firstCall: 'PutItem',
      writesMore: 'a line of metrics holds one value of the dimension Channel, so two channels are two lines',
    },
  ],
  billed: { open: (_, _count, batchSize) => batches(5, batchSize) },
  forbiddenAtInit: [NO_COMPRESSION],
  load: { batches },
};

/** Batches of requests for accounts that the AWS double does not have; no number occurs twice. */
function batches(count: number, size: number, firstIndex = 0): QueueEvent[] {
  return numbered(count).map((batch) =>
    queueEvent(numbered(size).map((place) => request(2 * (firstIndex + batch * size + place) + 1))),
  );
}

function request(index: number): QueuedEvent {
  const [id, msisdn] = [`event-${index}`, msisdnOf(index)];
  const body = encodeAccountRequested({ id, msisdn, correlationId: 'bench' }, '2026-01-01T00:00:00Z');
  return { index, kind: ACCOUNT_REQUESTED, id, body };
}
