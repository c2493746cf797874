import { createSlots } from '../../../src/runtime/slots.ts';

/** A task that ends when the test says so. */
function task() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = { started: false };
  return {
    state,
    end: resolve,
    run: () => {
      state.started = true;
      return promise;
    },
  };
}

describe('createSlots', () => {
  it('runs as many tasks as there are slots, and the next one when one ends', async () => {
    const slots = createSlots(2);
    const tasks = [task(), task(), task()];
    const running = tasks.map(({ run }) => slots.run(run));
    await Promise.resolve();
    expect(tasks.map(({ state }) => state.started)).toEqual([true, true, false]);
    tasks[1]!.end();
    await running[1];
    await Promise.resolve();
    expect(tasks[2]!.state.started).toBe(true);
    tasks.forEach(({ end }) => end());
    await Promise.all(running);
  });

  it('frees the slot of a task that fails', async () => {
    const slots = createSlots(1);
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.run(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });

  it('says when a slot is free, and takes none for it', async () => {
    const slots = createSlots(1);
    await slots.free();
    const only = task();
    const running = slots.run(only.run);
    let free = false;
    const waiting = slots.free().then(() => (free = true));
    await Promise.resolve();
    expect(free).toBe(false);
    only.end();
    await running;
    await waiting;
    await expect(slots.run(() => Promise.resolve('ran'))).resolves.toBe('ran');
  });
});
