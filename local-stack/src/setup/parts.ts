/** Something that runs until it is stopped. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Parts of the stack that are starting or running, so that a failed start leaves nothing behind. */
export interface Parts {
  /** Remembers the part from the moment its start begins; resolves to it. */
  start<T extends Stoppable>(starting: Promise<T>): Promise<T>;
  /** Stops everything that started or still will; a second call joins the first. */
  stop(): Promise<void>;
}

/** Nothing started yet. */
export function createParts(): Parts {
  const parts: Promise<Stoppable>[] = [];
  let stopping: Promise<void> | undefined;
  return {
    start(starting) {
      parts.push(starting);
      return starting;
    },
    stop: () =>
      (stopping ??= Promise.allSettled(parts.toReversed().map(async (part) => (await part).stop())).then(
        () => undefined,
      )),
  };
}
