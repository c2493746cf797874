import type { LedgerPages } from '@fintech-solution/domain/ledger/ledger-pages';

/** What a verification was handed at once, and what it held. */
export interface Measures {
  /** The most items in one page. */
  largestPage: number;
  /** The most keys that were looked up at once. */
  mostWanted: number;
  /** The largest heap, in bytes, after everything unused was freed. */
  heldBytes: number;
}

/** Pages between two measurings of the heap; each costs some tens of milliseconds. */
const PAGES_BETWEEN = 20;

/** The same pages, with what they hand over measured. */
export function measuredPages(pages: LedgerPages, heapBytes: () => number) {
  const measures: Measures = { largestPage: 0, mostWanted: 0, heldBytes: 0 };
  let handed = 0;
  const hand = <P>(page: P, items: number): P => {
    measures.largestPage = Math.max(measures.largestPage, items);
    if ((handed += 1) % PAGES_BETWEEN === 1) measures.heldBytes = Math.max(measures.heldBytes, heapBytes());
    return page;
  };
  const measured: LedgerPages = {
    async *accounts() {
      for await (const page of pages.accounts()) yield hand(page, page.items.length);
    },
    async *movements(msisdn) {
      for await (const page of pages.movements(msisdn)) yield hand(page, page.items.length);
    },
    async *ledger() {
      for await (const page of pages.ledger())
        yield hand(page, page.transactions.length + page.legs.length + page.cashLegs.length);
    },
    async find(wanted) {
      const keys = Object.values(wanted).map((list) => list.length);
      measures.mostWanted = Math.max(measures.mostWanted, ...keys);
      return pages.find(wanted);
    },
  };
  return { pages: measured, measures };
}
