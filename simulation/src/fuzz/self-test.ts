import { Worker } from 'node:worker_threads';
import type { FuzzWorkerOrder } from './fuzz-worker.ts';
import { FUZZ_GUARDS, type FuzzGuard } from './fuzz-guards.ts';

/** So many inputs are tried before a guard counts as unguarded. */
const MAX_RUNS = 20_000;

/** Takes out one guard at a time; the target that stands behind it has to fail. */
export async function selfTest(): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  for (const guard of FUZZ_GUARDS) {
    const said = await tryWithout(guard);
    if (said === 'found') passed += 1;
    console.log(
      `${said === 'found' ? 'found ' : 'MISSED'}  ${guard.target} without ${guard.name}${said === 'found' ? '' : `: ${said}`}`,
    );
  }
  return { passed, failed: FUZZ_GUARDS.length - passed };
}

function tryWithout({ name: _, target, ...removal }: FuzzGuard): Promise<string> {
  const workerData: FuzzWorkerOrder = { removal, target, runs: MAX_RUNS, seed: 1 };
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), { workerData });
  return new Promise((resolve) => {
    worker.on('message', (failed: readonly string[]) =>
      resolve(failed.length > 0 ? 'found' : `${MAX_RUNS} inputs show nothing`),
    );
    worker.on('error', (error) => resolve(String(error)));
  });
}
