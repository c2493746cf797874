import { sha256 } from '@fintech-solution/domain/ledger/reference';
import {
  type GuardLimits,
  isMarkFresh,
  judgeEnquiry,
  minuteOf,
  pendingMark,
  type RequestGuard,
} from '@fintech-solution/domain/request-guard';
import type { ValkeyConnection } from './connection.ts';

/** A counter outlives its minute by one, for callers whose clocks are behind. */
const COUNTER_SECONDS = '120';

/**
 * The guard in Valkey. Each command has one key, so that a cluster takes it, and no key holds a `sub` or a subscriber number:
 * they are hashed. (A hash of a number can be found by trying all numbers; it keeps them out of lists and logs, no more.)
 */
export function createValkeyRequestGuard(
  { send }: Pick<ValkeyConnection, 'send'>,
  limits: GuardLimits,
): RequestGuard {
  const { enquiriesPerMinute, pendingTtlSeconds } = limits;
  return {
    async countEnquiry(caller, nowMs) {
      if (enquiriesPerMinute === 0) return { kind: 'granted' };
      const key = `guard:enquiries:${sha256(caller)}:${minuteOf(nowMs)}`;
      // Neither waits for the other's answer. A time that is set again is of no harm: the minute stands in the key.
      const [counted] = await Promise.all([send('INCR', key), send('EXPIRE', key, COUNTER_SECONDS)]);
      return judgeEnquiry(counted, limits, nowMs);
    },
    async isPending(msisdn, nowMs) {
      return pendingTtlSeconds > 0 && isMarkFresh(await send('GET', markKey(msisdn)), limits, nowMs);
    },
    async markPending(msisdn, nowMs) {
      if (pendingTtlSeconds === 0) return;
      await send('SET', markKey(msisdn), pendingMark(nowMs), 'EX', String(pendingTtlSeconds));
    },
  };
}

function markKey(msisdn: string): string {
  return `guard:pending:${sha256(msisdn)}`;
}
