import { isMsisdn, maskMsisdn, type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../observed/stack-state.ts';
import { accountFindings } from './account-findings.ts';
import { type AuditFacts, type Finding } from './audit-facts.ts';
import { deadNumbers, lostMessages, mailFindings } from './message-findings.ts';

/** What a comparison of accounts, messages and recorded calls finds. */
export interface Audit {
  /** `under-way`: no contradiction, but messages are still in the queue or with a function. */
  readonly verdict: 'consistent' | 'under-way' | 'inconsistent';
  readonly accounts: number;
  /** Events that asked for an account and reached the queue. */
  readonly events: number;
  readonly queue: StackState['queue'];
  readonly deadLetters: number;
  readonly sms: number;
  readonly emails: number;
  readonly findings: readonly Finding[];
}

/**
 * Compares what the stack holds with what it saw: every balance explained by its opening movement, one account per
 * number, every event handled or dead-lettered, every message sent under a lease.
 *
 * The stack records no movement except the opening, so it reports every other change of a balance as unexplained.
 */
export function auditStack(facts: AuditFacts): Audit {
  const { state, recorded } = facts;
  const { visible, inFlight, delayed } = state.queue;
  const busy = visible + inFlight + delayed > 0;
  const opened = new Set(state.accounts.map(({ msisdn }) => String(msisdn)));
  const dead = deadNumbers(state.deadLetters, facts.plan);
  const context = { ...facts, busy, dead };
  const findings = [
    ...state.accounts.flatMap((account) => accountFindings(account, context)),
    ...(busy ? [] : lostMessages(opened, dead, facts)),
    ...mailFindings(facts, busy),
  ];
  return {
    verdict: findings.length > 0 ? 'inconsistent' : busy ? 'under-way' : 'consistent',
    accounts: state.accounts.length,
    events: recorded.requests.size,
    queue: state.queue,
    deadLetters: state.deadLetters.length,
    sms: [...recorded.accounts.values()].reduce((sum, { smsSent }) => sum + smsSent, 0),
    emails: recorded.emails,
    findings: findings.map((finding) => ({
      ...finding,
      account: masked(finding.account, facts.plan),
    })),
  };
}

/** A number in another spelling, or no number at all, is named without giving a digit of it away but the last two. */
function masked(key: string, plan: NumberingPlan): string {
  if (isMsisdn(key, plan)) return maskMsisdn(key);
  return key === '' ? '' : `…${key.slice(-2)}`;
}
