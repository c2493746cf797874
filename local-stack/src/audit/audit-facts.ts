import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../observed/stack-state.ts';
import { type RecordedFacts } from './call-recorder.ts';

/** What is compared. */
export interface AuditFacts {
  readonly state: StackState;
  readonly recorded: RecordedFacts;
  /** The `OPENING_BALANCE` that the functions were given. */
  readonly openingBalance: string;
  readonly plan: NumberingPlan;
}

/** One contradiction, in a sentence. */
export interface Finding {
  readonly kind: string;
  /** The subscriber number that it concerns; empty where it concerns all of them. */
  readonly account: string;
  readonly sentence: string;
}
