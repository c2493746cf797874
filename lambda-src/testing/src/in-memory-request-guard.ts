import {
  type EnquiryVerdict,
  type GuardFailure,
  type GuardLimits,
  GuardUnavailableError,
  isMarkFresh,
  judgeEnquiry,
  minuteOf,
  pendingMark,
  type RequestGuard,
} from '@fintech-solution/domain/request-guard';

/** A guard that a test can look into, and let go wrong in every way that a store can. */
export interface InMemoryRequestGuard extends RequestGuard {
  /** From now on every question fails for this reason; undefined ends that. */
  failing(reason: GuardFailure | undefined): void;
  /** Forgets everything, as a store that lost its memory. */
  flush(): void;
  /** Believes that a request for this number was queued at that moment, whatever happened; epoch milliseconds. */
  forgeMark(msisdn: string, setAtMs: number): void;
}

/** A guard that keeps what it knows in this process; one suite of tests holds it and the real one to the same rules. */
export function createInMemoryRequestGuard(limits: GuardLimits): InMemoryRequestGuard {
  const counts = new Map<string, number>();
  const marks = new Map<string, string>();
  const { enquiriesPerMinute, pendingTtlSeconds } = limits;
  let failure: GuardFailure | undefined;
  const reach = (): void => {
    if (failure !== undefined) throw new GuardUnavailableError(failure);
  };
  return {
    failing: (reason) => void (failure = reason),
    flush() {
      counts.clear();
      marks.clear();
    },
    forgeMark: (msisdn, setAtMs) => void marks.set(msisdn, pendingMark(setAtMs)),
    async countEnquiry(caller, nowMs): Promise<EnquiryVerdict> {
      reach();
      if (enquiriesPerMinute === 0) return { kind: 'granted' };
      const key = `${caller} ${minuteOf(nowMs)}`;
      const counted = (counts.get(key) ?? 0) + 1;
      counts.set(key, counted);
      return judgeEnquiry(counted, limits, nowMs);
    },
    async isPending(msisdn, nowMs) {
      reach();
      return pendingTtlSeconds > 0 && isMarkFresh(marks.get(msisdn) ?? null, limits, nowMs);
    },
    async markPending(msisdn, nowMs) {
      reach();
      if (pendingTtlSeconds > 0) marks.set(msisdn, pendingMark(nowMs));
    },
  };
}
