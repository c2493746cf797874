import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import type { CashLeg } from './ledger-dump.ts';
import type { Leg } from './receipt.ts';
import type { Reference } from './reference.ts';
import { isAsTold, type ToldLeg, toldLegs } from './repair-account.ts';
import { CASH, type CompletedTransaction, isCash, isCustomer, type Transaction } from './transaction.ts';
import type { Finding, LedgerPage, LedgerPages } from './ledger-pages.ts';

/** What is wrong between transactions and legs. It grows with the damage, not with the ledger. */
export interface Damage {
  readonly findings: Finding[];
  /** Accounts of which something is stored that no completed transaction tells: nothing is written for them. */
  readonly untouchable: Set<Msisdn>;
  /** Movements that completed transactions tell of, and that are not stored. */
  readonly missingLegs: Map<Msisdn, ToldLeg[]>;
  readonly missingCashLegs: CashLeg[];
  /** Movements stand there, and no account. */
  readonly withoutAccount: Set<Msisdn>;
  /** Transactions that are stored as pending, and whose legs prove that they were posted. */
  readonly completions: Map<Reference, CompletedTransaction>;
}

/** A pending transaction of which legs are stored: a commit writes all of its parts or none, so it was posted. */
interface HalfPosted {
  readonly transaction: Transaction;
  readonly legs: Leg[];
  readonly cashLegs: CashLeg[];
}

/** Compares transactions and legs, page by page; `end` decides about those that are stored as pending. */
export function createDamageReport(pages: LedgerPages) {
  const damage: Damage = {
    findings: [],
    untouchable: new Set(),
    missingLegs: new Map(),
    missingCashLegs: [],
    withoutAccount: new Set(),
    completions: new Map(),
  };
  const halfPosted = new Map<Reference, HalfPosted>();
  const report = (reference: Reference, detail: string, touched: readonly Msisdn[] = []): void => {
    damage.findings.push({ invariant: 'V4', reference, detail });
    for (const msisdn of touched) damage.untouchable.add(msisdn);
  };

  function compare(transaction: CompletedTransaction, stored: StoredLegs): void {
    const { reference } = transaction;
    const told = toldLegs(transaction);
    const customers = customersOf(transaction);
    if (told.length !== customers.length)
      report(reference, 'completed, and does not tell the numbers of its movements', customers);
    for (const leg of told) {
      const found = stored.leg(leg);
      if (found === undefined) addMissing(leg);
      else if (!isAsTold(found, leg))
        report(reference, 'a movement is not the one that the transaction tells', [leg.msisdn]);
    }
    const cash = toldCashLeg(transaction);
    if (cash === undefined) return;
    const found = stored.cashLeg(reference);
    if (found === undefined) damage.missingCashLegs.push(cash);
    else if (found.amount !== cash.amount || found.at !== cash.at)
      report(reference, 'the cash leg is not the one that the transaction tells');
  }

  function addMissing(leg: ToldLeg): void {
    const others = damage.missingLegs.get(leg.msisdn);
    if (others === undefined) damage.missingLegs.set(leg.msisdn, [leg]);
    else others.push(leg);
  }

  function halfOf(transaction: Transaction): HalfPosted {
    const half = halfPosted.get(transaction.reference) ?? { transaction, legs: [], cashLegs: [] };
    halfPosted.set(transaction.reference, half);
    return half;
  }

  async function addLegs({ legs, cashLegs }: LedgerPage): Promise<void> {
    const references = [...legs, ...cashLegs].map(({ reference }) => reference);
    const { transactions, accounts } = await pages.find({
      transactions: references,
      accounts: legs.map(({ msisdn }) => msisdn),
    });
    for (const leg of legs) {
      if (!accounts.has(leg.msisdn)) damage.withoutAccount.add(leg.msisdn);
      const transaction = transactions.get(leg.reference);
      if (transaction?.status === 'pending') halfOf(transaction).legs.push(leg);
      else if (!isTold(transaction, leg))
        report(leg.reference, 'a movement that no completed transaction tells', [leg.msisdn]);
    }
    for (const leg of cashLegs) {
      const transaction = transactions.get(leg.reference);
      if (transaction?.status === 'pending') halfOf(transaction).cashLegs.push(leg);
      else if (transaction?.status !== 'completed' || !isCash(transaction))
        report(leg.reference, 'a cash leg that no completed transaction tells');
    }
  }

  async function addTransactions(transactions: readonly Transaction[]): Promise<void> {
    const completed = transactions.filter((transaction) => transaction.status === 'completed');
    const stored = storedLegs(
      await pages.find({
        legs: completed.flatMap(toldLegs),
        cashLegs: completed.filter(isCash).map(({ reference }) => reference),
      }),
    );
    for (const transaction of completed) compare(transaction, stored);
  }

  return {
    async add(page: LedgerPage): Promise<void> {
      await addLegs(page);
      await addTransactions(page.transactions);
    },
    end(): Damage {
      for (const half of halfPosted.values()) {
        const { transaction, cashLegs } = half;
        const completed = completionOf(half);
        if (completed === undefined) {
          const detail = 'pending, and a part of its legs is there: it must not be posted again';
          report(transaction.reference, detail, customersOf(transaction));
          for (const { msisdn } of half.legs) damage.untouchable.add(msisdn);
          continue;
        }
        damage.completions.set(completed.reference, completed);
        const cash = toldCashLeg(completed);
        if (cash !== undefined && cashLegs.length === 0) damage.missingCashLegs.push(cash);
      }
      return damage;
    },
  };
}

type StoredLegs = ReturnType<typeof storedLegs>;

function storedLegs({ legs, cashLegs }: Pick<LedgerPage, 'legs' | 'cashLegs'>) {
  const keyOf = ({ msisdn, sequence }: Pick<Leg, 'msisdn' | 'sequence'>) => `${msisdn}/${sequence}`;
  const byPosition = new Map(legs.map((leg) => [keyOf(leg), leg]));
  const byReference = new Map(cashLegs.map((leg) => [leg.reference, leg]));
  return {
    leg: (told: ToldLeg) => byPosition.get(keyOf(told)),
    cashLeg: (reference: Reference) => byReference.get(reference),
  };
}

function customersOf({ debit, credit }: Pick<Transaction, 'debit' | 'credit'>): Msisdn[] {
  return [debit, credit].filter(isCustomer);
}

function isTold(transaction: Transaction | undefined, leg: Leg): boolean {
  return (
    transaction?.status === 'completed' &&
    toldLegs(transaction).some(({ msisdn, sequence }) => msisdn === leg.msisdn && sequence === leg.sequence)
  );
}

/** The leg in the cash account that a completed transaction tells of. */
function toldCashLeg({ reference, debit, amount, finalAt: at, ...parties }: CompletedTransaction) {
  if (!isCash({ debit, ...parties })) return undefined;
  return { reference, amount: debit === CASH ? -amount : amount, at };
}

/**
 * The transaction as its legs prove it. Both customers' legs must be there, because the number and the nonce of one that is
 * lost stand nowhere else; a cash leg has neither.
 *
 * @returns undefined where the legs do not tell everything, or tell something else than the transaction.
 */
function completionOf({ transaction, legs, cashLegs }: HalfPosted): CompletedTransaction | undefined {
  const { debit, credit, type, amount } = transaction;
  const [first] = legs;
  const positionIn = (party: string) => {
    const leg = legs.find(({ msisdn }) => msisdn === party);
    return leg && { sequence: leg.sequence, nonce: leg.nonce };
  };
  if (first === undefined || legs.length !== customersOf(transaction).length) return undefined;
  const completed: CompletedTransaction = {
    ...transaction,
    status: 'completed',
    finalAt: first.at,
    debitLeg: positionIn(debit),
    creditLeg: positionIn(credit),
    ...(type === 'reversal' ? {} : { reversible: amount }),
  };
  const told = toldLegs(completed);
  const cash = toldCashLeg(completed);
  const isProven =
    told.length === legs.length &&
    told.every((expected) => legs.some((leg) => isAsTold(leg, expected))) &&
    cashLegs.every((leg) => leg.amount === cash?.amount && leg.at === cash.at);
  return isProven ? completed : undefined;
}

/** An original that does not say what its reversals left of it. */
export interface MisstatedOriginal {
  readonly original: CompletedTransaction;
  readonly left: Francs;
}

/** What reversals have taken back, of each original that has any; and of others that say so without one. */
export function createReversibleCheck() {
  const sums = new Map<Reference, Francs>();
  const findings: Finding[] = [];
  const found = (reference: Reference, detail: string): void =>
    void findings.push({ invariant: 'V7', reference, detail });

  return {
    findings,
    add(transactions: Iterable<Transaction>): void {
      for (const transaction of transactions) {
        if (transaction.status !== 'completed') continue;
        const { reference, type, amount, originalReference, reversible } = transaction;
        if ((type === 'reversal') !== (originalReference !== undefined))
          found(reference, 'a reversal names its original');
        else if (originalReference !== undefined)
          sums.set(originalReference, (sums.get(originalReference) ?? 0n) + amount);
        else if (reversible !== amount) sums.set(reference, sums.get(reference) ?? 0n);
      }
    },
    /** What is left of each original where it says something else; `completions` go before what is stored. */
    async end(pages: LedgerPages, completions: Damage['completions']): Promise<MisstatedOriginal[]> {
      const { transactions } = await pages.find({ transactions: [...sums.keys()] });
      return [...sums].flatMap(([reference, sum]) => {
        const original = completions.get(reference) ?? transactions.get(reference);
        const left = (original?.amount ?? 0n) - sum;
        if (original?.status !== 'completed' || original.type === 'reversal' || left < 0n) {
          found(reference, 'more was taken back than a completed transaction moved');
          return [];
        }
        return original.reversible === left ? [] : [{ original, left }];
      });
    },
  };
}
