import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { WorkerRequest, WorkerMessage } from './worker.ts';

export type WorkerEnd = Extract<WorkerMessage, { kind: 'end' }>['failure'];

/**
 * Runs an order in a thread of its own. Rejects when the thread dies, which is no violation but a defect.
 *
 * @param onOutput is given every line that the thread writes, which is then written nowhere else.
 */
export function runInWorker(
  order: WorkerRequest,
  onProgress: (done: number) => void = () => undefined,
  onOutput?: (line: string) => void,
): { readonly end: Promise<WorkerEnd>; stop(): void } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: order,
    stdout: onOutput !== undefined,
    stderr: onOutput !== undefined,
    // Runs are short and leave everything behind: a large nursery is swept seldom.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  if (onOutput !== undefined)
    for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', onOutput);
  const end = new Promise<WorkerEnd>((resolve, reject) => {
    worker.on('message', (word: WorkerMessage) =>
      word.kind === 'progress' ? onProgress(word.done) : resolve(word.failure),
    );
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the worker ended without a result')));
  });
  return { end, stop: () => void worker.terminate() };
}
