import { setTimeout as delay } from 'node:timers/promises';
import type { EventSourceMappingWiring } from '../setup/wiring.ts';
import { gatherBatch, type Sleep } from './batch-gathering.ts';
import { judgeBatch } from './batch-response.ts';
import { splitBySize } from './batch-window.ts';
import { type DeliveryFaults, planDelivery } from './delivery-faults.ts';
import type { FunctionHost } from './function-host.ts';
import { MAX_EVENT_BYTES } from './payload-limits.ts';
import { createSlots } from './slots.ts';
import { queueArn, type ReceivedMessage, toSqsEvent } from './sqs-event.ts';
import type { SourceQueue } from './sqs-source-queue.ts';

/** The event source mapping between a queue and its function. */
export interface QueuePoller {
  start(): void;
  /** Takes no more messages; settles within a second, even if the function still runs. */
  stop(): Promise<void>;
}

/** What the mapping connects, and the faults of its deliveries. */
export interface QueuePollerOptions {
  readonly region: string;
  /** AWS name of the queue. */
  readonly queueName: string;
  readonly mapping: EventSourceMappingWiring;
  readonly host: Pick<FunctionHost, 'invoke'>;
  readonly sqs: SourceQueue;
  /** Divides the batching window. */
  readonly speed: number;
  readonly faults?: DeliveryFaults;
  /** A sentence for the terminal when something is not as it should be. */
  readonly note?: (text: string) => void;
  readonly now?: () => number;
  readonly sleep?: Sleep;
}

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 5000;
/** What one empty answer must have taken at least; a queue that answers faster does not hold requests open. */
const QUICK_ANSWER_MS = 100;
const LONGEST_STOP_MS = 500;
const neverAborted = new AbortController().signal;
/** The event around the records. */
const EVENT_OVERHEAD_BYTES = 1024;

/**
 * Polls as Lambda does: gathers a batch, invokes, deletes what succeeded, leaves the rest to its visibility
 * timeout. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function createQueuePoller(options: QueuePollerOptions): QueuePoller {
  const { faults, note, now = Date.now, sleep = sleepUnlessAborted } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const slots = createSlots(options.mapping.maximumConcurrency);
  const deliveries = new Set<Promise<void>>();

  const schedule = (messages: readonly ReceivedMessage[]): Promise<void> => {
    const delivery = slots
      .run(async () => void (signal.aborted || (await deliverBatch(messages, options))))
      .catch((error: Error) =>
        note?.(`a batch could not be acknowledged, its messages will come back: ${error.message}`),
      )
      .finally(() => deliveries.delete(delivery));
    deliveries.add(delivery);
    return delivery;
  };
  const dispatch = (batch: readonly ReceivedMessage[]): void => {
    const { messages, alongside, afterwards } = planDelivery(batch, options.mapping.queue, faults);
    const first = splitBySize(
      messages,
      (message) => recordBytes(message, options),
      MAX_EVENT_BYTES - EVENT_OVERHEAD_BYTES,
    );
    const delivered = Promise.all(first.map(schedule));
    if (alongside.length > 0) void schedule(alongside);
    if (afterwards.length > 0) void delivered.then(() => schedule(afterwards));
  };
  /** A slot first: a message that waits for one here uses up its visibility timeout. */
  const mayReceive = async (): Promise<boolean> => {
    await Promise.race([slots.free(), stopped]);
    return !signal.aborted;
  };
  const poll = async (): Promise<void> => {
    for (let failures = 0; await mayReceive();) {
      const askedAt = now();
      try {
        const batch = await gatherBatch(options, { signal, now, sleep });
        failures = 0;
        if (batch.length > 0) dispatch(batch);
        else if (now() - askedAt < QUICK_ANSWER_MS) await sleep(QUICK_ANSWER_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        note?.(`the queue ${options.mapping.queue} does not answer: ${(error as Error).message}`);
        await sleep(Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** failures), signal);
        failures += 1;
      }
    }
  };

  let polling: Promise<void> | undefined;
  return {
    start: () => void (polling ??= poll()),
    async stop() {
      stopping.abort();
      await polling;
      await Promise.race([Promise.allSettled(deliveries), sleep(LONGEST_STOP_MS, neverAborted)]);
    },
  };
}

async function deliverBatch(
  messages: readonly ReceivedMessage[],
  options: QueuePollerOptions,
): Promise<void> {
  const { functionName, reportBatchItemFailures } = options.mapping;
  const invocation = await options.host.invoke(functionName, toSqsEvent(messages, sourceOf(options)));
  const ids = messages.map((message) => message.MessageId);
  const verdict = judgeBatch(invocation, ids, reportBatchItemFailures);
  if (verdict.reason !== undefined)
    options.note?.(`${functionName}: the whole batch failed: ${verdict.reason}`);
  const succeeded = messages.filter((message) => verdict.succeeded.includes(message.MessageId));
  if (succeeded.length > 0) await options.sqs.remove(succeeded.map((message) => message.ReceiptHandle));
}

function sourceOf({ region, queueName }: QueuePollerOptions): { queueArn: string; region: string } {
  return { queueArn: queueArn(region, queueName), region };
}

function recordBytes(message: ReceivedMessage, options: QueuePollerOptions): number {
  return Buffer.byteLength(JSON.stringify(toSqsEvent([message], sourceOf(options))));
}

async function sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
