import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../observed/stack-state.ts';
import { auditStack, type Audit } from './audit.ts';
import { type CallRecorder } from './call-recorder.ts';

/** What the audit reads. */
export interface AuditSources {
  readonly readState: () => Promise<StackState>;
  readonly recorder: Pick<CallRecorder, 'facts'>;
  readonly openingBalance: string;
  readonly plan: NumberingPlan;
}

/** How often a moment without changes is looked for. */
const ATTEMPTS = 5;

/**
 * Audits the stack at one moment. Accounts, queue and dead letters are read one after another, so what is read
 * while something changes belongs to no moment: it is read again, and at last counted as still under way.
 */
export async function readAudit({ readState, recorder, ...settings }: AuditSources): Promise<Audit> {
  for (let attempt = 1; ; attempt += 1) {
    const before = recorder.facts().revision;
    const state = await readState();
    const facts = recorder.facts();
    if (facts.revision === before) return auditStack({ ...settings, state, recorded: facts });
    if (attempt < ATTEMPTS) continue;
    const audit = auditStack({
      ...settings,
      state: { ...state, queue: atLeastOne(state.queue) },
      recorded: facts,
    });
    return { ...audit, queue: state.queue };
  }
}

function atLeastOne(queue: StackState['queue']): StackState['queue'] {
  return { ...queue, inFlight: Math.max(1, queue.inFlight) };
}
