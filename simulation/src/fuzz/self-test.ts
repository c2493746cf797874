import { Worker } from 'node:worker_threads';
import type { FuzzWorkerRequest } from './fuzz-worker.ts';
import { FUZZ_MUTATIONS, type FuzzMutation } from './fuzz-mutations.ts';

/** So many inputs are tried before a mutation counts as undetected. */
const MAX_RUNS = 20_000;

/** Applies one mutation at a time; the target that stands behind it has to fail. */
export async function selfTest(): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  for (const mutation of FUZZ_MUTATIONS) {
    const said = await tryMutation(mutation);
    if (said === 'found') passed += 1;
    console.log(
      `${said === 'found' ? 'found ' : 'MISSED'}  ${mutation.target} without ${mutation.name}${said === 'found' ? '' : `: ${said}`}`,
    );
  }
  return { passed, failed: FUZZ_MUTATIONS.length - passed };
}

function tryMutation({ name: _, target, ...edit }: FuzzMutation): Promise<string> {
  const workerData: FuzzWorkerRequest = { edit, target, runs: MAX_RUNS, seed: 1 };
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), { workerData });
  return new Promise((resolve) => {
    worker.on('message', (failed: readonly string[]) =>
      resolve(failed.length > 0 ? 'found' : `${MAX_RUNS} inputs show nothing`),
    );
    worker.on('error', (error) => resolve(String(error)));
  });
}
