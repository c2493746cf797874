/** How far a batch has been gathered. Durations in milliseconds. */
export interface Gathered {
  readonly messages: number;
  readonly elapsedMs: number;
}

/** What a mapping allows: a batch ends when it is full or when its window is over. */
export interface BatchLimits {
  readonly batchSize: number;
  readonly windowMs: number;
}

/** What to do next: deliver, or ask the queue for at most `maximum` messages after `delayMs`, waiting `waitSeconds` there. */
export type NextStep =
  | { readonly kind: 'deliver' }
  | {
      readonly kind: 'receive';
      readonly maximum: number;
      readonly waitSeconds: number;
      readonly delayMs: number;
    };

/** SQS hands out at most 10 messages and holds a request for at most 20 seconds. */
const RECEIVE_MAXIMUM = 10;
const LONG_POLL_SECONDS = 20;

/**
 * The next step of gathering a batch. The window opens with the batch's first message.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
 */
export function nextStep(gathered: Gathered, limits: BatchLimits): NextStep {
  const maximum = Math.min(RECEIVE_MAXIMUM, limits.batchSize - gathered.messages);
  if (gathered.messages === 0)
    return { kind: 'receive', maximum, waitSeconds: LONG_POLL_SECONDS, delayMs: 0 };
  const remainingMs = limits.windowMs - gathered.elapsedMs;
  if (maximum <= 0 || remainingMs <= 0) return { kind: 'deliver' };
  // A request to SQS waits for whole seconds. The last part of a window is waited for here, and the queue is
  // asked once at its end: a request that is broken off may take a message along and hide it for the visibility timeout.
  const waitSeconds = Math.min(LONG_POLL_SECONDS, Math.floor(remainingMs / 1000));
  return { kind: 'receive', maximum, waitSeconds, delayMs: waitSeconds === 0 ? remainingMs : 0 };
}

/** A mapping's window at the stack's speed. */
export function windowMs(windowSeconds: number, speed: number): number {
  return (windowSeconds * 1000) / speed;
}

/**
 * Cuts a batch where its event would exceed the payload limit of an invocation (bytes); a message that is
 * too large by itself goes alone, and the function's refusal then concerns it only.
 */
export function splitBySize<T>(
  messages: readonly T[],
  sizeOf: (message: T) => number,
  maximumBytes: number,
): T[][] {
  const batches: T[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const bytes = sizeOf(message);
    if (size + bytes > maximumBytes) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(message);
    size += bytes;
  }
  return batches;
}
