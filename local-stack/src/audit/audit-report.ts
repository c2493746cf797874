import { type Audit } from './audit.ts';
import { type Finding } from './audit-facts.ts';

/** What is shown beside the audit. */
export interface AuditContext {
  /** How often each fault was injected, by its name. */
  readonly injected: Readonly<Record<string, number>>;
  readonly seed: number;
}

/** As many findings as a terminal shows; the JSON has all. */
const SHOWN = 20;

const VERDICTS: Readonly<Record<Audit['verdict'], string>> = {
  consistent:
    'The audit finds no contradiction: every balance is explained, every event is handled or dead-lettered.',
  'under-way': 'The audit finds no contradiction so far; messages are still under way.',
  inconsistent: 'The audit finds CONTRADICTIONS.',
};

/** The audit as lines for a person. */
export function auditLines(audit: Audit, { injected, seed }: AuditContext): string[] {
  const { visible, inFlight, delayed } = audit.queue;
  const { completed, failed, pending } = audit.transactions;
  const faults = Object.entries(injected);
  const hidden = audit.findings.length - SHOWN;
  return [
    `accounts       ${audit.accounts}, asked for by ${audit.events} event(s)`,
    `transactions   ${completed} completed, ${failed} failed, ${pending} pending; ${audit.movements} movement(s)`,
    `queue          ${visible} waiting, ${inFlight} in flight, ${delayed} delayed; ${audit.deadLetters} dead letter(s)`,
    `messages sent  ${audit.sms} SMS, ${audit.emails} e-mail(s)`,
    faults.length === 0
      ? 'faults         no fault was injected'
      : `faults         with seed ${seed}: ${faults.map(([name, count]) => `${name} ×${count}`).join(', ')}`,
    ...audit.findings
      .slice(0, SHOWN)
      .map((finding) => `  ✗ ${placeOf(finding)}${finding.sentence} (${finding.kind})`),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
    ...firstFault(audit),
    VERDICTS[audit.verdict],
  ];
}

/** Whose account and which movement, as far as it is one's. */
function placeOf({ account, sequence, reference }: Finding): string {
  const words = [
    account,
    sequence === undefined ? '' : `movement ${sequence}`,
    reference === undefined ? '' : `transaction ${reference.slice(0, 8)}`,
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : `${words.join(', ')}: `;
}

/** Where to look first: the movement from which on an account's history is wrong. */
function firstFault({ findings }: Audit): string[] {
  const first = findings.find(({ sequence }) => sequence !== undefined) ?? findings[0];
  return first === undefined ? [] : [`first fault    ${placeOf(first)}${first.kind}`];
}
