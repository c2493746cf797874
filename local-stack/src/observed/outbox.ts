import { type SentEmail } from '../emulators/ses.ts';

/** Every SMS and e-mail that providers accepted, newest last: what a phone and a mailbox would show. */
export interface Outbox {
  addSms(sms: Omit<OutboxSms, 'at'>): void;
  addEmail(email: SentEmail): void;
  /** The last {@link KEPT} of each; `counts` counts all since the start or the last clear. */
  contents(): OutboxContents;
  clear(): void;
}

/** An SMS as posted to the provider. */
export interface OutboxSms {
  readonly to: readonly string[];
  readonly sender_name: string;
  readonly message: string;
  /** RFC 3339. */
  readonly at: string;
}

/** An e-mail as handed to SES. */
export interface OutboxEmail {
  /** As in an e-mail's own header: addresses separated by commas. */
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** RFC 3339. */
  readonly at: string;
}

/** The outbox as `/_local/outbox` shows it. */
export interface OutboxContents {
  readonly sms: readonly OutboxSms[];
  readonly emails: readonly OutboxEmail[];
  readonly counts: { readonly sms: number; readonly emails: number };
}

/** How many messages of each kind are kept. */
export const KEPT = 1_000;

/** An outbox in memory. */
export function createOutbox(now: () => number): Outbox {
  let sms: OutboxSms[] = [];
  let emails: OutboxEmail[] = [];
  let counts = { sms: 0, emails: 0 };
  const at = (): string => new Date(now()).toISOString();
  return {
    addSms(posted) {
      sms = [...sms, { ...posted, at: at() }].slice(-KEPT);
      counts = { ...counts, sms: counts.sms + 1 };
    },
    addEmail({ to, from, subject, html = '', text = '' }) {
      emails = [...emails, { to: to.join(', '), from, subject, html, text, at: at() }].slice(-KEPT);
      counts = { ...counts, emails: counts.emails + 1 };
    },
    contents: () => ({ sms, emails, counts }),
    clear() {
      sms = [];
      emails = [];
      counts = { sms: 0, emails: 0 };
    },
  };
}
