import type { RecordCheck } from '../invariants/records.ts';
import { BATCHING_WINDOW_MS, MAX_CONCURRENT_BATCHES } from '../run-settings.ts';
import type { Environment } from './environment.ts';
import type { Lambda } from './lambda.ts';
import type { Queue } from './queue.ts';

/** Lambda's event source mapping: it receives batches, hands them over and deletes what was done. */
export function startPoller(
  { scheduler, settings, history, count }: Environment,
  queue: Queue,
  lambda: Lambda,
  records: RecordCheck,
): void {
  let running = 0;
  let cancelWake = (): void => undefined;

  function sleep(): void {
    cancelWake();
    const next = queue.nextVisibleAt();
    if (next === undefined || running >= MAX_CONCURRENT_BATCHES) return;
    cancelWake = scheduler.after(Math.max(0, next - scheduler.now()) + BATCHING_WINDOW_MS, poll);
  }

  function poll(): void {
    while (running < MAX_CONCURRENT_BATCHES) {
      const batch = queue.receive(settings.batchSize);
      if (batch.length === 0) break;
      running += 1;
      const judged = records.begin(batch);
      const label = `batch-${count('batch')}`;
      history.note(
        () =>
          `${label} holds ${batch.map(({ messageId, attributes }) => `${messageId} (receive ${attributes.ApproximateReceiveCount})`).join(', ')}`,
      );
      lambda.invoke('init-user-account', { Records: batch }, label, (outcome, run) => {
        running -= 1;
        for (const record of judged(outcome, run)) queue.acknowledge(record);
        sleep();
      });
    }
    sleep();
  }

  queue.onArrival(sleep);
}
