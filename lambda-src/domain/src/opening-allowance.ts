import type { Msisdn } from './msisdn.ts';

/**
 * How many accounts may be opened in one day. A token that leaks, or a caller that goes through all numbers, would
 * otherwise open accounts by the thousand, each with an opening balance and an SMS.
 */
export interface OpeningAllowance {
  /**
   * Counts the opening of an account, once for each number: a number that was counted before is granted again and counts
   * nothing. Counting and granting are one write, so that no crash grants an opening that was not counted.
   *
   * @throws AllowanceUnavailableError when the store does not answer; asking again is safe.
   */
  take(opening: CountedOpening): Promise<Allowance>;
}

/** One number that has no account yet, and who asks for it. */
export interface CountedOpening {
  readonly msisdn: Msisdn;
  /** The `sub` that is charged; undefined for a token that is bound to this very number. */
  readonly caller: string | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** The two allowances: one caller's, and that of all callers together. */
export type AllowanceLimit = 'caller' | 'total';

/** Whether an account may be opened now. */
export type Allowance =
  { readonly kind: 'granted' } | { readonly kind: 'spent'; readonly limit: AllowanceLimit };

/** How many openings one UTC day has; 0 sets no limit. */
export interface OpeningsPerDay {
  readonly perCaller: number;
  readonly total: number;
}

/** What a day has where a deployment sets nothing. */
export const DEFAULT_OPENINGS_PER_DAY: OpeningsPerDay = { perCaller: 1_000, total: 100_000 };

/** The store of the allowance does not answer, or is too busy; the same call may be made again. */
export class AllowanceUnavailableError extends Error {
  constructor(cause: unknown) {
    super('The opening allowance is unavailable', { cause });
    this.name = 'AllowanceUnavailableError';
  }
}

/** The day (UTC) whose allowance a moment uses, `yyyy-mm-dd`. */
export function allowanceDay(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

const DAY_MS = 86_400_000;

/** Whole seconds until the next UTC day, with its new allowance, begins; at least 1. */
export function secondsUntilNextDay(nowMs: number): number {
  return Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1_000);
}
