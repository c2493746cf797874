import { isMsisdn, maskMsisdn, type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../console/stack-state.ts';
import { accountFindings } from './account-findings.ts';
import { type BooksFacts, type Finding } from './books-facts.ts';
import { deadNumbers, lostMessages, mailFindings } from './message-findings.ts';

/** Whether accounts, messages and the stack's own journal tell one story. */
export interface Books {
  /** `under-way`: nothing disagrees, but messages are still on the queue or with a function. */
  readonly verdict: 'agree' | 'under-way' | 'disagree';
  readonly accounts: number;
  /** Events that asked for an account and reached the queue. */
  readonly events: number;
  readonly queue: StackState['queue'];
  readonly deadLetters: number;
  readonly sms: number;
  readonly emails: number;
  readonly disagreements: readonly Finding[];
}

/**
 * Balances the books: every balance explained by its opening movement, one account per number, every event settled
 * or dead, every message sent under a lease.
 *
 * Movements other than the opening are recorded nowhere today, so any other change of a balance is called
 * unexplained, whoever made it.
 */
export function balanceBooks(facts: BooksFacts): Books {
  const { state, journal } = facts;
  const { visible, inFlight, delayed } = state.queue;
  const busy = visible + inFlight + delayed > 0;
  const opened = new Set(state.accounts.map(({ msisdn }) => String(msisdn)));
  const dead = deadNumbers(state.deadLetters, facts.plan);
  const context = { ...facts, busy, dead };
  const disagreements = [
    ...state.accounts.flatMap((account) => accountFindings(account, context)),
    ...(busy ? [] : lostMessages(opened, dead, facts)),
    ...mailFindings(facts, busy),
  ];
  return {
    verdict: disagreements.length > 0 ? 'disagree' : busy ? 'under-way' : 'agree',
    accounts: state.accounts.length,
    events: journal.requests.size,
    queue: state.queue,
    deadLetters: state.deadLetters.length,
    sms: [...journal.accounts.values()].reduce((sum, { smsSent }) => sum + smsSent, 0),
    emails: journal.emails,
    disagreements: disagreements.map((finding) => ({
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
