/** A bound on how many tasks run at once; the others wait in order. */
export interface Slots {
  /** Runs the task as soon as a slot is free; settles as the task does. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Settles when a task given now would start at once. */
  free(): Promise<void>;
}

/** `limit` slots, all free. */
export function createSlots(limit: number): Slots {
  const queue: Array<() => void> = [];
  let used = 0;
  const turn = async (): Promise<void> => {
    if (used >= limit) await new Promise<void>((resolve) => queue.push(resolve));
    else used += 1;
  };
  // A slot passes to the next waiting task directly, so it does not count as free in between.
  const leave = (): void => {
    const following = queue.shift();
    if (following === undefined) used -= 1;
    else following();
  };
  return {
    async run(task) {
      await turn();
      try {
        return await task();
      } finally {
        leave();
      }
    },
    async free() {
      await turn();
      leave();
    },
  };
}
