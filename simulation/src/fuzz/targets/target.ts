import type fc from 'fast-check';

/** One thing that is fuzzed: inputs, and what must be true of each. */
export interface Target {
  readonly name: string;
  /** What is looked for, in one sentence. */
  readonly sentence: string;
  /** Share of the runs that this target gets; inputs that cost more get fewer. */
  readonly weight: number;
  /** The most inputs in one run, where each costs something that a machine has not many of. */
  readonly most?: number;
  /** How many inputs were good ones; a target that only ever refuses shows little. */
  readonly accepted: Tally;
  readonly property: fc.IRawProperty<unknown>;
}

export interface Tally {
  count: number;
}

/** Says what is wrong by throwing, so that the shrinker keeps what was meant in view. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: the code says ${left}, the reference says ${right}`);
}

/** Throws unless a condition holds. */
export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
