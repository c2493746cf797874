import { createAccountCheck, legViolations, moneyIsConserved, transactionViolations } from './invariants.ts';
import type { AccountRecord } from './ledger-dump.ts';
import type { Finding, LedgerPage, LedgerPages, Unreadable, VerificationSettings } from './ledger-pages.ts';
import type { Leg } from './receipt.ts';
import type { Reference } from './reference.ts';
import { type CompletedTransaction, isCustomer, type Transaction } from './transaction.ts';
import { createReversalSums, namingViolations, type ReversalSums, WHOLE } from './verification-reversals.ts';

/** Follows a verification to its end, finding by finding. @returns what was read. */
export async function followVerification(
  verification: AsyncGenerator<Finding, Coverage>,
  found: (finding: Finding) => void,
): Promise<Coverage> {
  for (;;) {
    const { done, value } = await verification.next();
    if (done === true) return value;
    found(value);
  }
}

/** What was read. */
export interface Coverage {
  accounts: number;
  movements: number;
  transactions: number;
  /** False where the time was over before the last page. */
  isComplete: boolean;
}

/**
 * Compares everything that is stored with everything else, in memory that does not grow with it: each account is followed
 * from its opening, each transaction is looked up for each leg, each leg for each transaction. Of reversals, one sum for
 * each original that has any is kept, of a part of the originals at a time.
 *
 * V5 and V8 compare moments, which one reading cannot: the simulation and the local stack's audit check those.
 *
 * @returns the findings, as they are met; the generator's return value tells how much was read.
 * @throws LedgerUnavailableError
 */
export async function* verifyLedger(
  pages: LedgerPages,
  settings: VerificationSettings,
): AsyncGenerator<Finding, Coverage> {
  const { isQuiet, hasTimeLeft = () => true } = settings;
  const coverage: Coverage = { accounts: 0, movements: 0, transactions: 0, isComplete: true };
  const sums = { balances: 0n, openings: 0n, cash: 0n };

  for await (const { items, unreadable } of pages.accounts()) {
    if (!hasTimeLeft()) return { ...coverage, isComplete: false };
    yield* unreadable.map(asFinding);
    for (const account of items) {
      yield* verifyAccount(pages, account, coverage);
      coverage.accounts += 1;
      sums.balances += account.balance;
      sums.openings += account.openingBalance;
    }
  }

  const reversals = createReversalSums(WHOLE, settings.originalsAtOnce);
  for await (const page of pages.ledger()) {
    if (!hasTimeLeft()) return { ...coverage, isComplete: false };
    yield* page.unreadable.map(asFinding);
    yield* await verifyLegs(pages, page);
    yield* await verifyTransactions(pages, page.transactions, settings);
    yield* await namingViolations(pages, page.transactions);
    reversals.add(page.transactions);
    coverage.transactions += page.transactions.length;
    for (const { amount } of page.cashLegs) sums.cash += amount;
  }
  if (!(yield* verifyReversals(pages, reversals, settings))) return { ...coverage, isComplete: false };
  if (isQuiet) yield* moneyIsConserved(sums);
  return coverage;
}

function asFinding({ key, reason }: Unreadable): Finding {
  return { invariant: 'unreadable', key, detail: reason };
}

/** V2, V3, V11, V12 */
async function* verifyAccount(
  pages: LedgerPages,
  account: AccountRecord,
  coverage: Coverage,
): AsyncGenerator<Finding> {
  const { msisdn, version } = account;
  const check = createAccountCheck(account);
  let last = version;
  for await (const { items, unreadable } of pages.movements(msisdn)) {
    yield* unreadable.map(asFinding);
    // What came in after the account was read belongs to the next verification.
    for (const leg of items.filter(({ sequence }) => sequence <= version)) yield* check.add(leg);
    last = Math.max(last, ...items.map(({ sequence }) => sequence));
    coverage.movements += items.length;
  }
  yield* check.end();
  if (last === version) return;
  const now = (await pages.find({ accounts: [msisdn] })).accounts.get(msisdn);
  if ((now?.version ?? 0) < last)
    yield { invariant: 'V3', account: msisdn, sequence: last, detail: 'a movement beyond the version' };
}

/** V4, and V3 for a movement whose account is gone: each leg is told by its transaction. */
async function verifyLegs(pages: LedgerPages, { legs, cashLegs }: LedgerPage): Promise<Finding[]> {
  const references = [...legs, ...cashLegs].map(({ reference }) => reference);
  if (references.length === 0) return [];
  const { transactions, accounts } = await pages.find({
    transactions: references,
    accounts: legs.map(({ msisdn }) => msisdn),
  });
  const completed = (reference: Reference): CompletedTransaction | undefined => {
    const transaction = transactions.get(reference);
    return transaction?.status === 'completed' ? transaction : undefined;
  };
  const stray = { invariant: 'V4', detail: 'a leg that no completed transaction tells' } as const;
  return [
    ...legs
      .filter((leg) => !tells(completed(leg.reference), leg))
      .map(({ msisdn, sequence, reference }) => ({ ...stray, account: msisdn, sequence, reference })),
    ...cashLegs
      .filter(({ reference }) => !hasCash(completed(reference)))
      .map(({ reference }) => ({ ...stray, reference })),
    ...legs
      .filter(({ msisdn }) => !accounts.has(msisdn))
      .map(({ msisdn, sequence }): Finding => {
        return {
          invariant: 'V3',
          account: msisdn,
          sequence,
          detail: 'a movement without a readable account',
        };
      }),
  ];
}

function tells(transaction: CompletedTransaction | undefined, { msisdn, sequence }: Leg): boolean {
  if (transaction === undefined) return false;
  const { debit, credit, debitLeg, creditLeg } = transaction;
  return (
    (debit === msisdn && debitLeg?.sequence === sequence) ||
    (credit === msisdn && creditLeg?.sequence === sequence)
  );
}

function hasCash(transaction: CompletedTransaction | undefined): boolean {
  return transaction !== undefined && !(isCustomer(transaction.debit) && isCustomer(transaction.credit));
}

/** V4, V6, V9, V11: each transaction has the legs that it tells. */
async function verifyTransactions(
  pages: LedgerPages,
  transactions: readonly Transaction[],
  settings: VerificationSettings,
): Promise<Finding[]> {
  const completed = transactions.filter((transaction) => transaction.status === 'completed');
  const { legs, cashLegs } = await pages.find({
    legs: completed.flatMap(positionsOf),
    cashLegs: completed.filter(hasCash).map(({ reference }) => reference),
  });
  const legsOf = Map.groupBy(legs, ({ reference }) => reference);
  const cashLegsOf = Map.groupBy(cashLegs, ({ reference }) => reference);
  return transactions.flatMap((transaction) => [
    ...transactionViolations(transaction, settings),
    ...(transaction.status === 'completed' ? legViolations(transaction, { legsOf, cashLegsOf }) : []),
  ]);
}

/** V7, for one part of the originals after another. False where the time was over before the last. */
async function* verifyReversals(
  pages: LedgerPages,
  first: ReversalSums,
  settings: VerificationSettings,
): AsyncGenerator<Finding, boolean> {
  const { hasTimeLeft = () => true, originalsAtOnce } = settings;
  if (!(yield* first.end(pages, settings))) return false;
  const left = [...first.putOff];
  for (let share = left.pop(); share !== undefined; share = left.pop()) {
    const sums = createReversalSums(share, originalsAtOnce);
    for await (const { transactions } of pages.ledger()) {
      if (!hasTimeLeft()) return false;
      sums.add(transactions);
    }
    if (!(yield* sums.end(pages, settings))) return false;
    left.push(...sums.putOff);
  }
  return true;
}

function positionsOf({ debit, credit, debitLeg, creditLeg }: CompletedTransaction) {
  return [
    ...(isCustomer(debit) && debitLeg ? [{ msisdn: debit, sequence: debitLeg.sequence }] : []),
    ...(isCustomer(credit) && creditLeg ? [{ msisdn: credit, sequence: creditLeg.sequence }] : []),
  ];
}
