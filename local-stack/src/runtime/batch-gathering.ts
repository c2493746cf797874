import type { EventSourceMappingWiring } from '../setup/wiring.ts';
import { nextStep, windowMs } from './batch-window.ts';
import type { ReceivedMessage } from './sqs-event.ts';
import type { SourceQueue } from './sqs-source-queue.ts';

/** Waits; returns early when the signal is aborted, and never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Time and its end, as the poller has them. */
export interface GatheringClock {
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** The queue, and how a batch of it is made. */
export interface GatheringOptions {
  readonly mapping: EventSourceMappingWiring;
  readonly sqs: SourceQueue;
  readonly speed: number;
}

/**
 * The next batch; empty after one long poll without a message. Rejects where the queue fails before the first
 * message; a later failure ends the batch early, because its messages are already hidden from everybody else.
 */
export async function gatherBatch(
  { mapping, sqs, speed }: GatheringOptions,
  clock: GatheringClock,
): Promise<ReceivedMessage[]> {
  const { batchSize, batchingWindowSeconds } = mapping;
  const limits = { batchSize, windowMs: windowMs(batchingWindowSeconds, speed) };
  const messages: ReceivedMessage[] = [];
  let openedAt = clock.now();
  for (;;) {
    const step = nextStep({ messages: messages.length, elapsedMs: clock.now() - openedAt }, limits);
    if (step.kind === 'deliver') return messages;
    if (step.delayMs > 0) await clock.sleep(step.delayMs, clock.signal);
    const request = { maximum: step.maximum, waitSeconds: step.waitSeconds, signal: clock.signal };
    const received = await sqs.receive(request).catch((error: unknown) => {
      if (messages.length === 0) throw error;
      return undefined;
    });
    if (messages.length === 0) openedAt = clock.now();
    messages.push(...(received ?? []));
    if (received === undefined || messages.length === 0) return messages;
  }
}
