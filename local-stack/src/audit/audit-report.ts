import { type Audit } from './audit.ts';

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
  const faults = Object.entries(injected);
  const hidden = audit.findings.length - SHOWN;
  return [
    `accounts       ${audit.accounts}, asked for by ${audit.events} event(s)`,
    `queue          ${visible} waiting, ${inFlight} in flight, ${delayed} delayed; ${audit.deadLetters} dead letter(s)`,
    `messages sent  ${audit.sms} SMS, ${audit.emails} e-mail(s)`,
    faults.length === 0
      ? 'faults         no fault was injected'
      : `faults         with seed ${seed}: ${faults.map(([name, count]) => `${name} ×${count}`).join(', ')}`,
    ...audit.findings
      .slice(0, SHOWN)
      .map(({ kind, account, sentence }) =>
        ['  ✗', account, `${sentence} (${kind})`].filter((word) => word !== '').join(' '),
      ),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
    VERDICTS[audit.verdict],
  ];
}
