import { parentPort, workerData } from 'node:worker_threads';
import { applyMutation } from './mutations/apply-mutation.ts';
import type { SourceEdit } from './mutations/mutation.ts';
import type { Share } from './seeds.ts';

/** What a worker is asked to do. */
export interface WorkerRequest {
  readonly share: Share;
  /** A mutation of the code under test, applied before it is loaded. */
  readonly edits?: readonly SourceEdit[];
  /** Writes what the functions log and count as they do it on Lambda, on standard output. */
  readonly writesLogs?: boolean;
}

/** What a worker says: how far it is, and how it ended. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | {
      readonly kind: 'end';
      readonly failure:
        | {
            readonly seed: number;
            readonly suite: string;
            readonly invariant: string;
            readonly detail: string;
            /** How many seeds were run until it was found. */
            readonly ran: number;
          }
        | undefined;
    };

const { share, edits = [], writesLogs = false } = workerData as WorkerRequest;
const say = (word: WorkerMessage): void => parentPort?.postMessage(word);

// Thousands of errors are thrown on purpose, and their stacks are not read.
Error.stackTraceLimit = 0;

// The code under test is imported after the mutation is applied.
edits.forEach(applyMutation);
const [{ runSeeds }, { createTokenFixtures }] = await Promise.all([
  import('./seeds.ts'),
  import('./environment/token-fixtures.ts'),
]);
if (writesLogs) {
  const [{ createLog }, { createBatchMetrics }, { alsoWriteTo }, { PLAN }] = await Promise.all([
    import('../../lambda-src/runtime/src/log.ts'),
    import('../../lambda-src/runtime/src/metrics.ts'),
    import('./environment/log-recorder.ts'),
    import('./environment/subscribers.ts'),
  ]);
  alsoWriteTo({ log: createLog(PLAN), metrics: createBatchMetrics() });
}
const failure = await runSeeds(createTokenFixtures(), share, (done) => say({ kind: 'progress', done }));
const violation = failure?.report.violation;
say({
  kind: 'end',
  failure: failure &&
    violation && { seed: failure.seed, suite: failure.suite, ran: failure.ran, ...violation },
});
