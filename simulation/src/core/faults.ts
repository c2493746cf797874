import { type KeyedRandom, oneOf } from './keyed-random.ts';

/** Everything that may go wrong at a place of the simulation. */
export const FAULT_KINDS = [
  'throttled',
  'denied',
  'request-lost',
  'reply-lost',
  'attempted-twice',
  'slow',
  'drip',
  'reset',
  'conflict',
  'crash-before',
  'crash-after',
  'clock-leap',
  'stale-read',
  'delivered-twice',
  'delivered-late',
  'delete-lost',
  'cold-start',
  'slow-start',
  'provider-5xx',
  'provider-429',
  'provider-refuses',
  'provider-hangs',
  'accepted-late',
  'jwks-down',
  'jwks-broken',
  'jwks-empty',
  'entry-refused',
  'keys-unprocessed',
  'commit-ongoing',
  'guard-fails',
  'guard-flushed',
  'guard-lies',
  'receiver-redirects',
  'receiver-refuses',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Decides where faults strike; the same seed decides the same, whatever else was asked. */
export interface Faults {
  /** True when this kind of fault strikes at this place. */
  strikes(kind: FaultKind, place: string): boolean;
  /** No fault strikes from now on. */
  stop(): void;
  /** The faults that struck, by name, for a shrinker to take out one by one. */
  readonly struck: ReadonlySet<string>;
}

const RATES = [0, 0, 0.03, 0.1, 0.35];

/**
 * Each seed draws its own rates, most of them 0: a run in which everything fails at once finds less than many
 * runs that each fail in two or three ways ("swarm testing").
 *
 * @param without names of faults that are taken out.
 * @see https://www.cs.utah.edu/~regehr/papers/swarm12.pdf
 */
export function createFaults(random: KeyedRandom, without: ReadonlySet<string>): Faults {
  const rates = new Map<FaultKind, number>(
    FAULT_KINDS.map((kind) => [kind, oneOf(random, `rate ${kind}`, RATES)]),
  );
  const struck = new Set<string>();
  let isOn = true;
  return {
    struck,
    strikes(kind, place) {
      const rate = rates.get(kind) as number;
      if (!isOn || rate === 0) return false;
      const name = `${kind} at ${place}`;
      if (random(name) >= rate || without.has(name)) return false;
      struck.add(name);
      return true;
    },
    stop() {
      isOn = false;
    },
  };
}
