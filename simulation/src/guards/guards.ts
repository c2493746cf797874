import { AUTHORIZER_GUARDS } from './authorizer-guards.ts';
import { CONSUMER_GUARDS } from './consumer-guards.ts';
import type { Guard } from './guard.ts';
import { READER_GUARDS } from './reader-guards.ts';

/** Every guard that the simulation must miss when it is gone. */
export const GUARDS: readonly Guard[] = [...CONSUMER_GUARDS, ...READER_GUARDS, ...AUTHORIZER_GUARDS];
