import type { Right } from '../../profiles/rights.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Run } from '../../environment/lambda.ts';
import { CASH, type Wish } from '../../environment/ledger/wishes.ts';
import type { BookedTransaction } from './booked-transaction.ts';

/**
 * Judges the acceptance of reversals by what was left of their originals at some moment of the call, and by who asks; the rules
 * are written here once more, apart from the product's.
 */
export function createReversalCheck(
  { invariants }: Pick<Environment, 'invariants'>,
  transactions: ReadonlyMap<string, BookedTransaction>,
) {
  const originalOf = ({ originalReference = '' }: Wish) => transactions.get(originalReference);

  /** The status that a request gets for its rights alone, before its key or its original's state are looked at. */
  function refusedForRights(wish: Wish, lacks: Right | undefined): 403 | 404 | undefined {
    const original = originalOf(wish);
    // The holder of a number never reverses, whatever its token grants.
    if (lacks === 'transactions:reversal' || wish.requester === 'holder') return 403;
    const seesAll = wish.requester === 'organisation-1' && lacks !== 'transactions:read';
    if (original === undefined || !(seesAll || original.requester === wish.requester)) return 404;
    const hasCash = original.debit === CASH || original.credit === CASH;
    if (hasCash && lacks === 'transactions:cash') return 403;
    // What was credited is debited.
    return original.credit !== CASH && lacks === 'transactions:debit-any' ? 403 : undefined;
  }

  return {
    refusedForRights,
    /** A reversal of so much is stored. */
    accepted(wish: Wish, amount: bigint, by: Run): void {
      const left = leftSince(originalOf(wish), by.beganAt);
      // Without an amount it is all that was left at one moment.
      const isLeft = left.some((at) => (wish.amount === undefined ? amount === at : amount <= at));
      invariants.check(
        isLeft && amount > 0n,
        'REVERSAL_IS_JUDGED_TRULY',
        () => `${by.name} is accepted for ${amount}; ${left.join()} of ${wish.originalReference} were left`,
      );
    },
    /** True where a reversal may be refused for the state of its original. */
    isRefusable(wish: Wish, run: Run): boolean {
      const left = leftSince(originalOf(wish), run.beganAt);
      return left.some((at) => at === 0n || (wish.amount !== undefined && wish.amount > at));
    },
  };
}

/** All that could be reversed of a transaction at one moment or another since then: nothing before it completed. */
function leftSince(original: BookedTransaction | undefined, since: number): readonly bigint[] {
  if (original === undefined || original.status !== 'completed' || original.type === 'reversal') return [0n];
  let left = original.amount;
  const seen = (original.finalSince ?? 0) >= since ? [0n, left] : [left];
  for (const { at, amount } of original.reversals) {
    left -= amount;
    if (at < since) seen.pop();
    seen.push(left);
  }
  return seen;
}
