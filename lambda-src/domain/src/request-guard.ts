import type { Msisdn } from './msisdn.ts';

/**
 * A fast store before the table and the queue. It saves work, and it keeps one caller from taking the share of all others.
 * It holds no balance and no status: with it and without it, an account is told in the same way.
 */
export interface RequestGuard {
  /**
   * Counts an enquiry of a caller in the minute of `nowMs`, and judges it.
   *
   * @param caller the `sub`.
   * @param nowMs epoch milliseconds.
   * @throws GuardUnavailableError when the store does not answer, or answers what cannot be.
   */
  countEnquiry(caller: string, nowMs: number): Promise<EnquiryVerdict>;
  /**
   * True while a request for this number is known to be on the queue. Asked only after the strongly consistent read found no
   * account.
   *
   * @throws GuardUnavailableError as above.
   */
  isPending(msisdn: Msisdn, nowMs: number): Promise<boolean>;
  /**
   * Remembers that the queue took a request for this number at `nowMs`.
   *
   * @throws GuardUnavailableError as above.
   */
  markPending(msisdn: Msisdn, nowMs: number): Promise<void>;
}

/** The longest that a caller waits for one command of the store: connecting, signing in and the answer together. */
export const COMMAND_MS = 50;

/** Whether an enquiry may be answered now. */
export type EnquiryVerdict =
  { readonly kind: 'granted' } | { readonly kind: 'spent'; readonly retryAfterSeconds: number };

/** Why the guard could not be asked, from a closed list: what is logged of a failure. */
export type GuardFailure = 'not-connected' | 'timeout' | 'refused' | 'nonsense';

/** The guard's store does not help now; the request goes on without it. */
export class GuardUnavailableError extends Error {
  readonly reason: GuardFailure;

  constructor(reason: GuardFailure, cause?: unknown) {
    super(`The request guard is unavailable: ${reason}`, { cause });
    this.name = 'GuardUnavailableError';
    this.reason = reason;
  }
}

/** How much the guard lets through, and how long it remembers. */
export interface GuardLimits {
  /** Enquiries of one caller in one minute; 0 sets no limit. */
  readonly enquiriesPerMinute: number;
  /** How long one request for a number stands for all; 0: every request is queued. */
  readonly pendingTtlSeconds: number;
}

const MINUTE_MS = 60_000;

/** The minute that a moment belongs to, counted from the epoch. */
export function minuteOf(nowMs: number): number {
  return Math.floor(nowMs / MINUTE_MS);
}

/**
 * Judges an enquiry by how many the minute has, this one included. The wait follows from our own clock alone, so that a store
 * which counts wrongly never sends a caller away for longer than a minute.
 *
 * @param counted as the store tells it.
 * @throws GuardUnavailableError where it is not a count.
 */
export function judgeEnquiry(
  counted: unknown,
  { enquiriesPerMinute }: GuardLimits,
  nowMs: number,
): EnquiryVerdict {
  if (!Number.isSafeInteger(counted) || (counted as number) < 1) throw new GuardUnavailableError('nonsense');
  if ((counted as number) <= enquiriesPerMinute) return { kind: 'granted' };
  return { kind: 'spent', retryAfterSeconds: Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / 1_000) };
}

/** Clocks of two machines differ by less. */
const MAX_SKEW_MS = 5_000;

/** What a mark holds: when the queue took the request, in epoch milliseconds. */
export function pendingMark(nowMs: number): string {
  return String(nowMs);
}

/**
 * True for a mark that was set within its time. The store's own expiry is not trusted: one that keeps its marks, or was
 * restored from a copy, would otherwise keep a number from being asked for.
 *
 * @param mark as the store tells it; null where there is none.
 * @throws GuardUnavailableError where it is not a mark of ours.
 */
export function isMarkFresh(mark: unknown, { pendingTtlSeconds }: GuardLimits, nowMs: number): boolean {
  if (mark === null) return false;
  if (typeof mark !== 'string' || !/^\d{1,15}$/.test(mark)) throw new GuardUnavailableError('nonsense');
  const setAtMs = Number(mark);
  return setAtMs > nowMs - pendingTtlSeconds * 1_000 && setAtMs <= nowMs + MAX_SKEW_MS;
}

/** More numbers than one execution environment sees in a minute. */
const MAX_REMEMBERED = 10_000;

/**
 * Bounds what a store that lies can do: for how long this process has let a mark stand for its own request, by number. A
 * number that is polled is asked for again at least once in the time of a mark, whatever the store says of it.
 *
 * @param ttlMs the time of a mark.
 */
export function createMarkTrust(ttlMs: number): MarkTrust {
  const believedSince = new Map<Msisdn, number>();
  const isOver = (since: number, nowMs: number): boolean => nowMs - since >= ttlMs || nowMs < since;

  function forgetOld(nowMs: number): void {
    for (const [msisdn, since] of believedSince) if (isOver(since, nowMs)) believedSince.delete(msisdn);
  }

  return {
    mayBelieve(msisdn, nowMs) {
      const since = believedSince.get(msisdn);
      if (since !== undefined) return !isOver(since, nowMs);
      if (believedSince.size >= MAX_REMEMBERED) forgetOld(nowMs);
      if (believedSince.size >= MAX_REMEMBERED) return false;
      believedSince.set(msisdn, nowMs);
      return true;
    },
    asked: (msisdn) => void believedSince.delete(msisdn),
  };
}

/** What {@link createMarkTrust} makes. */
export interface MarkTrust {
  /** Whether a mark may stand for a request of this process now. */
  mayBelieve(msisdn: Msisdn, nowMs: number): boolean;
  /** This process has put a request for the number on the queue itself. */
  asked(msisdn: Msisdn): void;
}
