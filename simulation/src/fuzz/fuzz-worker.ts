import { parentPort, workerData } from 'node:worker_threads';
import type { Removal } from '../guards/guard.ts';
import { removeGuard } from '../guards/remove-guard.ts';

/** One target, run against code that lacks a guard. */
export interface FuzzWorkerOrder {
  readonly removal: Removal;
  readonly target: string;
  readonly runs: number;
  readonly seed: number;
}

const { removal, target, runs, seed } = workerData as FuzzWorkerOrder;

// The code under test is imported after the guard is gone.
removeGuard(removal);
const { fuzz } = await import('./fuzz.ts');
const { failed } = await fuzz({ runs, seed, target, say: () => undefined });
parentPort?.postMessage(failed);
