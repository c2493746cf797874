import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../console/stack-state.ts';
import { type JournalFacts } from './journal.ts';

/** What is compared. */
export interface BooksFacts {
  readonly state: StackState;
  readonly journal: JournalFacts;
  /** The `OPENING_BALANCE` that the functions were given. */
  readonly openingBalance: string;
  readonly plan: NumberingPlan;
}

/** One thing that does not fit, in a sentence. */
export interface Finding {
  readonly kind: string;
  /** The number that it is about, or nothing. */
  readonly account: string;
  readonly sentence: string;
}
