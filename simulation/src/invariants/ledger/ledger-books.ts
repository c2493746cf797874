import type { Invocation } from '../../environment/call.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Run } from '../../environment/lambda.ts';
import { type Change, TABLES } from '../../environment/ledger/ledger-tables.ts';
import { CASH, contentOf, type Wish } from '../../environment/ledger/wishes.ts';
import type { Item } from '../../environment/item.ts';
import type { LedgerSettings } from '../../profiles/ledger-settings.ts';
import { type BookedTransaction, type Days, leftOf } from './booked-transaction.ts';
import { accountIn, type EntryFacts, entryIn, type Standing, transactionIn } from './ledger-facts.ts';
import { createRefusalCheck } from './refusals.ts';
import { createReversalCheck } from './reversals.ts';

/**
 * Books of the ledger, kept apart from the product's code: they read from each write what it means, and judge whether it is
 * allowed. V1 to V8, V11 and V12 are judged here, at the moment of the write.
 */
export interface LedgerBooks {
  /** A requester is about to ask for this; the name is that of the invocation. */
  asked(wish: Wish, invocation: string): void;
  written(changes: readonly Change[], by: Invocation | undefined): void;
  readonly transactions: ReadonlyMap<string, BookedTransaction>;
  /** The transaction of a requester's key. */
  find(requester: string, key: string): BookedTransaction | undefined;
}

/** How long after the expiry a processor or a sweeper whose clock is behind may still post, by the clock of the run. */
const POSTING_LAG_MS = 13_000;

export function createLedgerBooks(
  environment: Environment,
  settings: LedgerSettings,
  account: (msisdn: string) => Item | undefined,
): LedgerBooks {
  const { invariants, scheduler, clock } = environment;
  const transactions = new Map<string, BookedTransaction>();
  const byKey = new Map<string, BookedTransaction>();
  const asked = new Map<string, Wish>();
  const debited = new Map<string, bigint>();
  const cashMoved = new Map<string, bigint>();
  const days = new Set<string>();
  let openings = 0n;
  let cashLegs = 0n;
  const balances = new Map<string, bigint>();
  const keyed = (...parts: string[]): string => parts.join(' ');
  const counted: Days = {
    debited: (msisdn, day) => debited.get(keyed(msisdn, day)) ?? 0n,
    cash: (requester, day) => cashMoved.get(keyed(requester, day)) ?? 0n,
    days,
  };
  const isRefusalTrue = createRefusalCheck(settings, counted, transactions);
  const reversals = createReversalCheck(environment, transactions);

  function accepted(item: Item, by: Invocation | undefined): void {
    const facts = transactionIn(item);
    const { reference, requester, key, status, amount } = facts;
    const wish = asked.get(by?.name ?? '');
    const isAsked =
      wish?.requester === requester &&
      wish.key === key &&
      contentOf(facts) === contentOf({ ...wish, amount: wish.amount ?? amount });
    const isFree = !byKey.has(keyed(requester, key));
    invariants.check(
      isAsked && isFree && status === 'pending',
      'ONE_KEY_ONE_TRANSACTION',
      () => `${reference} is stored ${status} for key ${key} of ${requester}: ${contentOf(facts)}`,
    );
    if (wish?.type === 'reversal') reversals.accepted(wish, amount, by as Run);
    invariants.check(
      amount >= 1n && amount < 10n ** 15n,
      'AMOUNTS_ARE_WHOLE_FRANCS',
      () => `${reference} moves ${amount}`,
    );
    const booked: BookedTransaction = {
      ...facts,
      content: contentOf(wish ?? facts),
      status: 'pending',
      acceptedBy: by,
      acceptedAt: scheduler.now(),
      finalFacts: undefined,
      error: undefined,
      finalSince: undefined,
      reversals: [],
      balanceAfter: new Map(),
    };
    transactions.set(reference, booked);
    byKey.set(keyed(requester, key), booked);
  }

  /** Returns the transaction where this write has just made it final. */
  function rewritten(item: Item): BookedTransaction | undefined {
    const { reference, facts, status, finalFacts, error } = transactionIn(item);
    const booked = transactions.get(reference) as BookedTransaction;
    const wasFinal = booked.status !== 'pending';
    invariants.check(
      facts === booked.facts && (wasFinal || status !== 'pending'),
      wasFinal ? 'FINAL_NEVER_CHANGES' : 'ONE_KEY_ONE_TRANSACTION',
      () => `${reference} was accepted as ${booked.facts} and is now ${facts}`,
    );
    if (wasFinal) {
      invariants.check(
        finalFacts === booked.finalFacts,
        'FINAL_NEVER_CHANGES',
        () => `${reference} was ${booked.finalFacts} and is now ${finalFacts}`,
      );
      return undefined;
    }
    Object.assign(booked, { status, finalFacts, error, finalSince: scheduler.now() });
    return booked;
  }

  /** Looks at one commit as a whole: what became final in it must explain all that moved in it. */
  function judge(changes: readonly Change[], by: Invocation | undefined): void {
    const final: BookedTransaction[] = [];
    const entries: EntryFacts[] = [];
    const moved: Change[] = [];
    for (const change of changes) {
      const { table, before, after } = change;
      if (table === TABLES.accounts) moved.push(change);
      else if (after['sk']?.S === 'TX') {
        if (before === undefined) accepted(after, by);
        else final.push(...[rewritten(after)].filter((one) => one !== undefined));
      } else if (after['pk']?.S?.startsWith('ACC#')) {
        invariants.check(
          before === undefined,
          'COMPLETED_HAS_TWO_LEGS',
          () => `${after['pk']?.S}/${after['sk']?.S} is written over`,
        );
        entries.push(entryIn(after));
      }
    }
    for (const transaction of final) {
      if (transaction.status === 'completed') posted(transaction, entries, moved, by as Run);
      else refused(transaction, changes);
    }
    const explained = final.filter(({ status }) => status === 'completed').length;
    invariants.check(
      explained > 0 || entries.length === 0,
      'COMPLETED_HAS_TWO_LEGS',
      () => `${entries[0]?.reference} has a leg, and was not completed with it`,
    );
    for (const { table, after } of changes)
      if (table === TABLES.ledger && after['reversible'] !== undefined) checkReversible(after);
    for (const { before, after } of moved) accountMoved(before, after, entries);
    for (const { msisdn, amount } of entries) if (msisdn === CASH) cashLegs += amount;
    const sum = [...balances.values()].reduce((total, balance) => total + balance, 0n);
    invariants.check(
      sum === openings - cashLegs,
      'MONEY_IS_CONSERVED',
      () => `balances are ${sum}, openings ${openings}, cash legs ${cashLegs}`,
    );
  }

  function posted(
    transaction: BookedTransaction,
    entries: readonly EntryFacts[],
    moved: readonly Change[],
    by: Run,
  ): void {
    const { reference, debit, credit, amount, type } = transaction;
    const wanted = [`${debit} -${amount}`, `${credit} ${amount}`].sort().join();
    const own = entries.filter((entry) => entry.reference === reference);
    const found = own.map((entry) => `${entry.msisdn} ${entry.amount}`).sort();
    const at = new Set([...own.map((entry) => entry.at), finalAtOf(transaction)]);
    invariants.check(
      found.join() === wanted && at.size === 1,
      'COMPLETED_HAS_TWO_LEGS',
      () => `${reference} (${wanted}) has the legs ${found.join()} at ${[...at].join()}`,
    );
    for (const { msisdn, balanceAfter } of own) transaction.balanceAfter.set(msisdn, balanceAfter);
    const isEarly = by.beganAtWall < transaction.expiresAt * 1_000 + POSTING_LAG_MS;
    invariants.check(
      isEarly || clock.jumpsBack > by.backJumps,
      'POSTED_WITHIN_THE_RULES',
      () => `${reference} is posted by ${by.name}, which began after its expiry`,
    );
    checkAccounts(transaction, moved);
    if (type === 'reversal') reversed(transaction);
    else countDay(transaction);
  }

  function checkAccounts(
    { reference, type, debit, credit, amount }: BookedTransaction,
    moved: readonly Change[],
  ): void {
    const standingOf = (msisdn: string): Standing | undefined => {
      const change = moved.find(({ after }) => after['msisdn']?.S === msisdn);
      return change?.before && accountIn(change.before);
    };
    const [from, to] = [standingOf(debit), standingOf(credit)];
    const mayDebit = type === 'reversal' ? ['ACTIVE', 'BLOCKED'] : ['ACTIVE'];
    const isWithin =
      (debit === CASH || (from !== undefined && mayDebit.includes(from.status))) &&
      (credit === CASH || (to !== undefined && to.status !== 'CLOSED')) &&
      (credit === CASH || type === 'reversal' || (to?.balance ?? 0n) + amount <= settings.limits.maxBalance);
    invariants.check(
      isWithin,
      'POSTED_WITHIN_THE_RULES',
      () => `${reference} of ${amount} is posted from ${from?.status} to ${to?.status} ${to?.balance}`,
    );
  }

  function countDay(transaction: BookedTransaction): void {
    const { reference, requester, debit, credit, amount } = transaction;
    const day = finalAtOf(transaction).slice(0, 10);
    days.add(day);
    const { dailyDebit, dailyCash } = settings.limits;
    if (debit !== CASH) debited.set(keyed(debit, day), counted.debited(debit, day) + amount);
    if (debit === CASH || credit === CASH)
      cashMoved.set(keyed(requester, day), counted.cash(requester, day) + amount);
    const isWithin =
      (dailyDebit === 0n || counted.debited(debit, day) <= dailyDebit) &&
      counted.cash(requester, day) <= dailyCash;
    invariants.check(
      isWithin,
      'POSTED_WITHIN_THE_RULES',
      () => `${reference} of ${amount} is more than the limit of ${day} leaves`,
    );
  }

  function reversed({ reference, originalReference = '', amount }: BookedTransaction): void {
    const original = transactions.get(originalReference);
    original?.reversals.push({ at: scheduler.now(), amount });
    invariants.check(
      original?.status === 'completed' && original.type !== 'reversal' && leftOf(original) >= 0n,
      'REVERSALS_TAKE_BACK_AT_MOST_ALL',
      () =>
        `${reference} takes ${amount} back; of ${original?.amount} ${original && leftOf(original)} are left`,
    );
  }

  function checkReversible(item: Item): void {
    const { reference } = transactionIn(item);
    const transaction = transactions.get(reference);
    const left = transaction && leftOf(transaction);
    const stored = item['reversible']?.N;
    invariants.check(
      stored === String(left),
      'REVERSALS_TAKE_BACK_AT_MOST_ALL',
      () => `${stored} can be reversed of ${reference}, of which ${left} of ${transaction?.amount} are left`,
    );
  }

  function refused(transaction: BookedTransaction, changes: readonly Change[]): void {
    const isTrue = isRefusalTrue(transaction, finalAtOf(transaction), (msisdn) => {
      const item = account(msisdn);
      return item && accountIn(item);
    });
    invariants.check(
      isTrue,
      'REFUSAL_IS_TRUE',
      () => `${transaction.reference} is refused for ${transaction.error} (${transaction.content})`,
    );
    invariants.check(
      changes.length === 1,
      'COMPLETED_HAS_TWO_LEGS',
      () => `${transaction.reference} is refused together with other writes`,
    );
  }

  function accountMoved(before: Item | undefined, after: Item, entries: readonly EntryFacts[]): void {
    const now = accountIn(after);
    const was = before && accountIn(before);
    const { msisdn } = now;
    if (was === undefined) openings += now.balance;
    balances.set(msisdn, now.balance);
    const own = entries.filter((entry) => entry.msisdn === msisdn);
    const [entry] = own;
    const isExplained =
      was === undefined ||
      (entry === undefined
        ? now.balance === was.balance && now.version === was.version && now.head === was.head
        : own.length === 1 &&
          now.balance === was.balance + entry.amount &&
          now.version === was.version + 1 &&
          entry.sequence === now.version &&
          entry.balanceAfter === now.balance &&
          entry.head === now.head &&
          entry.at === now.lastMovementAt &&
          entry.at >= was.lastMovementAt);
    invariants.check(
      isExplained,
      'BALANCE_IS_ITS_MOVEMENTS',
      () =>
        `${msisdn} went from ${was?.balance} (${was?.version}) to ${now.balance} (${now.version}) by ${own
          .map(({ amount, sequence, balanceAfter, at }) => `${amount} #${sequence} ${balanceAfter} ${at}`)
          .join()}`,
    );
    invariants.check(now.balance >= 0n, 'NO_BALANCE_BELOW_ZERO', () => `${msisdn} holds ${now.balance}`);
    invariants.check(
      now.status !== 'CLOSED' || now.balance === 0n,
      'CLOSED_IS_EMPTY',
      () => `${msisdn} is closed with ${now.balance}`,
    );
  }

  return {
    transactions,
    find: (requester, key) => byKey.get(keyed(requester, key.toLowerCase())),
    asked: (wish, invocation) => void asked.set(invocation, wish),
    written: judge,
  };
}

export function finalAtOf({ finalFacts }: BookedTransaction): string {
  return (JSON.parse(finalFacts ?? '{}') as { finalAt?: string }).finalAt ?? '';
}
