import { createCallbackCheck } from '../../invariants/ledger/callbacks.ts';
import { createLedgerAnswerCheck, type Deployed } from '../../invariants/ledger/ledger-answers.ts';
import { createLedgerAudit } from '../../invariants/ledger/ledger-audit.ts';
import { createLedgerBooks } from '../../invariants/ledger/ledger-books.ts';
import {
  createLedgerRecordCheck,
  notificationIn,
  referenceIn,
} from '../../invariants/ledger/ledger-records.ts';
import { createTextCheck } from '../../invariants/ledger/ledger-texts.ts';
import { createWelcomeCheck } from '../../invariants/welcomes.ts';
import type { LedgerSettings } from '../../profiles/ledger-settings.ts';
import type { Invocation } from '../../environment/call.ts';
import type { Environment } from '../../environment/environment.ts';
import { createLambda } from '../../environment/lambda.ts';
import { startPoller } from '../../environment/poller.ts';
import { createProviders } from '../providers.ts';
import { createQueue } from '../../environment/queue.ts';
import type { Item } from '../../environment/item.ts';
import { createCallbackReceiver } from './callback-receiver.ts';
import { createLedgerBuilder } from './ledger-functions.ts';
import { type Change, createLedgerTables } from '../../environment/ledger/ledger-tables.ts';
import { startSweeps } from './sweeps.ts';
import { CALLBACK_HOST_PATTERNS, type Wish } from '../../environment/ledger/wishes.ts';

/** A whole simulated ledger with its checks, ready for the steps of a plan. */
export type LedgerAssembly = ReturnType<typeof assembleLedger>;

const DEFAULT_MAX_AMOUNT = 10_000_000;

export function assembleLedger(environment: Environment, settings: LedgerSettings) {
  const deployed: Deployment = {
    maxAmount: DEFAULT_MAX_AMOUNT,
    smallestMaxAmount: DEFAULT_MAX_AMOUNT,
    callbackHosts: CALLBACK_HOST_PATTERNS,
    wereCallbacksRefused: false,
    noCallbacksSince: undefined,
  };
  // A notification is kept as a welcome is, so the same check follows it; its subject is `<reference>/<recipient>`.
  const messages = createWelcomeCheck(environment, isCallback);
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
    if (isCallback(subject) && deployed.wereCallbacksRefused) messages.refused(subject, 'sms');
    messages.written(subject, asWelcome(before), asWelcome(after) ?? {}, by);
  }

  const transactions = createQueue(environment, {
    name: 'transactions',
    subjectOf: referenceIn,
    onCopied: () => undefined,
  });
  const notifications = createQueue(environment, {
    name: 'notifications',
    subjectOf: notificationIn,
    onCopied: ({ body }) => messages.parked(notificationIn(body) ?? ''),
  });
  const texts = createTextCheck(environment, books);
  const providers = createProviders(environment, messages, {
    subjectOf: (msisdn, text) => texts.subjectOf(msisdn, text),
    begins: () => undefined,
    read: (subject, _channel, text, msisdn) => texts.read(subject, text, msisdn),
  });
  const callbackCheck = createCallbackCheck(environment, books);
  const callbacks = createCallbackReceiver(environment, messages, callbackCheck);
  const lambda = createLambda(
    environment,
    createLedgerBuilder({
      environment,
      settings,
      tables,
      transactions,
      notifications,
      providers,
      callbacks,
      deployed,
    }),
  );
  const notificationItem = (notification: string): Item | undefined => {
    const [reference, recipient] = notification.split('/');
    return asWelcome(tables.ledgerItem(`TX#${reference}`, `N#${recipient}`));
  };
  const isSettled = (notification: string): boolean =>
    (!settings.smsIsOn && !isCallback(notification)) ||
    messages.isSettled(notification, notificationItem(notification) ?? {}, 'sms');
  const records = createLedgerRecordCheck(environment, books, { transactions, notifications }, isSettled);
  const { batchSize } = settings;
  startPoller(environment, lambda, {
    queue: transactions,
    label: 'transactions',
    batchSize,
    begin: records.process,
  });
  startPoller(environment, lambda, {
    queue: notifications,
    label: 'notifications',
    batchSize,
    begin(batch) {
      callbackCheck.delivered(batch);
      return records.notify(batch);
    },
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
    callbacks,
    lambda,
    notificationItem,
    /** The reversals that were asked for, for those who ask again. */
    reversals: [] as Wish[],
    answers: createLedgerAnswerCheck(environment, books, transactions, deployed),
    sweeps: startSweeps(environment, lambda, books),
  };
}

/** What a new deployment sets, and what was ever set. */
interface Deployment extends Deployed {
  maxAmount: number;
  smallestMaxAmount: number;
  callbackHosts: readonly string[];
  wereCallbacksRefused: boolean;
  noCallbacksSince: number | undefined;
}

/** True for the notification of a client, which knows a repetition by its id. */
function isCallback(notification: string): boolean {
  return notification.endsWith('/client');
}

/** A notification's item in the shape of an account's welcome. */
function asWelcome(item: Item | undefined): Item | undefined {
  return item && { welcome: { M: { sms: { M: item } } } };
}
