import type { InvariantName } from '../core/invariants.ts';
import type { SeedChoice } from '../profiles/seed-choice.ts';

/** One change of the code: one text in one file becomes another. */
export interface SourceEdit {
  /** Path below `lambda-src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A change that takes a guard out of the code, and what must be seen to break without it. */
export interface Mutation extends SourceEdit, SeedChoice {
  /** The guard that it takes out. */
  readonly name: string;
  /** Any one of these is the violation that shows it. */
  readonly breaks: readonly InvariantName[];
  /** What else is taken out: a twin that guards the same, or a judgement that comes before the guard. */
  readonly also?: readonly SourceEdit[];
}
