import {
  type GuardLimits,
  GuardUnavailableError,
  type RequestGuard,
} from '../../../lambda-src/domain/src/request-guard.ts';
import { createInMemoryRequestGuard } from '../../../lambda-src/testing/src/in-memory-request-guard.ts';
import { type Caller, createPause, type Invocation } from './call.ts';
import type { Environment } from './environment.ts';

/** The limits of every simulated guard: no run asks often enough to meet the first. */
export const GUARD_LIMITS: GuardLimits = { enquiriesPerMinute: 120, pendingTtlSeconds: 60 };

/** A store in memory, in the same network. */
const ROUND_TRIP_MS = 1;

/** The store of the request guard, shared by all execution environments. */
export interface GuardStore {
  /** The guard as one execution environment sees it. */
  guardFor(caller: Caller): RequestGuard;
  /** The store told this invocation of a request that may never have been made. */
  hasLiedTo(invocation: Invocation): boolean;
}

/** A guard in memory that fails, forgets and lies. */
export function createGuardStore(environment: Environment): GuardStore {
  const { faults, count, history } = environment;
  const store = createInMemoryRequestGuard(GUARD_LIMITS);
  const liedTo = new WeakSet<Invocation>();

  async function reach(caller: Caller, what: string): Promise<string> {
    await createPause(environment, caller)(ROUND_TRIP_MS);
    const place = `guard ${what} #${count(`guard ${what}`)}`;
    if (faults.strikes('guard-flushed', place)) store.flush();
    if (faults.strikes('guard-fails', place)) throw new GuardUnavailableError('timeout');
    return place;
  }

  return {
    hasLiedTo: (invocation) => liedTo.has(invocation),
    guardFor: (caller) => ({
      async countEnquiry(sub, nowMs) {
        await reach(caller, `count ${sub}`);
        return store.countEnquiry(sub, nowMs);
      },
      async isPending(msisdn, nowMs) {
        const place = await reach(caller, `read ${msisdn}`);
        if (!faults.strikes('guard-lies', place)) return store.isPending(msisdn, nowMs);
        history.note(() => `${caller.current?.name}: ${place} [guard-lies]`);
        if (caller.current !== undefined) liedTo.add(caller.current);
        return true;
      },
      async markPending(msisdn, nowMs) {
        await reach(caller, `mark ${msisdn}`);
        return store.markPending(msisdn, nowMs);
      },
    }),
  };
}
