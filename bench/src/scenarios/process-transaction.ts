import {
  encodeTransactionRequested,
  TRANSACTION_REQUESTED,
} from '@fintech-solution/domain/ledger/transaction-events';
import { pendingPayments, pendingTransfers, transferReference } from '../samples/ledger.ts';
import { numbered } from '../samples/numbers.ts';
import { queueEvent, type QueuedEvent, type QueueEvent } from '../samples/queue-event.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import { toReference, warmCpu, warmP50 } from './compared.ts';
import { LATENCIES_MS, sample } from './sample-kinds.ts';
import type { FunctionScenario } from './function-scenario.ts';

const TRANSFERS = 700;

export const scenario: FunctionScenario = {
  title: 'post',
  settings: () => ({}),
  stored: () => pendingTransfers(TRANSFERS),
  firstEvents: () => batches(1, 1),
  samples: ({ ours, reference }) =>
    [
      { owner: 'ours', entry: ours },
      { owner: 'reference', entry: reference },
    ].flatMap(({ owner, entry }) => [
      sample(`warm posting ${owner}`, entry, batches(400, 1), { warmUps: 200 }),
      sample(`batch of postings ${owner}`, entry, batches(4, 10), { warmUps: 2, latenciesMs: LATENCIES_MS }),
      // CPU time does not depend on how long others take; without their delay there is time for more batches.
      sample(`fast batch of postings ${owner}`, entry, batches(70, 10), { warmUps: 50 }),
    ]),
  figures: [
    { name: 'warm posting, p50', ...toReference('warm posting'), of: warmP50 },
    { name: 'batch of 10 postings, wall', ...toReference('batch of postings'), of: warmP50 },
    { name: 'batch of 10 postings, CPU', ...toReference('fast batch of postings'), of: warmCpu },
  ],
  counters: [
    {
      name: 'one transfer',
      events: (_, count) => batches(count, 1),
      firstCall: 'TransactWriteItems',
    },
    {
      name: 'batch of ten',
      events: (_, count) => batches(count / 10, 10),
      // Long enough that records which may run beside each other do.
      latenciesMs: { TransactWriteItems: 100 },
      firstCall: 'TransactWriteItems',
      connectionsAtMost: 20,
    },
  ],
  billed: { postTransfer: (_, count, batchSize) => batches(count, batchSize) },
  contended: (count) => ({ stored: pendingPayments(count), events: batches(count, 1) }),
  forbiddenAtInit: [NO_COMPRESSION],
};

/** Batches of references to transfers that are pending; no two transfers of a batch share an account. */
function batches(count: number, size: number): QueueEvent[] {
  return numbered(count).map((batch) =>
    queueEvent(numbered(size).map((place) => message(batch * size + place))),
  );
}

function message(index: number): QueuedEvent {
  const reference = transferReference(index);
  const body = encodeTransactionRequested({ reference, correlationId: 'bench' }, '2026-01-01T00:00:00Z');
  return { index, kind: TRANSACTION_REQUESTED, id: reference, body };
}
