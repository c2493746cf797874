import { parentPort, workerData } from 'node:worker_threads';
import { removeGuard } from './guards/remove-guard.ts';
import type { Removal } from './guards/guard.ts';
import type { Share } from './seeds.ts';

/** What a worker is asked to do. */
export interface WorkerOrder {
  readonly share: Share;
  /** A guard that is taken out of the code under test before it is loaded. */
  readonly removal?: Removal;
  /** Writes what the functions log and count as they do it on Lambda, on standard output. */
  readonly writesLogs?: boolean;
}

/** What a worker says: how far it is, and how it ended. */
export type WorkerWord =
  | { readonly kind: 'progress'; readonly done: number }
  | {
      readonly kind: 'end';
      readonly failure:
        | {
            readonly seed: number;
            readonly suite: string;
            readonly invariant: string;
            readonly detail: string;
          }
        | undefined;
    };

const { share, removal, writesLogs = false } = workerData as WorkerOrder;
const say = (word: WorkerWord): void => parentPort?.postMessage(word);

// Thousands of errors are thrown on purpose, and nobody reads where.
Error.stackTraceLimit = 1;

// The code under test is imported after the guard is gone.
if (removal !== undefined) removeGuard(removal);
const [{ runSeeds }, { createMint }] = await Promise.all([import('./seeds.ts'), import('./world/tokens.ts')]);
if (writesLogs) {
  const [{ createLog }, { createBatchMetrics }, { mirrorInto }, { PLAN }] = await Promise.all([
    import('../../lambda-src/runtime/src/log.ts'),
    import('../../lambda-src/runtime/src/metrics.ts'),
    import('./world/log.ts'),
    import('./world/subscribers.ts'),
  ]);
  mirrorInto({ log: createLog(PLAN), metrics: createBatchMetrics() });
}
const failure = await runSeeds(createMint(), share, (done) => say({ kind: 'progress', done }));
const violation = failure?.report.violation;
say({
  kind: 'end',
  failure: failure && violation && { seed: failure.seed, suite: failure.suite, ...violation },
});
