import type { InvariantName } from '../checks/invariants.ts';
import { AUTHORIZER_GUARDS } from './authorizer-guards.ts';
import { CONSUMER_GUARDS } from './consumer-guards.ts';
import { READER_GUARDS } from './reader-guards.ts';

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

/** Every guard that the simulation must miss when it is gone. */
export const GUARDS: readonly Guard[] = [...CONSUMER_GUARDS, ...READER_GUARDS, ...AUTHORIZER_GUARDS];
