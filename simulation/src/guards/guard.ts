import type { InvariantName } from '../checks/invariants.ts';

/** How a guard is taken out of the code: one text in one file becomes another. */
export interface Removal {
  /** Path below `lambda-src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A guard of the code, and what must be seen to break without it. */
export interface Guard extends Removal {
  readonly name: string;
  /** Any one of these is the violation that shows it. */
  readonly breaks: readonly InvariantName[];
}
