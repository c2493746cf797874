/** How many processes one machine carries: at all, and on their way at the same time. */
export interface ScaleLimits {
  readonly maximumEnvironments: number;
  readonly maximumStarting: number;
}

/** A pool as the decision sees it. Durations in milliseconds. */
export interface PoolState {
  /** How long each invocation without an environment has waited, the longest first. */
  readonly waitedMs: readonly number[];
  readonly starting: number;
  /** Environments that run or could run. */
  readonly warm: number;
  /** How long the function's last cold start took. */
  readonly coldStartMs: number;
}

/** Environments to start now, and when to ask again if nothing else happens before. */
export interface ScaleDecision {
  readonly start: number;
  readonly askAgainInMs: number | undefined;
}

/**
 * Lambda starts an environment for every invocation that finds no free one. On one machine each start takes a core
 * away from those that are warm, so an invocation first waits for one of them for as long as a cold start takes:
 * then it has lost at most as much again, and a burst of short requests is not slowed by its own processes.
 */
export function scaleOut(state: PoolState, limits: ScaleLimits): ScaleDecision {
  const { waitedMs, starting, warm, coldStartMs } = state;
  const patient = warm > 0;
  const overdue = patient ? waitedMs.filter((waited) => waited >= coldStartMs).length : waitedMs.length;
  const room = Math.min(limits.maximumStarting - starting, limits.maximumEnvironments - warm - starting);
  const start = Math.max(0, Math.min(overdue - starting, room));
  const next = waitedMs[overdue];
  const askAgainInMs = next === undefined || start === room ? undefined : coldStartMs - next;
  return { start, askAgainInMs };
}
