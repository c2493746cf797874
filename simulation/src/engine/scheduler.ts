/** Virtual time and everything that is due in it. Nothing here waits: time passes by jumping to what is next. */
export interface Scheduler {
  /** Milliseconds since the run began; monotonic, unlike any wall clock in the simulated world. */
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

/** The run queue is a binary heap by time; what is due at one instant runs in the order in which it was asked for. */
export function createScheduler(): Scheduler {
  const heap: Due[] = [];
  let time = 0;
  let order = 0;
  let isTouched = false;
  let isStopped = false;

  return {
    now: () => time,
    after(delayMs, fire) {
      const due: Due = { at: time + Math.max(0, delayMs), order: (order += 1), fire, cancelled: false };
      push(heap, due);
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
      for (let due = heap[0]; !isStopped && due !== undefined && due.at <= untilMs; due = heap[0]) {
        pop(heap);
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

function isBefore(left: Due, right: Due): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}

function push(heap: Due[], due: Due): void {
  let at = heap.push(due) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Due;
    if (!isBefore(due, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop() as Due;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
    if (!isBefore(heap[child] as Due, last)) break;
    heap[at] = heap[child] as Due;
    at = child;
  }
  heap[at] = last;
}
