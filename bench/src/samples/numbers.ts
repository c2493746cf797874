import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** Subscriber numbers of the samples. */
export function msisdnOf(index: number): Msisdn {
  return `22462${String(index).padStart(7, '0')}` as Msisdn;
}

/** `[0, 1, …]`, as many as `count`. */
export function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** The same events again and again: no function remembers a token or a number, so they do as well as new ones. */
export function repeated(events: readonly object[], times: number): object[] {
  return Array.from({ length: times }, () => events).flat();
}
