import {
  encodeNotificationRequested,
  NOTIFICATION_REQUESTED,
} from '@fintech-solution/domain/ledger/transaction-events';
import { postedTransfers, transferReference } from '../samples/ledger.ts';
import { numbered } from '../samples/numbers.ts';
import { queueEvent, type QueuedEvent, type QueueEvent } from '../samples/queue-event.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import { toReference, warmP50 } from './compared.ts';
import { LATENCIES_MS, sample } from './sample-kinds.ts';
import type { FunctionScenario } from './function-scenario.ts';

const TRANSFERS = 350;

export const scenario: FunctionScenario = {
  title: 'notify',
  settings: (doubleUrl) => ({
    ENABLE_SMS_NOTIFICATIONS: 'ON',
    SMS_PROVIDER_API_URL: `${doubleUrl}/sms`,
  }),
  stored: () => postedTransfers(TRANSFERS),
  firstEvents: () => batches(1, 1),
  samples: ({ ours, reference }) => [
    sample('batch of SMS ours', ours, batches(4, 10), { warmUps: 2, latenciesMs: LATENCIES_MS }),
    sample('batch of SMS reference', reference, batches(4, 10), { warmUps: 2, latenciesMs: LATENCIES_MS }),
  ],
  figures: [{ name: 'batch of 10 SMS, wall', ...toReference('batch of SMS'), of: warmP50 }],
  counters: [
    { name: 'one SMS', events: (_, count) => batches(count, 1), firstCall: 'GetItem' },
    {
      name: 'batch of ten',
      events: (_, count) => batches(count / 10, 10),
      // Long enough that records which may run beside each other do.
      latenciesMs: { GetItem: 100, SMS: 30 },
      firstCall: 'GetItem',
      connectionsAtMost: 20,
    },
  ],
  billed: { notifyParty: (_, count, batchSize) => batches(count, batchSize) },
  forbiddenAtInit: [NO_COMPRESSION],
};

/** Batches of SMS about posted transfers: one to each of the two customers of a transfer. */
function batches(count: number, size: number): QueueEvent[] {
  return numbered(count).map((batch) =>
    queueEvent(numbered(size).map((place) => message(batch * size + place))),
  );
}

function message(index: number): QueuedEvent {
  const reference = transferReference(Math.floor(index / 2));
  const recipient = index % 2 === 0 ? 'debit' : 'credit';
  const event = { reference, recipient, correlationId: 'bench' } as const;
  const body = encodeNotificationRequested(event, '2026-01-01T00:00:00Z');
  return { index, kind: NOTIFICATION_REQUESTED, id: `${reference}/${recipient}`, body };
}
