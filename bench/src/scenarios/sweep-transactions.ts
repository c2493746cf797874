import { pendingTransfers } from '../samples/ledger.ts';
import { numbered } from '../samples/numbers.ts';
import { NO_COMPRESSION } from './forbidden.ts';
import type { FunctionScenario } from './function-scenario.ts';

const STUCK_MS = 2 * 60_000;
const EXPIRED_MS = 2 * 3_600_000;

export const scenario: FunctionScenario = {
  title: 'sweep',
  settings: () => ({}),
  firstEvents: () => runs(1),
  counters: [
    { name: 'nothing stuck', events: (_, count) => runs(count) },
    // One run for all of them: the eight queries of a run are shared by the transactions that it finds.
    { name: 'a hundred stuck', events: () => runs(1), stored: () => pendingTransfers(100, STUCK_MS) },
    {
      name: 'a hundred expired',
      events: () => runs(1),
      stored: () => pendingTransfers(100, EXPIRED_MS),
      connectionsAtMost: 60,
    },
  ],
  billed: { sweep: (_, count) => runs(count) },
  forbiddenAtInit: [NO_COMPRESSION],
};

/** What the scheduler sends decides nothing. */
function runs(count: number): object[] {
  return numbered(count).map(() => ({}));
}
