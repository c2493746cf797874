import {
  createMarkTrust,
  type GuardFailure,
  type GuardLimits,
  GuardUnavailableError,
  type RequestGuard,
} from '@fintech-solution/domain/request-guard';
import type { Log } from './log.ts';
import type { MetricCounter } from './metrics.ts';

/** After a failure the store is left alone for so long: each try may cost a caller its time-out. */
const PAUSE_MS = 5_000;

/** What {@link createTolerantGuard} needs beside the guard. */
export interface TolerantGuardDependencies extends Pick<GuardLimits, 'pendingTtlSeconds'> {
  readonly log: Log;
  readonly metrics: MetricCounter;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * A guard that never fails and is never waited for: where its store does not help, the request goes on as if there were no
 * guard. After a failure the store is left alone for five seconds and skipped, then tried with one request.
 *
 * Each failure is counted once; what is skipped is not, so that an outage writes one line in five seconds.
 */
export function createTolerantGuard(
  guard: RequestGuard,
  { pendingTtlSeconds, log, metrics, clock }: TolerantGuardDependencies,
): RequestGuard {
  const trust = createMarkTrust(pendingTtlSeconds * 1_000);
  let failedAt = Number.NEGATIVE_INFINITY;

  /** A clock that was set back ends the pause: a guard that is off for hours is worse than one try. */
  function isLeftAlone(): boolean {
    const since = clock() - failedAt;
    return since >= 0 && since < PAUSE_MS;
  }

  async function ask<T>(question: () => Promise<T>, otherwise: T): Promise<T> {
    if (isLeftAlone()) return otherwise;
    try {
      return await question();
    } catch (error) {
      failedAt = clock();
      metrics.count('GuardUnavailable');
      // A client's errors carry the command, and the command of a login carries the token.
      log.warn('Request guard left alone', { reason: failureOf(error) });
      return otherwise;
    }
  }

  return {
    countEnquiry: (caller, nowMs) => ask(() => guard.countEnquiry(caller, nowMs), { kind: 'granted' }),
    isPending: (msisdn, nowMs) =>
      ask(async () => (await guard.isPending(msisdn, nowMs)) && trust.mayBelieve(msisdn, nowMs), false),
    markPending(msisdn, nowMs) {
      trust.asked(msisdn);
      return ask(() => guard.markPending(msisdn, nowMs), undefined);
    },
  };
}

function failureOf(error: unknown): GuardFailure | 'unexpected' {
  return error instanceof GuardUnavailableError ? error.reason : 'unexpected';
}
