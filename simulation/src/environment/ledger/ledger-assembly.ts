import { BATCHING_WINDOW_MS, TIMEOUTS_MS } from '../../run-settings.ts';
import { createLedgerAnswerCheck } from '../../invariants/ledger/ledger-answers.ts';
import { createLedgerAudit } from '../../invariants/ledger/ledger-audit.ts';
import { createLedgerBooks } from '../../invariants/ledger/ledger-books.ts';
import {
  createLedgerRecordCheck,
  notificationIn,
  referenceIn,
} from '../../invariants/ledger/ledger-records.ts';
import { createTextCheck } from '../../invariants/ledger/ledger-texts.ts';
import { createWelcomeCheck } from '../../invariants/welcomes.ts';
import type { LedgerSettings } from '../../ledger-settings.ts';
import type { Invocation } from '../call.ts';
import type { Environment } from '../environment.ts';
import { createLambda } from '../lambda.ts';
import { startPoller } from '../poller.ts';
import { createProviders } from '../providers.ts';
import { createQueue } from '../queue.ts';
import type { Item } from '../table.ts';
import { createLedgerBuilder } from './ledger-functions.ts';
import { type Change, createLedgerTables } from './ledger-tables.ts';
import { startSweeps } from './sweeps.ts';

/** A whole simulated ledger with its checks, ready for the steps of a plan. */
export type LedgerAssembly = ReturnType<typeof assembleLedger>;

/** Transactions are posted as soon as they are there. */
const PROCESSING_WINDOW_MS = 0;
const DEFAULT_MAX_AMOUNT = 10_000_000;

export function assembleLedger(environment: Environment, settings: LedgerSettings) {
  const deployed = { maxAmount: DEFAULT_MAX_AMOUNT, smallestMaxAmount: DEFAULT_MAX_AMOUNT };
  // A notification is kept as a welcome is, so the same check follows it; its subject is `<reference>/<recipient>`.
  const messages = createWelcomeCheck(environment);
  const books = createLedgerBooks(environment, settings, (msisdn) => tables.account(msisdn));
  const audit = createLedgerAudit(environment, settings);
  const tables = createLedgerTables(environment, (changes, by) => {
    books.written(changes, by);
    for (const change of changes) notificationWritten(change, by);
    if (changes.length > 1) audit(tables);
  });

  function notificationWritten({ before, after }: Change, by: Invocation | undefined): void {
    const [pk = '', sk = ''] = [after['pk']?.S, after['sk']?.S];
    if (!sk.startsWith('N#') || by === undefined) return;
    const subject = `${pk.slice('TX#'.length)}/${sk.slice('N#'.length)}`;
    messages.written(subject, asWelcome(before), asWelcome(after) ?? {}, by);
  }

  const transactions = createQueue(environment, {
    name: 'transactions',
    visibilityMs: 6 * TIMEOUTS_MS['process-transaction'],
    subjectOf: referenceIn,
    onCopied: () => undefined,
  });
  const notifications = createQueue(environment, {
    name: 'notifications',
    visibilityMs: 6 * TIMEOUTS_MS['notify-parties'],
    subjectOf: notificationIn,
    onCopied: ({ body }) => messages.parked(notificationIn(body) ?? ''),
  });
  const texts = createTextCheck(environment, books);
  const providers = createProviders(environment, messages, {
    subjectOf: (msisdn, text) => texts.subjectOf(msisdn, text),
    begins: () => undefined,
    read: (subject, _channel, text, msisdn) => texts.read(subject, text, msisdn),
  });
  const lambda = createLambda(
    environment,
    createLedgerBuilder({
      environment,
      settings,
      tables,
      transactions,
      notifications,
      providers,
      deployed,
    }),
  );
  const notificationItem = (notification: string): Item | undefined => {
    const [reference, recipient] = notification.split('/');
    return asWelcome(tables.ledgerItem(`TX#${reference}`, `N#${recipient}`));
  };
  const isSettled = (notification: string): boolean =>
    !settings.smsIsOn || messages.isSettled(notification, notificationItem(notification) ?? {}, 'sms');
  const records = createLedgerRecordCheck(environment, books, { transactions, notifications }, isSettled);
  const { batchSize } = settings;
  startPoller(environment, lambda, {
    queue: transactions,
    consumer: 'process-transaction',
    label: 'transactions',
    batchSize,
    windowMs: PROCESSING_WINDOW_MS,
    begin: records.process,
  });
  startPoller(environment, lambda, {
    queue: notifications,
    consumer: 'notify-parties',
    label: 'notifications',
    batchSize,
    windowMs: BATCHING_WINDOW_MS,
    begin: records.notify,
  });
  return {
    environment,
    settings,
    deployed,
    tables,
    books,
    audit,
    transactions,
    notifications,
    providers,
    lambda,
    notificationItem,
    answers: createLedgerAnswerCheck(environment, books, transactions),
    sweeps: startSweeps(environment, lambda, books),
  };
}

/** A notification's item in the shape of an account's welcome. */
function asWelcome(item: Item | undefined): Item | undefined {
  return item && { welcome: { M: { sms: { M: item } } } };
}
