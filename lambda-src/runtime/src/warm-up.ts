/** Lambda gives a cold start ten seconds; a caller who waits for one gives less. */
const WARM_UP_MS = 1_000;

/**
 * Does ahead, while Lambda still initialises, what the first invocation would otherwise wait for: connections are
 * opened, keys and secrets fetched, code is compiled. CPU is not throttled to the function's memory then.
 *
 * Never rejects and never takes longer than a second: a cold start must not fail, nor wait, for a dependency that is
 * down. Whatever failed, the first invocation does again and reports.
 *
 * A step that is late goes on by itself, within the time-outs of its own calls.
 *
 * @param steps run beside each other.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
export async function warmUp(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  // Node makes this stream when it is first asked for, and the first invocation writes a line.
  void process.stdout;
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    // Keeps the process alive: a cold start that awaits this must not find an empty event loop and end.
    timer = setTimeout(resolve, WARM_UP_MS);
  });
  const done = Promise.allSettled(steps.map(async (step) => step()));
  await Promise.race([done, timeIsUp]);
  clearTimeout(timer);
  // A start leaves so much behind that the first invocation would have to stop for it, at its small share of the CPU:
  // a millisecond here is three and a half there. Lambda starts Node with --expose-gc; elsewhere this is nothing.
  void globalThis.gc?.({ type: 'minor' });
}
