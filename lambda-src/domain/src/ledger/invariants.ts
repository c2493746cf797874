import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import {
  type AccountRecord,
  type AuditSettings,
  type Books,
  type CashLeg,
  indexOf,
  type LedgerDump,
  sumOf,
} from './ledger-dump.ts';
import { fingerprintOf } from './fingerprint.ts';
import { dayOf } from './posting-input.ts';
import { type Leg, legHead, openingHead } from './receipt.ts';
import { type Reference, referenceOf } from './reference.ts';
import { isRefusalTrue } from './refusal-truth.ts';
import {
  type CompletedTransaction,
  isCustomer,
  isFinal,
  MAX_AMOUNT,
  type Transaction,
} from './transaction.ts';

/** What must hold of the ledger at every moment; the numbers are those of the ledger's documentation. */
export type InvariantId = 'V1' | 'V2' | 'V3' | 'V4' | 'V5' | 'V6' | 'V7' | 'V8' | 'V9' | 'V11' | 'V12';

/** One place where an invariant does not hold. */
export interface Violation {
  readonly invariant: InvariantId;
  readonly detail: string;
  readonly account?: Msisdn;
  /** The number of the account's movement. */
  readonly sequence?: number;
  readonly reference?: Reference;
}

/** Every violation in one reading of the tables. `V5` needs two readings: {@link changedFinalStates}. */
export function findViolations(dump: LedgerDump, settings: AuditSettings): Violation[] {
  const books = indexOf(dump);
  return [
    ...moneyIsConserved({
      balances: sumOf(dump.accounts.map(({ balance }) => balance)),
      openings: sumOf(dump.accounts.map(({ openingBalance }) => openingBalance)),
      cash: sumOf(dump.cashLegs.map(({ amount }) => amount)),
    }),
    ...dump.accounts.flatMap((account) => accountViolations(account, books)),
    ...orphanLegs(dump, books),
    ...dump.transactions.flatMap((transaction) => [
      ...legViolations(transaction, books),
      ...transactionViolations(transaction, settings),
      ...reversalViolations(transaction, books),
      ...refusalViolations(transaction, books, settings),
    ]),
    ...duplicateKeys(dump.transactions),
  ];
}

/** What a transaction tells by itself, whatever else is stored. */
export function transactionViolations(
  transaction: Transaction,
  settings: Pick<AuditSettings, 'nowMs'>,
): Violation[] {
  return [
    ...keyViolations(transaction),
    ...pendingViolations(transaction, settings),
    ...amountViolations(transaction),
  ];
}

/** V5: final transactions of an earlier reading that are gone, or that tell something else in a later one. */
export function changedFinalStates(
  before: readonly Transaction[],
  after: readonly Transaction[],
): Violation[] {
  const now = new Map(after.map((transaction) => [transaction.reference, transaction]));
  return before.filter(isFinal).flatMap((transaction) => {
    const { reference } = transaction;
    const isSame = finalFactsOf(now.get(reference)) === finalFactsOf(transaction);
    return isSame ? [] : [{ invariant: 'V5', reference, detail: 'a final state changed' } as const];
  });
}

/** A final transaction as a text; what reversals may still take back is the one thing that goes on changing. */
function finalFactsOf(transaction: Transaction | undefined): string {
  return JSON.stringify({ ...transaction, reversible: undefined }, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

/** The sums that V1 compares. */
export interface Totals {
  readonly balances: Francs;
  readonly openings: Francs;
  readonly cash: Francs;
}

/** V1: e-money comes from openings and from cash, and from nowhere else. */
export function moneyIsConserved({ balances, openings, cash }: Totals): Violation[] {
  if (balances === openings - cash) return [];
  const detail = `balances are ${balances}, openings less cash legs are ${openings - cash}`;
  return [{ invariant: 'V1', detail }];
}

/** V2, V3, V11, V12: the account is what its movements make of it. */
function accountViolations(account: AccountRecord, { legsOfAccount }: Books): Violation[] {
  const check = createAccountCheck(account);
  const found = (legsOfAccount.get(account.msisdn) ?? []).flatMap((leg) => check.add(leg));
  return [...found, ...check.end()];
}

/** Follows one account through its movements, which are handed over in their order; nothing is kept of those before. */
export interface AccountCheck {
  /** What is wrong with this movement. */
  add(leg: Leg): Violation[];
  /** After the last one: what is wrong with the account itself. */
  end(): Violation[];
}

export function createAccountCheck(account: AccountRecord): AccountCheck {
  const { msisdn, balance, openingBalance, status, version, debitDay, debitedToday } = account;
  let state = { balance: openingBalance, head: openingHead(account), sequence: 1, at: account.createdAt };
  let debits = { day: debitDay, amount: 0n };
  const violation = (invariant: InvariantId, detail: string, sequence = version): Violation[] => [
    { invariant, account: msisdn, sequence, detail },
  ];
  const where = (isWrong: boolean, ...told: Parameters<typeof violation>) =>
    isWrong ? violation(...told) : [];

  return {
    add(leg) {
      const { sequence, amount, balanceAfter, head, at, type } = leg;
      const before = state;
      // Goes on from what is stored, so that one fault is told once.
      state = { balance: balanceAfter, head, sequence, at };
      if (amount < 0n && type !== 'reversal') {
        const day = dayOf(at);
        debits = { day, amount: (day === debits.day ? debits.amount : 0n) - amount };
      }
      return [
        ...where(sequence !== before.sequence + 1, 'V3', `follows movement ${before.sequence}`, sequence),
        ...where(balanceAfter !== before.balance + amount, 'V3', 'balanceAfter does not add up', sequence),
        ...where(balanceAfter < 0n, 'V2', `balance was ${balanceAfter}`, sequence),
        ...where(head !== legHead(leg, before.head), 'V3', 'head does not match', sequence),
        ...where(Date.parse(at) < Date.parse(before.at), 'V3', 'goes back in time', sequence),
      ];
    },
    end() {
      const { head, lastMovementAt } = account;
      const hasMoved = state.sequence > 1;
      const isUpToDate = head === state.head && lastMovementAt === state.at;
      return [
        ...where(balance < 0n, 'V2', `balance is ${balance}`),
        ...where(status === 'CLOSED' && balance !== 0n, 'V12', `closed with a balance of ${balance}`),
        ...where(
          openingBalance < 0n || openingBalance > MAX_AMOUNT,
          'V11',
          'opening balance out of range',
          1,
        ),
        ...where(
          version !== state.sequence,
          'V3',
          `version is ${version}, the last movement is ${state.sequence}`,
        ),
        ...where(
          balance !== state.balance,
          'V3',
          `balance is ${balance}, its movements make ${state.balance}`,
        ),
        ...where(
          hasMoved ? !isUpToDate : (head ?? state.head) !== state.head,
          'V3',
          'head or lastMovementAt is not that of the last movement',
        ),
        ...where(
          debitDay !== undefined && (debitDay !== debits.day || debitedToday !== debits.amount),
          'V3',
          `${debitedToday} were debited on ${debitDay}, its movements make ${debits.amount} on ${debits.day}`,
        ),
      ];
    },
  };
}

/** V4: a leg belongs to a transaction and to an account. */
function orphanLegs({ legs, cashLegs }: LedgerDump, { accounts, transactions }: Books): Violation[] {
  const detail = 'a leg without a transaction';
  return [
    ...legs.flatMap(({ msisdn, sequence, reference }): Violation[] => {
      const place = { account: msisdn, sequence };
      return [
        ...(transactions.has(reference) ? [] : [{ invariant: 'V4' as const, ...place, reference, detail }]),
        ...(accounts.has(msisdn)
          ? []
          : [{ invariant: 'V3' as const, ...place, detail: 'a leg without an account' }]),
      ];
    }),
    ...cashLegs
      .filter(({ reference }) => !transactions.has(reference))
      .map(({ reference }): Violation => ({ invariant: 'V4', reference, detail })),
  ];
}

/** V4: completed means exactly its own two legs, which sum to zero; pending and failed mean none. */
export function legViolations(
  transaction: Transaction,
  { legsOf, cashLegsOf }: Pick<Books, 'legsOf' | 'cashLegsOf'>,
): Violation[] {
  const { reference, status } = transaction;
  const customers = legsOf.get(reference) ?? [];
  const cash = cashLegsOf.get(reference) ?? [];
  const report = (detail: string): Violation[] => [{ invariant: 'V4', reference, detail }];
  if (status !== 'completed')
    return customers.length + cash.length === 0 ? [] : report(`${status}, but it has legs`);
  if (customers.length + cash.length !== 2) return report(`has ${customers.length + cash.length} legs`);
  if (sumOf([...customers, ...cash].map(({ amount }) => amount)) !== 0n)
    return report('legs do not sum to zero');
  const isWhole = ['debit' as const, 'credit' as const].every((side) =>
    hasLeg(transaction, side, customers, cash),
  );
  return isWhole ? [] : report('a leg is not the one that the transaction tells');
}

function hasLeg(
  transaction: CompletedTransaction,
  side: 'debit' | 'credit',
  customers: readonly Leg[],
  cash: readonly CashLeg[],
): boolean {
  const amount = side === 'debit' ? -transaction.amount : transaction.amount;
  const party = transaction[side];
  const counterparty = side === 'debit' ? transaction.credit : transaction.debit;
  if (!isCustomer(party)) return cash.some((leg) => leg.amount === amount && leg.at === transaction.finalAt);
  const position = transaction[`${side}Leg`];
  return customers.some(
    (leg) =>
      leg.msisdn === party &&
      leg.amount === amount &&
      leg.counterparty === counterparty &&
      leg.type === transaction.type &&
      leg.at === transaction.finalAt &&
      leg.sequence === position?.sequence &&
      leg.nonce === position.nonce &&
      leg.descriptionText === transaction.descriptionText,
  );
}

/** V6: the reference is the one that the requester and its key give, and the request is the one that was accepted. */
function keyViolations(transaction: Transaction): Violation[] {
  const { reference, requestedBy, clientCorrelationId, fingerprint, type } = transaction;
  // A reversal without an amount is stored with the amount that was fixed when it was accepted.
  const isAsAccepted =
    fingerprint === fingerprintOf(transaction) ||
    (type === 'reversal' && fingerprint === fingerprintOf({ ...transaction, amount: null }));
  const report = (detail: string): Violation => ({ invariant: 'V6', reference, detail });
  return [
    ...(reference === referenceOf(requestedBy, clientCorrelationId)
      ? []
      : [report('not the reference of its requester and key')]),
    ...(isAsAccepted ? [] : [report('not the request that was accepted')]),
  ];
}

function duplicateKeys(transactions: readonly Transaction[]): Violation[] {
  const byKey = Map.groupBy(transactions, ({ requestedBy, clientCorrelationId }) =>
    JSON.stringify([requestedBy, clientCorrelationId.toLowerCase()]),
  );
  return [...byKey.values()]
    .filter((group) => group.length > 1)
    .map(([first]) => ({
      invariant: 'V6',
      reference: (first as Transaction).reference,
      detail: 'one requester and key, several transactions',
    }));
}

/** V7: reversals take back at most what was moved, and `reversible` says what is left. */
function reversalViolations(transaction: Transaction, { transactions, reversalsOf }: Books): Violation[] {
  const { reference, type, originalReference, status, amount } = transaction;
  const report = (detail: string): Violation[] => [{ invariant: 'V7', reference, detail }];
  if ((type === 'reversal') !== (originalReference !== undefined))
    return report('a reversal names its original');
  if (originalReference !== undefined && !isReversible(transactions.get(originalReference)))
    return report('a reversal of what cannot be reversed');
  if (status !== 'completed' || type === 'reversal') return [];
  const reversals = (reversalsOf.get(reference) ?? []).filter((reversal) => reversal.status === 'completed');
  const reversed = sumOf(reversals.map((reversal) => reversal.amount));
  if (reversed > amount) return report(`${reversed} of ${amount} were reversed`);
  return transaction.reversible === amount - reversed
    ? []
    : report(`reversible is ${transaction.reversible}, not ${amount - reversed}`);
}

/** True for what a reversal may name as its original: it was completed before the reversal was accepted, and is none itself. */
export function isReversible(original: Transaction | undefined): boolean {
  return original?.status === 'completed' && original.type !== 'reversal';
}

/** V8: what a transaction was refused for was so at that moment, within the skew of the clocks. */
function refusalViolations(transaction: Transaction, books: Books, settings: AuditSettings): Violation[] {
  if (transaction.status !== 'failed') return [];
  const { reference, error } = transaction;
  return isRefusalTrue(transaction, books, settings)
    ? []
    : [{ invariant: 'V8', reference, detail: `${error} was not so` }];
}

/** The sweeper runs each minute; two minutes after the expiry leave it one more run. */
const FINAL_AFTER_EXPIRY_SECONDS = 120;

/** V9: what was accepted becomes final. */
function pendingViolations(
  { reference, status, expiresAt }: Transaction,
  { nowMs }: Pick<AuditSettings, 'nowMs'>,
): Violation[] {
  const isStuck = status === 'pending' && nowMs > (expiresAt + FINAL_AFTER_EXPIRY_SECONDS) * 1_000;
  return isStuck ? [{ invariant: 'V9', reference, detail: 'pending two minutes after its expiry' }] : [];
}

/** V11: whole francs, from 1 to 10^15 - 1. */
function amountViolations({ reference, amount }: Transaction): Violation[] {
  return amount >= 1n && amount <= MAX_AMOUNT
    ? []
    : [{ invariant: 'V11', reference, detail: `amount is ${amount}` }];
}
