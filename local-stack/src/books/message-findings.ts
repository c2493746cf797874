import { decodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../console/stack-state.ts';
import { type BooksFacts, type Finding } from './books-facts.ts';
import { digestOf } from './journal.ts';

/** Numbers that a dead letter is about. */
export function deadNumbers(
  deadLetters: StackState['deadLetters'],
  plan: NumberingPlan,
): ReadonlySet<string> {
  const decoded = deadLetters.map(({ body }) => decodeAccountRequested(body, plan));
  return new Set(decoded.flatMap((letter) => (letter.kind === 'not-ours' ? [] : [letter.event.msisdn])));
}

/** With an empty queue: events that neither opened an account nor died, and foreign messages that nobody parked. */
export function lostMessages(
  opened: ReadonlySet<string>,
  dead: ReadonlySet<string>,
  { state, journal }: BooksFacts,
): Finding[] {
  if (journal.messagesRemoved) return [];
  const numbers = new Set(
    [...journal.requests.values()].filter((msisdn) => !opened.has(msisdn) && !dead.has(msisdn)),
  );
  const parked = new Set(state.deadLetters.map(({ body }) => digestOf(body)));
  const vanished = [...journal.foreign].filter((digest) => !parked.has(digest)).length;
  return [
    ...[...numbers].map((msisdn) => ({
      kind: 'event-lost',
      account: msisdn,
      sentence: 'an event asked for it; there is no account, no message on the queue and no dead letter',
    })),
    ...(vanished === 0
      ? []
      : [
          {
            kind: 'foreign-message-lost',
            account: '',
            sentence: `${vanished} message(s) that are no event of ours were acknowledged without being parked`,
          },
        ]),
  ];
}

/** E-mails are told apart by nothing that names an account, so they are compared in total. */
export function mailFindings({ state, journal }: BooksFacts, busy: boolean): Finding[] {
  const records = [...journal.accounts];
  const known = new Set(records.filter(([, { openings }]) => openings > 0).map(([msisdn]) => msisdn));
  const leases = records.reduce((sum, [, record]) => sum + record.leases.email, 0);
  const marked = state.accounts.filter(
    ({ msisdn, welcome }) =>
      known.has(String(msisdn)) &&
      (welcome as { email?: { state?: unknown } } | undefined)?.email?.state === 'sent',
  ).length;
  if (journal.emails > leases)
    return [
      {
        kind: 'emails-without-lease',
        account: '',
        sentence: `${journal.emails} e-mails were sent under ${leases} lease(s)`,
      },
    ];
  if (!busy && journal.emails < marked)
    return [
      {
        kind: 'emails-marked-but-not-sent',
        account: '',
        sentence: `${marked} accounts are marked as told by e-mail, ${journal.emails} e-mails were sent`,
      },
    ];
  return [];
}
