import { moneyIsConserved, type Totals } from './invariants.ts';
import type { LedgerPages } from './ledger-pages.ts';

/** E-money as it is held, and as cash explains it. */
export interface Outstanding extends Totals {
  /** Openings less cash legs: what the trust account must cover. */
  readonly explained: bigint;
  /** What is held is what is explained, and every item could be read. */
  readonly agrees: boolean;
  /** The keys of items that could not be read, and so are in no sum. */
  readonly unreadable: readonly string[];
}

/**
 * Adds up every balance, every opening and every cash leg. While transactions are posted, the sums are of different
 * moments, and may differ by what moved in between.
 *
 * @throws LedgerUnavailableError
 */
export async function sumOutstanding(pages: LedgerPages): Promise<Outstanding> {
  const sums = { balances: 0n, openings: 0n, cash: 0n };
  const unreadable: string[] = [];
  for await (const page of pages.accounts()) {
    unreadable.push(...page.unreadable.map(({ key }) => key));
    for (const { balance, openingBalance } of page.items) {
      sums.balances += balance;
      sums.openings += openingBalance;
    }
  }
  for await (const page of pages.ledger()) {
    unreadable.push(...page.unreadable.map(({ key }) => key));
    for (const { amount } of page.cashLegs) sums.cash += amount;
  }
  const agrees = moneyIsConserved(sums).length === 0 && unreadable.length === 0;
  return { ...sums, explained: sums.openings - sums.cash, agrees, unreadable };
}
