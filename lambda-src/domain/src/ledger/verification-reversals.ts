import type { Francs } from '../money.ts';
import { isReversible } from './invariants.ts';
import type { Reference } from './reference.ts';
import type { Transaction } from './transaction.ts';
import type { Finding, LedgerPages, VerificationSettings } from './ledger-pages.ts';

/** A share of all originals: those whose reference begins with a number whose last `bits` bits are `value`. */
interface Share {
  readonly bits: number;
  readonly value: number;
}

/** All of them. */
export const WHOLE: Share = { bits: 0, value: 0 };

/** A sum and its reference take about 150 bytes. */
const ORIGINALS_AT_ONCE = 50_000;

/** The first 8 hex digits of a reference are part of a hash, so shares are about as large as each other. */
const HASH_DIGITS = 8;
const MOST_BITS = 4 * HASH_DIGITS - 1;

/** Originals that are looked up together. */
const LOOKED_UP_AT_ONCE = 100;

/** V7: what was taken back, in one sum for each original of a share that something was taken back of. */
export interface ReversalSums {
  add(transactions: readonly Transaction[]): void;
  /**
   * Compares each sum with its original, after the last page.
   *
   * @returns false where the time was over before the last original.
   */
  end(pages: LedgerPages, settings: VerificationSettings): AsyncGenerator<Finding, boolean>;
  /** Shares that were left out because there were too many originals: each needs a reading of its own. */
  readonly putOff: readonly Share[];
}

/** @param most of how many originals a sum is kept; with more, the share is halved. */
export function createReversalSums(whole: Share, most: number = ORIGINALS_AT_ONCE): ReversalSums {
  const sums = new Map<Reference, Francs>();
  const putOff: Share[] = [];
  let share = whole;

  function set(reference: Reference, amount: Francs): void {
    if (!isIn(share, reference)) return;
    sums.set(reference, (sums.get(reference) ?? 0n) + amount);
    while (sums.size > most && share.bits < MOST_BITS) halve();
  }

  function halve(): void {
    const bits = share.bits + 1;
    putOff.push({ bits, value: share.value + 2 ** share.bits });
    share = { bits, value: share.value };
    for (const reference of sums.keys()) if (!isIn(share, reference)) sums.delete(reference);
  }

  return {
    putOff,
    add(transactions) {
      for (const transaction of transactions) {
        if (transaction.status !== 'completed') continue;
        const { type, reference, amount, originalReference, reversible } = transaction;
        if (originalReference !== undefined) set(originalReference, amount);
        // Kept for the end, because its reversals may stand on another page.
        else if (type !== 'reversal' && reversible !== amount) set(reference, 0n);
      }
    },
    async *end(pages, { isQuiet, hasTimeLeft = () => true }) {
      const references = [...sums.keys()];
      for (let start = 0; start < references.length; start += LOOKED_UP_AT_ONCE) {
        if (!hasTimeLeft()) return false;
        const wanted = references.slice(start, start + LOOKED_UP_AT_ONCE);
        const { transactions } = await pages.find({ transactions: wanted });
        for (const reference of wanted)
          yield* sumViolations(reference, sums.get(reference) ?? 0n, transactions.get(reference), isQuiet);
      }
      return true;
    },
  };
}

function isIn({ bits, value }: Share, reference: Reference): boolean {
  const hash = Number.parseInt(reference.slice(0, HASH_DIGITS), 16) || 0;
  return hash % 2 ** bits === value;
}

function sumViolations(
  reference: Reference,
  sum: Francs,
  original: Transaction | undefined,
  isQuiet: boolean,
): Finding[] {
  if (original?.status !== 'completed')
    return sum === 0n ? [] : [violation(reference, 'reversed, but not completed')];
  const left = original.amount - sum;
  const { reversible = -1n } = original;
  // Of a running system more may have been taken back since its page was read.
  const isSound = isQuiet ? reversible === left : reversible >= 0n && reversible <= left;
  return isSound ? [] : [violation(reference, `reversible is ${reversible}, ${left} are left`)];
}

/** V7: a reversal, and nothing else, names its original, and that one was completed and is no reversal. */
export async function namingViolations(
  pages: LedgerPages,
  transactions: readonly Transaction[],
): Promise<Finding[]> {
  const reversals = transactions.filter(
    ({ type, originalReference }) => type === 'reversal' || originalReference !== undefined,
  );
  const { transactions: originals } = await pages.find({
    transactions: reversals.flatMap(({ originalReference }) => originalReference ?? []),
  });
  return reversals.flatMap(({ type, reference, originalReference }) => {
    if (type !== 'reversal' || originalReference === undefined)
      return [violation(reference, 'a reversal names its original')];
    return isReversible(originals.get(originalReference))
      ? []
      : [violation(reference, 'a reversal of what cannot be reversed')];
  });
}

function violation(reference: Reference, detail: string): Finding {
  return { invariant: 'V7', reference, detail };
}
