import { decodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { type StackState } from '../observed/stack-state.ts';
import { type AuditFacts, type Finding } from './audit-facts.ts';
import { digestOf } from './call-recorder.ts';

/** Numbers that a dead letter is about. */
export function deadNumbers(
  deadLetters: StackState['deadLetters'],
  plan: NumberingPlan,
): ReadonlySet<string> {
  const decoded = deadLetters.map(({ body }) => decodeAccountRequested(body, plan));
  return new Set(decoded.flatMap((letter) => (letter.kind === 'not-ours' ? [] : [letter.event.msisdn])));
}

/** With an empty queue: events that neither opened an account nor died, and foreign messages without a copy in the dead letters. */
export function lostMessages(
  opened: ReadonlySet<string>,
  dead: ReadonlySet<string>,
  { state, recorded }: AuditFacts,
): Finding[] {
  if (recorded.messagesRemoved) return [];
  const numbers = new Set(
    [...recorded.requests.values()].filter((msisdn) => !opened.has(msisdn) && !dead.has(msisdn)),
  );
  const parked = new Set(state.deadLetters.map(({ body }) => digestOf(body)));
  const vanished = [...recorded.foreign].filter((digest) => !parked.has(digest)).length;
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
            sentence: `${vanished} message(s) that are not our events were acknowledged without a copy in the dead letters`,
          },
        ]),
  ];
}

/** E-mails are told apart by nothing that names an account, so they are compared in total. */
export function mailFindings({ state, recorded }: AuditFacts, busy: boolean): Finding[] {
  const records = [...recorded.accounts];
  const known = new Set(records.filter(([, { openings }]) => openings > 0).map(([msisdn]) => msisdn));
  const leases = records.reduce((sum, [, record]) => sum + record.leases.email, 0);
  const marked = state.accounts.filter(
    ({ msisdn, welcome }) =>
      known.has(String(msisdn)) &&
      (welcome as { email?: { state?: unknown } } | undefined)?.email?.state === 'sent',
  ).length;
  if (recorded.emails > leases)
    return [
      {
        kind: 'emails-without-lease',
        account: '',
        sentence: `${recorded.emails} e-mails were sent under ${leases} lease(s)`,
      },
    ];
  if (!busy && recorded.emails < marked)
    return [
      {
        kind: 'emails-marked-but-not-sent',
        account: '',
        sentence: `${marked} accounts are marked as told by e-mail, ${recorded.emails} e-mails were sent`,
      },
    ];
  return [];
}
