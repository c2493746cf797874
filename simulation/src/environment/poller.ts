import type { SQSRecord } from 'aws-lambda';
import { mappingOf, MAX_CONCURRENT_BATCHES } from '../profiles/run-settings.ts';
import type { Environment } from './environment.ts';
import type { Lambda, Outcome, Run } from './lambda.ts';
import type { Queue } from './queue.ts';

/** A batch is about to be handed over; what it returns judges the outcome and tells which records are done. */
export type BeginBatch = (
  batch: readonly SQSRecord[],
) => (outcome: Outcome, run: Run) => readonly SQSRecord[];

/** How one queue is joined to its function. */
export interface Mapping {
  readonly queue: Queue;
  /** What its batches are called in histories. */
  readonly label: string;
  readonly batchSize: number;
  readonly begin: BeginBatch;
}

/** Lambda's event source mapping: it receives batches, hands them over and deletes what was done. */
export function startPoller(
  { scheduler, history, count }: Environment,
  lambda: Lambda,
  { queue, label: batchName, batchSize, begin }: Mapping,
): void {
  const { consumer, windowMs } = mappingOf(queue.name);
  let running = 0;
  let cancelWake = (): void => undefined;

  function sleep(): void {
    cancelWake();
    const next = queue.nextVisibleAt();
    if (next === undefined || running >= MAX_CONCURRENT_BATCHES) return;
    cancelWake = scheduler.after(Math.max(0, next - scheduler.now()) + windowMs, poll);
  }

  function poll(): void {
    while (running < MAX_CONCURRENT_BATCHES) {
      const batch = queue.receive(batchSize);
      if (batch.length === 0) break;
      running += 1;
      const judged = begin(batch);
      const label = `${batchName}-${count(batchName)}`;
      history.note(
        () =>
          `${label} holds ${batch.map(({ messageId, attributes }) => `${messageId} (receive ${attributes.ApproximateReceiveCount})`).join(', ')}`,
      );
      lambda.invoke(consumer, { Records: batch }, label, (outcome, run) => {
        running -= 1;
        for (const record of judged(outcome, run)) queue.acknowledge(record);
        sleep();
      });
    }
    sleep();
  }

  queue.onArrival(sleep);
}
