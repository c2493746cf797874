import { isMsisdn } from '@fintech-solution/domain/msisdn';
import { type AccountRecord, type Irregularity } from './account-records.ts';
import { type AuditFacts, type Finding } from './audit-facts.ts';

/** The facts, and what follows from them for every account. */
export interface AccountContext extends AuditFacts {
  /** Messages are still under way, so an unfinished welcome may still be finished. */
  readonly busy: boolean;
  /** Numbers whose events are dead letters. */
  readonly dead: ReadonlySet<string>;
}

type Account = Readonly<Record<string, unknown>>;

/** Everything about one account that does not fit. */
export function accountFindings(account: Account, context: AccountContext): Finding[] {
  const msisdn = String(account['msisdn']);
  const record = context.recorded.accounts.get(msisdn);
  return [
    ...keyFindings(msisdn, context),
    ...openingFindings(account, context),
    ...originFindings(account, record, context),
    ...welcomeFindings(account, record, context),
  ].map(([kind, sentence]) => ({ kind, account: msisdn, sentence }));
}

type Told = [kind: string, sentence: string];

function keyFindings(msisdn: string, { plan }: AccountContext): Told[] {
  return isMsisdn(msisdn, plan)
    ? []
    : [
        [
          'number-not-canonical',
          'its key is not a subscriber number in canonical form, so its number may have two accounts',
        ],
      ];
}

function openingFindings(account: Account, { openingBalance }: AccountContext): Told[] {
  const missing = ['openingBalance', 'openedBy', 'createdAt', 'currency'].filter(
    (name) => typeof account[name] !== 'string' || account[name] === '',
  );
  if (missing.length > 0) return [['opening-incomplete', `its opening movement lacks ${missing.join(', ')}`]];
  const told = String(account['openingBalance']);
  const findings: Told[] = [];
  if (told !== openingBalance)
    findings.push(['opening-amount', `it was opened with ${told} where the setting is ${openingBalance}`]);
  if (Number.isNaN(Date.parse(String(account['createdAt']))))
    findings.push(['opening-time', 'the time of its opening movement is not a time']);
  return findings;
}

function originFindings(
  account: Account,
  record: AccountRecord | undefined,
  { recorded }: AccountContext,
): Told[] {
  const openings = record?.openings ?? 0;
  const findings: Told[] = [];
  if (openings > 1)
    findings.push([
      'opened-twice',
      `the table took its opening ${times(openings)}; whatever it held was overwritten`,
    ]);
  if (openings === 0)
    findings.push(['not-opened-here', 'no function opened it: another client put it into the table']);
  const openedBy = String(account['openedBy']);
  if (openings > 0 && recorded.requests.get(openedBy) !== account['msisdn'])
    findings.push(['opened-without-event', 'the event that it names as its origin never asked for it']);
  return findings;
}

const BROKEN: Readonly<Record<Irregularity, string>> = {
  'claimed-while-held': 'its welcome was claimed while another delivery held the lease',
  'claimed-after-settling': 'its welcome was claimed again although it had been sent',
  'released-by-another': 'the lease on its welcome was ended by a client that did not hold it',
};

function welcomeFindings(
  account: Account,
  record: AccountRecord | undefined,
  context: AccountContext,
): Told[] {
  const findings: Told[] = (record?.irregularities ?? []).map((kind) => [kind, BROKEN[kind]]);
  const { smsSent: sent = 0, leases = { sms: 0, email: 0 } } = record ?? {};
  const told = notificationsTo(String(account['msisdn']), context);
  const allowed = leases.sms + told.leases;
  if (sent > allowed) findings.push(['sms-without-lease', `${sent} SMS were sent under ${allowed} lease(s)`]);
  const welcome = (account['welcome'] ?? {}) as Record<string, { state?: unknown } | undefined>;
  const isWelcomed = (record?.openings ?? 0) > 0 && welcome['sms']?.state === 'sent';
  const marked = told.sent + (isWelcomed ? 1 : 0);
  if (sent < marked)
    findings.push(['marked-but-not-sent', `${marked} SMS are marked as sent, the provider got ${sent}`]);
  const open = Object.entries(welcome).filter(([, channel]) => UNFINISHED.includes(String(channel?.state)));
  if (open.length > 0 && !context.busy && !context.dead.has(String(account['msisdn'])))
    findings.push([
      'welcome-abandoned',
      `its welcome by ${open.map(([channel]) => channel).join(' and ')} is unfinished and no event is left to finish it`,
    ]);
  return findings;
}

/** The messages about transactions that one customer was to get: they go to the same phone as the welcome. */
function notificationsTo(msisdn: string, { recorded, state }: AccountContext) {
  const { notifications, transactions } = recorded.ledger;
  const parties = new Map(state.transactions.map((item) => [item['reference'], item]));
  const own = notifications.filter(({ reference, recipient }) => {
    const party = transactions.get(reference)?.facts[recipient] ?? parties.get(reference)?.[recipient];
    return party === msisdn;
  });
  return {
    leases: own.reduce((sum, { leases }) => sum + leases, 0),
    sent: own.filter(({ state: mark }) => mark === 'sent').length,
  };
}

const UNFINISHED = ['pending', 'sending'];

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
