import {
  encodeTransactionRequested,
  TRANSACTION_REQUESTED,
} from '@fintech-solution/domain/ledger/transaction-events';
import { pendingTransfers, transferReference } from '../samples/ledger.ts';
import { numbered } from '../samples/numbers.ts';
import { queueEvent, type QueuedEvent, type QueueEvent } from '../samples/queue-event.ts';
import { NO_COMPRESSION } from '../counters/forbidden.ts';
import type { FunctionScenario } from './function-scenario.ts';

const TRANSFERS = 700;

export const scenario: FunctionScenario = {
  title: 'post',
  settings: () => ({}),
  stored: () => pendingTransfers(TRANSFERS),
  firstEvents: () => batches(1, 1),
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
