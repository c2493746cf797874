import { isMsisdn, maskMsisdn, type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type QueueState, type StackState } from '../observed/stack-state.ts';
import { accountFindings } from './account-findings.ts';
import { ACCOUNT_REQUESTS } from '../setup/wiring.ts';
import { type AuditFacts, type Finding } from './audit-facts.ts';
import { ledgerFindings } from './ledger-findings.ts';
import { deadNumbers, lostMessages, mailFindings } from './message-findings.ts';

/** What a comparison of accounts, messages and recorded calls finds. */
export interface Audit {
  /** `under-way`: no contradiction, but messages are still in the queue or with a function. */
  readonly verdict: 'consistent' | 'under-way' | 'inconsistent';
  readonly accounts: number;
  /** Events that asked for an account and reached the queue. */
  readonly events: number;
  readonly transactions: { readonly completed: number; readonly failed: number; readonly pending: number };
  readonly movements: number;
  /** Of all queues together. */
  readonly queue: StackState['queue'];
  readonly deadLetters: number;
  readonly sms: number;
  readonly emails: number;
  readonly findings: readonly Finding[];
}

/**
 * Compares what the stack holds with what it saw: every balance explained by its account's movements, one account per
 * number, every event handled or dead-lettered, every message sent under a lease, no final state changed.
 */
export function auditStack(facts: AuditFacts): Audit {
  const { state, recorded, isMoving = false } = facts;
  const queue = totalOf(state);
  const transactions = statusesOf(state);
  const isBusy = isMoving || messagesIn(state.queue) > 0;
  const opened = new Set(state.accounts.map(({ msisdn }) => String(msisdn)));
  const dead = deadNumbers(state.deadLetters, facts.plan);
  const context = { ...facts, busy: isBusy, dead };
  const findings = [
    // Half of a commit is no fault, and that is what a moving ledger shows.
    ...(isMoving ? [] : ledgerFindings(facts)),
    ...state.accounts.flatMap((account) => accountFindings(account, context)),
    ...(isBusy ? [] : lostMessages(opened, dead, facts)),
    ...mailFindings(facts, isBusy),
  ];
  const isUnderWay = isMoving || messagesIn(queue) > 0 || transactions.pending > 0;
  return {
    verdict: findings.length > 0 ? 'inconsistent' : isUnderWay ? 'under-way' : 'consistent',
    accounts: state.accounts.length,
    events: recorded.requests.size,
    transactions,
    movements: state.movements.length,
    queue,
    deadLetters: queuesOf(state).reduce((sum, { deadLetters }) => sum + deadLetters.length, 0),
    sms: [...recorded.accounts.values()].reduce((sum, { smsSent }) => sum + smsSent, 0),
    emails: recorded.emails,
    findings: findings.map((finding) => ({
      ...finding,
      account: masked(finding.account, facts.plan),
    })),
  };
}

function queuesOf({ queue, deadLetters, queues }: StackState): QueueState[] {
  return Object.values({ ...queues, [ACCOUNT_REQUESTS]: { queue, deadLetters } });
}

function totalOf(state: StackState): StackState['queue'] {
  const sum = (name: keyof StackState['queue']) =>
    queuesOf(state).reduce((total, { queue }) => total + queue[name], 0);
  return { visible: sum('visible'), inFlight: sum('inFlight'), delayed: sum('delayed') };
}

function messagesIn({ visible, inFlight, delayed }: StackState['queue']): number {
  return visible + inFlight + delayed;
}

function statusesOf({ transactions }: StackState): Audit['transactions'] {
  const count = (status: string) => transactions.filter((item) => item['status'] === status).length;
  return { completed: count('completed'), failed: count('failed'), pending: count('pending') };
}

/** A number in another spelling, or no number at all, is named without giving a digit of it away but the last two. */
function masked(key: string, plan: NumberingPlan): string {
  if (isMsisdn(key, plan)) return maskMsisdn(key);
  return key === '' ? '' : `…${key.slice(-2)}`;
}
