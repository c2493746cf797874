import TinyQueue from 'tinyqueue';

/** Virtual time and everything that is due in it. Nothing here waits: time passes by jumping to what is next. */
export interface Scheduler {
  /** Milliseconds since the run began; monotonic, unlike any wall clock of the simulation. */
  now(): number;
  /** Has `fire` called `delayMs` from now. Returns a function that takes it back. */
  after(delayMs: number, fire: () => void): () => void;
  /** Says that a promise of the code under test was settled, so its continuations must run before time passes. */
  touched(): void;
  /** Runs what is due until nothing is left or time is past `untilMs`. */
  run(untilMs: number): Promise<void>;
  /** Ends every run at once, and for good. */
  stop(): void;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** What is due at one instant runs in the order in which it was asked for. */
export function createScheduler(): Scheduler {
  const queue = new TinyQueue<Due>([], (left, right) => left.at - right.at || left.order - right.order);
  let time = 0;
  let order = 0;
  let isTouched = false;
  let isStopped = false;

  return {
    now: () => time,
    after(delayMs, fire) {
      const due: Due = { at: time + Math.max(0, delayMs), order: (order += 1), fire, cancelled: false };
      queue.push(due);
      return () => {
        due.cancelled = true;
      };
    },
    touched() {
      isTouched = true;
    },
    stop() {
      isStopped = true;
    },
    async run(untilMs) {
      for (let due = queue.peek(); !isStopped && due !== undefined && due.at <= untilMs; due = queue.peek()) {
        queue.pop();
        if (due.cancelled) continue;
        time = due.at;
        due.fire();
        if (!isTouched) continue;
        isTouched = false;
        // A macrotask comes after every microtask, however many awaits a continuation goes through.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (untilMs !== Infinity) time = Math.max(time, untilMs);
    },
  };
}
