import type { DeliveryFaults } from '../../../src/runtime/delivery-faults.ts';
import type { QueuePollerOptions } from '../../../src/runtime/queue-poller.ts';
import { until } from './hosted-zips.ts';
import { messageOf, pollQueue, stopPollers } from './polled-queue.ts';

afterEach(stopPollers);

describe('faults', () => {
  const strike = (kind: string, ...rolls: number[]): DeliveryFaults => {
    let count = 0;
    return { shouldInject: (rolled) => rolled === kind && rolls.includes(count++) };
  };

  it('deliver a message again after it was deleted', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const { seen } = pollQueue([['a', 'b']], () => promise, { faults: strike('duplicate', 1) });
    await until(() => seen.receives.length === 2);
    expect(seen.delivered).toEqual([['a', 'b']]);
    resolve(null);
    await until(() => seen.removed.length === 3);
    expect(seen.delivered).toEqual([['a', 'b'], ['b']]);
  });

  it('deliver a message again while the first delivery still runs', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const { seen } = pollQueue([['a']], () => promise, { faults: strike('duplicate', 0, 1) });
    await until(() => seen.delivered.length === 2);
    expect(seen.removed).toEqual([]);
    resolve(null);
    await until(() => seen.removed.length === 2);
  });

  it('deliver messages out of order', async () => {
    const { seen } = pollQueue([['a', 'b', 'c']], () => null, { faults: strike('reorder', 0) });
    await until(() => seen.delivered.length === 1);
    expect(seen.delivered).toEqual([['b', 'c', 'a']]);
  });
});

describe('a queue in trouble', () => {
  it('is asked again after pauses that grow up to five seconds and start small after a success', async () => {
    const outage = Array.from({ length: 8 }, () => new Error('down'));
    const { seen } = pollQueue([...outage, ['a'], new Error('down again'), ['b']]);
    await until(() => seen.removed.length === 2);
    expect(seen.sleeps).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 100]);
    expect(seen.notes[0]).toBe('the queue requests does not answer: down');
  });

  it('gets its messages judged again when it refuses to delete them', async () => {
    const { seen } = pollQueue([['a'], ['b']], () => null, { sqs: refusingToDelete() });
    await until(() => seen.notes.length === 2);
    expect(seen.notes[0]).toContain('its messages will come back: cannot delete');
  });

  it('is not asked in a busy loop when it does not hold requests open', async () => {
    const { seen } = pollQueue([[], [], ['a']]);
    await until(() => seen.removed.length === 1);
    expect(seen.sleeps).toEqual([100, 100]);
  });
});

describe('the end', () => {
  it('breaks off the request at the queue', async () => {
    const { poller, seen } = pollQueue([]);
    await until(() => seen.receives.length === 1);
    await poller.stop();
    expect(seen.receives).toHaveLength(1);
    expect(seen.notes).toEqual([]);
  });

  it('delivers nothing more, not even what already waits for its turn', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const faults = { shouldInject: (kind: string) => kind === 'duplicate' };
    const { poller, seen } = pollQueue([['a']], () => promise, {
      faults,
      mapping: { maximumConcurrency: 1 },
    });
    await until(() => seen.delivered.length === 1);
    await poller.stop();
    resolve(null);
    await until(() => seen.removed.length === 1);
    await new Promise(setImmediate);
    expect(seen.delivered).toEqual([['a']]);
  });

  it('does not wait for a function that hangs', async () => {
    const { poller, seen } = pollQueue([['a'], ['b'], ['c']], () => new Promise(() => {}));
    await until(() => seen.delivered.length === 2);
    await poller.stop();
    expect(seen.delivered).toHaveLength(2);
    expect(seen.sleeps.at(-1)).toBe(500);
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
