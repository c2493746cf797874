import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { DeliveryFaults } from '../../../src/runtime/delivery-faults.ts';
import type { Invocation, InvocationOutcome } from '../../../src/runtime/invocation.ts';
import {
  createQueuePoller,
  type QueuePoller,
  type QueuePollerOptions,
} from '../../../src/runtime/queue-poller.ts';
import type { EventSourceMappingWiring } from '../../../src/wiring.ts';
import { until } from './hosted-zips.ts';

type Receive = { maximum: number; waitSeconds: number };
const pollers: QueuePoller[] = [];

afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
});

/** A queue that hands out the given batches and then holds every request open, and a function that answers as told. */
function setup(
  batches: Array<string[] | Error>,
  answer: (ids: string[], call: number) => Promise<unknown> | unknown = () => null,
  {
    mapping = {},
    ...options
  }: Partial<QueuePollerOptions> & { mapping?: Partial<EventSourceMappingWiring> } = {},
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
    wiring: {
      region: 'ca-central-1',
      queues: {
        accountRequests: { name: 'requests', visibilityTimeoutSeconds: 90, messageRetentionSeconds: 1 },
        deadLetters: { name: 'dead', visibilityTimeoutSeconds: 90, messageRetentionSeconds: 1 },
      },
      mapping: {
        functionName: 'init-user-account',
        batchSize: 10,
        batchingWindowSeconds: 0,
        maximumConcurrency: 2,
        reportBatchItemFailures: true,
        ...mapping,
      },
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

const messageOf = (id: string): Message => ({ MessageId: id, ReceiptHandle: `handle-${id}`, Body: '{}' });

function outcomeOf(result: unknown): InvocationOutcome {
  const outcome = (result as InvocationOutcome | null)?.outcome;
  return outcome === undefined
    ? { outcome: 'success', payload: JSON.stringify(result) }
    : (result as InvocationOutcome);
}

const failed = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('a batch', () => {
  it('goes to the function in one event and is deleted when all went well', async () => {
    const { seen } = setup([['a', 'b']]);
    await until(() => seen.removed.length > 0);
    expect(seen.delivered).toEqual([['a', 'b']]);
    expect(seen.removed).toEqual(['handle-a', 'handle-b']);
  });

  it('keeps in the queue what the function reports as failed', async () => {
    const { seen } = setup([['a', 'b', 'c']], () => failed('b'));
    await until(() => seen.removed.length > 0);
    expect(seen.removed).toEqual(['handle-a', 'handle-c']);
  });

  it.each<[string, unknown]>([
    ['throws', { outcome: 'error', errorType: 'Error', errorMessage: 'x' }],
    ['runs out of time', { outcome: 'timeout' }],
    ['crashes', { outcome: 'crash', exitCode: null, signal: 'SIGKILL' }],
    ['names a message that it was not given', failed('z')],
  ])('stays in the queue as a whole when the function %s', async (_, answer) => {
    const { seen } = setup([['a'], ['b']], (ids) => (ids[0] === 'a' ? answer : null));
    await until(() => seen.removed.length > 0);
    expect(seen.removed).toEqual(['handle-b']);
    expect(seen.notes).toEqual([expect.stringContaining('the whole batch failed')]);
  });

  it('is gathered until its window is over, at the speed of the stack', async () => {
    const { seen } = setup([['a'], ['b']], () => null, { mapping: { batchingWindowSeconds: 5 }, speed: 20 });
    await until(() => seen.delivered.length > 0);
    expect(seen.delivered).toEqual([['a', 'b']]);
    expect(seen.sleeps).toEqual([250]);
    expect(seen.receives.slice(0, 2)).toEqual([
      { maximum: 10, waitSeconds: 20 },
      { maximum: 9, waitSeconds: 0 },
    ]);
  });

  it('goes with what it has when the queue fails while it is gathered', async () => {
    const { seen } = setup([['a'], new Error('down')], () => null, { mapping: { batchingWindowSeconds: 5 } });
    await until(() => seen.removed.length > 0);
    expect(seen.delivered).toEqual([['a']]);
  });

  it('is cut into several events where one would be too large', async () => {
    const large = (id: string): Message => ({ ...messageOf(id), Body: 'x'.repeat(3_500_000) });
    const batches = [[large('a'), large('b')]];
    const sqs: QueuePollerOptions['sqs'] = {
      receive: ({ signal }) => {
        const batch = batches.shift();
        return batch
          ? Promise.resolve(batch)
          : new Promise((resolve) => signal.addEventListener('abort', () => resolve([])));
      },
      remove: () => Promise.resolve(),
    };
    const { seen } = setup([], () => null, { sqs });
    await until(() => seen.delivered.length === 2);
    expect(seen.delivered).toEqual([['a'], ['b']]);
  });
});

describe('concurrency', () => {
  it('never exceeds the maximum, and takes no message that nobody could run', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const { seen } = setup([['a'], ['b'], ['c']], () => promise);
    await until(() => seen.delivered.length === 2);
    await new Promise(setImmediate);
    expect(seen.delivered).toEqual([['a'], ['b']]);
    expect(seen.receives).toHaveLength(2);
    resolve(null);
    await until(() => seen.delivered.length === 3);
  });
});

describe('faults', () => {
  const strike = (kind: string, ...rolls: number[]): DeliveryFaults => {
    let count = 0;
    return { roll: (rolled) => rolled === kind && rolls.includes(count++) };
  };

  it('deliver a message again after it was deleted', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const { seen } = setup([['a', 'b']], () => promise, { faults: strike('duplicate', 1) });
    await until(() => seen.receives.length === 2);
    expect(seen.delivered).toEqual([['a', 'b']]);
    resolve(null);
    await until(() => seen.removed.length === 3);
    expect(seen.delivered).toEqual([['a', 'b'], ['b']]);
  });

  it('deliver a message again while the first delivery still runs', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const { seen } = setup([['a']], () => promise, { faults: strike('duplicate', 0, 1) });
    await until(() => seen.delivered.length === 2);
    expect(seen.removed).toEqual([]);
    resolve(null);
    await until(() => seen.removed.length === 2);
  });

  it('deliver messages out of order', async () => {
    const { seen } = setup([['a', 'b', 'c']], () => null, { faults: strike('reorder', 0) });
    await until(() => seen.delivered.length === 1);
    expect(seen.delivered).toEqual([['b', 'c', 'a']]);
  });
});

describe('a queue in trouble', () => {
  it('is asked again after pauses that grow up to five seconds and start small after a success', async () => {
    const outage = Array.from({ length: 8 }, () => new Error('down'));
    const { seen } = setup([...outage, ['a'], new Error('down again'), ['b']]);
    await until(() => seen.removed.length === 2);
    expect(seen.sleeps).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 100]);
    expect(seen.notes[0]).toBe('the queue does not answer: down');
  });

  it('gets its messages judged again when it refuses to delete them', async () => {
    const { seen } = setup([['a'], ['b']], () => null, { sqs: refusingToDelete() });
    await until(() => seen.notes.length === 2);
    expect(seen.notes[0]).toContain('its messages will come back: cannot delete');
  });

  it('is not asked in a busy loop when it does not hold requests open', async () => {
    const { seen } = setup([[], [], ['a']]);
    await until(() => seen.removed.length === 1);
    expect(seen.sleeps).toEqual([100, 100]);
  });
});

describe('the end', () => {
  it('breaks off the request at the queue', async () => {
    const { poller, seen } = setup([]);
    await until(() => seen.receives.length === 1);
    await poller.stop();
    expect(seen.receives).toHaveLength(1);
    expect(seen.notes).toEqual([]);
  });

  it('delivers nothing more, not even what already waits for its turn', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const faults = { roll: (kind: string) => kind === 'duplicate' };
    const { poller, seen } = setup([['a']], () => promise, { faults, mapping: { maximumConcurrency: 1 } });
    await until(() => seen.delivered.length === 1);
    await poller.stop();
    resolve(null);
    await until(() => seen.removed.length === 1);
    await new Promise(setImmediate);
    expect(seen.delivered).toEqual([['a']]);
  });

  it('does not wait for a function that hangs', async () => {
    const { poller, seen } = setup([['a'], ['b'], ['c']], () => new Promise(() => {}));
    await until(() => seen.delivered.length === 2);
    const before = performance.now();
    await poller.stop();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(seen.delivered).toHaveLength(2);
  });
});

function refusingToDelete(): QueuePollerOptions['sqs'] {
  const batches = [['a'], ['b']];
  return {
    receive: ({ signal }) => {
      const batch = batches.shift();
      if (batch !== undefined) return Promise.resolve(batch.map(messageOf));
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
    remove: () => Promise.reject(new Error('cannot delete')),
  };
}
