import { type ReadTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { type Limits } from '@fintech-solution/domain/ledger/posting-input';
import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../observed/stack-state.ts';
import { type RecordedFacts } from './call-recorder.ts';

/** Both tables at one moment, and what they were written under. */
export interface LedgerFacts {
  readonly tables: ReadTables;
  readonly limits: Limits;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** What is compared. */
export interface AuditFacts {
  readonly state: StackState;
  readonly recorded: RecordedFacts;
  readonly ledger: LedgerFacts;
  /** What was read belongs to no moment, because it changed meanwhile. */
  readonly isMoving?: boolean;
  /** The `OPENING_BALANCE` that the functions were given. */
  readonly openingBalance: string;
  readonly plan: NumberingPlan;
}

/** One contradiction, in a sentence. */
export interface Finding {
  readonly kind: string;
  /** The subscriber number that it concerns; empty where it concerns all of them. */
  readonly account: string;
  /** The number of the account's movement that it concerns. */
  readonly sequence?: number | undefined;
  /** The transaction that it concerns. */
  readonly reference?: string | undefined;
  readonly sentence: string;
}
