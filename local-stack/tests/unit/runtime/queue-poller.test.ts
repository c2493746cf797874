import type { ReceivedMessage } from '../../../src/runtime/sqs-event.ts';
import type { QueuePollerOptions } from '../../../src/runtime/queue-poller.ts';
import { until } from './hosted-zips.ts';
import { failed, messageOf, pollQueue, stopPollers } from './polled-queue.ts';

afterEach(stopPollers);

describe('a batch', () => {
  it('goes to the function in one event and is deleted when all went well', async () => {
    const { seen } = pollQueue([['a', 'b']]);
    await until(() => seen.removed.length > 0);
    expect(seen.delivered).toEqual([['a', 'b']]);
    expect(seen.removed).toEqual(['handle-a', 'handle-b']);
  });

  it('keeps in the queue what the function reports as failed', async () => {
    const { seen } = pollQueue([['a', 'b', 'c']], () => failed('b'));
    await until(() => seen.removed.length > 0);
    expect(seen.removed).toEqual(['handle-a', 'handle-c']);
  });

  it.each<[string, unknown]>([
    ['throws', { outcome: 'error', errorType: 'Error', errorMessage: 'x' }],
    ['runs out of time', { outcome: 'timeout' }],
    ['crashes', { outcome: 'crash', exitCode: null, signal: 'SIGKILL' }],
    ['names a message that it was not given', failed('z')],
  ])('stays in the queue as a whole when the function %s', async (_, answer) => {
    const { seen } = pollQueue([['a'], ['b']], (ids) => (ids[0] === 'a' ? answer : null));
    await until(() => seen.removed.length > 0);
    expect(seen.removed).toEqual(['handle-b']);
    expect(seen.notes).toEqual([expect.stringContaining('the whole batch failed')]);
  });

  it('is gathered until its window is over, at the speed of the stack', async () => {
    const { seen } = pollQueue([['a'], ['b']], () => null, {
      mapping: { batchingWindowSeconds: 5 },
      speed: 20,
    });
    await until(() => seen.delivered.length > 0);
    expect(seen.delivered).toEqual([['a', 'b']]);
    expect(seen.sleeps).toEqual([250]);
    expect(seen.receives.slice(0, 2)).toEqual([
      { maximum: 10, waitSeconds: 20 },
      { maximum: 9, waitSeconds: 0 },
    ]);
  });

  it('goes with what it has when the queue fails while it is gathered', async () => {
    const { seen } = pollQueue([['a'], new Error('down')], () => null, {
      mapping: { batchingWindowSeconds: 5 },
    });
    await until(() => seen.removed.length > 0);
    expect(seen.delivered).toEqual([['a']]);
  });

  it('is cut into several events where one would be too large', async () => {
    const large = (id: string): ReceivedMessage => ({ ...messageOf(id), Body: 'x'.repeat(3_500_000) });
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
    const { seen } = pollQueue([], () => null, { sqs });
    await until(() => seen.delivered.length === 2);
    expect(seen.delivered).toEqual([['a'], ['b']]);
  });
});

describe('concurrency', () => {
  it('never exceeds the maximum, and takes no message without a free slot', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const { seen } = pollQueue([['a'], ['b'], ['c']], () => promise);
    await until(() => seen.delivered.length === 2);
    await new Promise(setImmediate);
    expect(seen.delivered).toEqual([['a'], ['b']]);
    expect(seen.receives).toHaveLength(2);
    resolve(null);
    await until(() => seen.delivered.length === 3);
  });
});
