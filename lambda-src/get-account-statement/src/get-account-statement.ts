import type { AccountRecord } from '@fintech-solution/domain/ledger/ledger-dump';
import {
  CorruptLedgerError,
  type LedgerStore,
  LedgerUnavailableError,
} from '@fintech-solution/domain/ledger/ledger-store';
import { receiptOf } from '@fintech-solution/domain/ledger/receipt';
import { parseReference } from '@fintech-solution/domain/ledger/reference';
import { type Movement, openingMovement } from '@fintech-solution/domain/ledger/statement';
import type { CompletedTransaction } from '@fintech-solution/domain/ledger/transaction';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { type Span, spanOf } from './history.ts';
import type { ListRequest } from './read-request.ts';

/** What this function reads of the ledger. */
export type StatementStore = Pick<LedgerStore, 'find' | 'findAccount' | 'findLeg' | 'listLegs' | 'read'>;

/** One page, and how many there are of what it is a page of. */
export interface Page<T> {
  readonly kind: 'page';
  readonly items: readonly T[];
  readonly available: number;
}

/** A transaction that one account took part in, and this account's receipt of it. */
export interface ReceiptedTransaction {
  readonly transaction: CompletedTransaction;
  readonly receipt: string;
}

/** Why there is no page. */
export type NoPage = { readonly kind: 'no-account' | 'beyond-the-end' };

/**
 * One page of an account's movements, the newest first; the opening is the last of all. A page costs as many reads as it has
 * movements, and a constant, however far its offset: movements are numbered without a gap, so an offset is a number.
 *
 * @throws CorruptLedgerError or LedgerUnavailableError
 */
export async function listMovements(
  store: StatementStore,
  request: ListRequest,
): Promise<Page<Movement> | NoPage> {
  const page = await findPage(store, request, 1);
  if (page.kind !== 'page') return page;
  return { ...page, items: await movementsOf(store, page.account, page.span) };
}

/**
 * The same, as the transactions that moved the money, so without the opening.
 *
 * @throws CorruptLedgerError or LedgerUnavailableError
 */
export async function listTransactions(
  store: StatementStore,
  request: ListRequest,
): Promise<Page<ReceiptedTransaction> | NoPage> {
  const page = await findPage(store, request, 2);
  if (page.kind !== 'page') return page;
  const legs = await legsOf(store, page.account.msisdn, page.span);
  const { transactions } = await store.read(
    legs.map(({ reference }) => reference),
    [],
  );
  const items = legs.map((leg) => {
    const transaction = transactions.get(leg.reference);
    if (transaction instanceof CorruptLedgerError) throw transaction;
    if (transaction?.status !== 'completed')
      throw new CorruptLedgerError('the transaction of a leg is not completed');
    return { transaction, receipt: receiptOf(leg) };
  });
  return { ...page, items };
}

/**
 * One movement of one account, by the reference of its transaction, or by the event that opened the account.
 *
 * @returns undefined where the account has none of this reference, or where there is no such account.
 * @throws CorruptLedgerError or LedgerUnavailableError
 */
export async function findMovement(
  store: StatementStore,
  msisdn: Msisdn,
  text: string,
): Promise<Movement | undefined> {
  const reference = parseReference(text);
  const transaction = reference && (await store.find(reference));
  if (transaction?.status === 'completed') {
    const side = transaction.debit === msisdn ? 'debit' : 'credit';
    if (transaction[side] !== msisdn) return undefined;
    const position = transaction[`${side}Leg`];
    const leg = position && (await store.findLeg(msisdn, position.sequence));
    if (leg === undefined) throw new CorruptLedgerError('the leg of a completed transaction is missing');
    return leg;
  }
  const account = await store.findAccount(msisdn);
  return account?.openedBy === text ? openingMovement(account) : undefined;
}

/**
 * A store that begins no call any more once the time is over.
 *
 * @param isLate asked before each call.
 */
export function untilLate(ledger: StatementStore, isLate: () => boolean): StatementStore {
  const inTime =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (isLate()) throw new LedgerUnavailableError(new Error('no time left for another call'));
      return call(...args);
    };
  return {
    find: inTime(ledger.find),
    findAccount: inTime(ledger.findAccount),
    findLeg: inTime(ledger.findLeg),
    listLegs: inTime(ledger.listLegs),
    read: inTime(ledger.read),
  };
}

interface FoundPage {
  readonly kind: 'page';
  readonly account: AccountRecord;
  readonly span: Span;
  readonly available: number;
}

/** @param oldest the number of the oldest movement that the list shows. */
async function findPage(
  store: StatementStore,
  { msisdn, limit, offset, wantsCompleted, ...period }: ListRequest,
  oldest: number,
): Promise<FoundPage | NoPage> {
  const account = await store.findAccount(msisdn);
  if (account === undefined) return { kind: 'no-account' };
  const { first, last } = wantsCompleted
    ? await spanOf(store, account, oldest, period)
    : { first: oldest, last: oldest - 1 };
  const available = Math.max(0, last - first + 1);
  if (offset > available) return { kind: 'beyond-the-end' };
  const newest = last - offset;
  return {
    kind: 'page',
    account,
    span: { first: Math.max(first, newest - limit + 1), last: newest },
    available,
  };
}

async function movementsOf(store: StatementStore, account: AccountRecord, span: Span): Promise<Movement[]> {
  const legs = await legsOf(store, account.msisdn, { first: Math.max(span.first, 2), last: span.last });
  const hasOpening = span.first === 1 && span.last >= 1;
  return hasOpening ? [...legs, openingMovement(account)] : [...legs];
}

async function legsOf(store: StatementStore, msisdn: Msisdn, { first, last }: Span) {
  return last < first ? [] : store.listLegs(msisdn, first, last);
}
