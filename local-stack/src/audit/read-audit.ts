import { type ReadTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { type Limits } from '@fintech-solution/domain/ledger/posting-input';
import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../observed/stack-state.ts';
import { auditStack, type Audit } from './audit.ts';
import { type CallRecorder } from './call-recorder.ts';

/** What the audit reads. */
export interface AuditSources {
  readonly readState: () => Promise<StackState>;
  readonly readTables: () => Promise<ReadTables>;
  readonly recorder: Pick<CallRecorder, 'facts'>;
  readonly limits: Limits;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly openingBalance: string;
  readonly plan: NumberingPlan;
}

/** How often a moment without changes is looked for. */
const ATTEMPTS = 5;

/**
 * Audits the stack at one moment. Tables, queues and dead letters are read one after another, so what is read
 * while something changes belongs to no moment: it is read again, and at last counted as still under way. A call is seen
 * just after it took effect, so what looks wrong is believed once a second reading shows it too.
 */
export async function readAudit(sources: AuditSources): Promise<Audit> {
  const { readState, readTables, recorder, now, limits, openingBalance, plan } = sources;
  let isSuspected = false;
  for (let attempt = 1; ; attempt += 1) {
    const before = recorder.facts().revision;
    const [state, tables] = [await readState(), await readTables()];
    const recorded = recorder.facts();
    const ledger = { tables, limits, nowMs: now() };
    const facts = { state, recorded, ledger, openingBalance, plan };
    if (recorded.revision !== before) {
      if (attempt < ATTEMPTS) continue;
      return auditStack({ ...facts, isMoving: true });
    }
    const audit = auditStack(facts);
    if (audit.verdict !== 'inconsistent' || isSuspected) return audit;
    isSuspected = true;
  }
}
