import type { ReceivedMessage } from '../../../src/runtime/sqs-event.ts';
import type { SQSEvent } from 'aws-lambda';
import type { Invocation, InvocationOutcome } from '../../../src/runtime/invocation.ts';
import {
  createQueuePoller,
  type QueuePoller,
  type QueuePollerOptions,
} from '../../../src/runtime/queue-poller.ts';
import type { EventSourceMappingWiring } from '../../../src/setup/wiring.ts';

type Receive = { maximum: number; waitSeconds: number };
const pollers: QueuePoller[] = [];

/** For `afterEach`: ends what {@link pollQueue} started. */
export async function stopPollers(): Promise<void> {
  await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
}

/** A queue that hands out the given batches and then holds every request open, and a function that answers as told. */
export function pollQueue(
  batches: Array<string[] | Error>,
  answer: (ids: string[], call: number) => Promise<unknown> | unknown = () => null,
  {
    mapping = {},
    ...options
  }: Partial<Omit<QueuePollerOptions, 'mapping'>> & { mapping?: Partial<EventSourceMappingWiring> } = {},
) {
  const clock = { now: 0 };
  const seen = {
    receives: [] as Receive[],
    removed: [] as string[],
    delivered: [] as string[][],
    notes: [] as string[],
    sleeps: [] as number[],
  };
  const sqs: QueuePollerOptions['sqs'] = {
    receive({ signal, ...request }) {
      seen.receives.push(request);
      const batch = batches.shift();
      if (batch instanceof Error) return Promise.reject(batch);
      // The first message of a batch was waited for.
      if (batch?.length && request.waitSeconds > 0) clock.now += 3000;
      if (batch !== undefined) return Promise.resolve(batch.map(messageOf));
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
    remove: (handles) => Promise.resolve(void seen.removed.push(...handles)),
  };
  const host: QueuePollerOptions['host'] = {
    async invoke(_, event) {
      const ids = (event as SQSEvent).Records.map(({ messageId }) => messageId);
      seen.delivered.push(ids);
      const result = await answer(ids, seen.delivered.length);
      return { ...outcomeOf(result), requestId: 'r', durationMs: 1, coldStart: false } as Invocation;
    },
  };
  const poller = createQueuePoller({
    region: 'ca-central-1',
    queueName: 'requests',
    mapping: {
      queue: 'requests',
      functionName: 'init-user-account',
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 2,
      reportBatchItemFailures: true,
      ...mapping,
    },
    host,
    sqs,
    speed: 1,
    note: (text) => seen.notes.push(text),
    now: () => clock.now,
    sleep: (ms) => Promise.resolve(void (seen.sleeps.push(ms), (clock.now += ms))),
    ...options,
  });
  pollers.push(poller);
  poller.start();
  return { poller, seen, clock };
}

/** A message as a queue hands it out. */
export const messageOf = (id: string): ReceivedMessage => ({
  MessageId: id,
  ReceiptHandle: `handle-${id}`,
  Body: '{}',
});

function outcomeOf(result: unknown): InvocationOutcome {
  const outcome = (result as InvocationOutcome | null)?.outcome;
  return outcome === undefined
    ? { outcome: 'success', payload: JSON.stringify(result) }
    : (result as InvocationOutcome);
}

/** A function's answer that reports these messages as failed. */
export const failed = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
