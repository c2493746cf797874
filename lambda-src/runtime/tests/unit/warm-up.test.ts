import { warmUp } from '../../src/warm-up.ts';

describe('warming up', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const never = () => new Promise<void>(() => undefined);

  /** Starts it and tells, at any moment, whether a cold start would still wait. */
  function setup(...steps: readonly (() => Promise<unknown>)[]) {
    const seen = { isReady: false };
    const ready = warmUp(...steps).then(() => void (seen.isReady = true));
    return { seen, ready };
  }

  it('is over when every step is', async () => {
    let finish: () => void = () => undefined;
    const { seen, ready } = setup(
      async () => 'at once',
      () => new Promise<void>((resolve) => (finish = resolve)),
    );

    await jest.advanceTimersByTimeAsync(10);
    expect(seen.isReady).toBe(false);
    finish();
    await ready;
    expect(seen.isReady).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits a second for a step that does not end, and no longer', async () => {
    const { seen } = setup(never);

    await jest.advanceTimersByTimeAsync(999);
    expect(seen.isReady).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(seen.isReady).toBe(true);
  });

  it('never rejects, whichever way a step fails, and lets the others finish', async () => {
    let isDone = false;
    const { ready } = setup(
      () => Promise.reject(new Error('refused')),
      () => {
        throw new Error('thrown before it began');
      },
      async () => {
        await Promise.resolve();
        isDone = true;
      },
    );

    await expect(ready).resolves.toBeUndefined();
    expect(isDone).toBe(true);
  });

  it("makes the stream that the first invocation's line goes to", async () => {
    const made = jest.spyOn(process, 'stdout', 'get');
    await setup().ready;
    expect(made).toHaveBeenCalled();
    made.mockRestore();
  });

  it('keeps a process alive that has nothing else to wait for', async () => {
    jest.useRealTimers();
    const timeouts = jest.spyOn(global, 'setTimeout');
    let finish: () => void = () => undefined;

    const ready = warmUp(() => new Promise<void>((resolve) => (finish = resolve)));

    const timer = timeouts.mock.results[0]?.value as NodeJS.Timeout;
    expect(timer.hasRef()).toBe(true);
    finish();
    await ready;
    timeouts.mockRestore();
  });

  describe('where the garbage collector can be called', () => {
    const collector = globalThis.gc;
    afterEach(() => {
      if (collector === undefined) delete (globalThis as { gc?: unknown }).gc;
      else globalThis.gc = collector;
    });

    it('collects the garbage of the start once, when the last step is over', async () => {
      const collected: unknown[] = [];
      globalThis.gc = ((options: unknown) => void collected.push(options)) as NonNullable<
        typeof globalThis.gc
      >;
      let finish: () => void = () => undefined;
      const { ready } = setup(() => new Promise<void>((resolve) => (finish = resolve)));

      await jest.advanceTimersByTimeAsync(10);
      expect(collected).toEqual([]);
      finish();
      await ready;
      expect(collected).toEqual([{ type: 'minor' }]);
    });
  });
});
