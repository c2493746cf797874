import { parentPort, workerData } from 'node:worker_threads';
import type { SourceEdit } from '../mutations/mutation.ts';
import { applyMutation } from '../mutations/apply-mutation.ts';

/** One target, run against mutated code. */
export interface FuzzWorkerRequest {
  readonly edit: SourceEdit;
  readonly target: string;
  readonly runs: number;
  readonly seed: number;
}

const { edit, target, runs, seed } = workerData as FuzzWorkerRequest;

// The code under test is imported after the mutation is applied.
applyMutation(edit);
const { fuzz } = await import('./fuzz.ts');
const { failed } = await fuzz({ runs, seed, target, say: () => undefined });
parentPort?.postMessage(failed);
