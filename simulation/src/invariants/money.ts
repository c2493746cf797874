import type { Environment } from '../environment/environment.ts';
import type { Item } from '../../../lambda-src/adapters/src/dynamodb/account-item.ts';
import { isSubscriber } from '../environment/subscribers.ts';

/** What the books say of one number, kept apart from the table. */
interface Book {
  openings: number;
  /** The sum of all recorded movements; undefined for an account that was stored corrupt. */
  balance: bigint | undefined;
  openingBalance: string | undefined;
  /** Every balance there was, with when it began. */
  readonly past: { readonly at: number; readonly balance: bigint | undefined }[];
  /** When somebody was first told of the account. */
  toldAt: number | undefined;
}

/** Keeps the books and compares the table, and what callers are told, with them. */
export interface MoneyCheck {
  /** An account that was there before the run. */
  seeded(msisdn: string, item: Item): void;
  /** A movement that somebody else books; the table's write of it follows. */
  moved(msisdn: string, amount: bigint): void;
  /** The table has just stored an item. `isOpening`: by a put, where nothing but an opening puts. */
  written(msisdn: string, item: Item, isOpening: boolean): void;
  /** A caller was answered; the call began at `since`. */
  told(msisdn: string, balance: string | undefined, since: number): void;
  isOpen(msisdn: string): boolean;
  isCorrupt(msisdn: string): boolean;
  /** The amount credited at the opening, as the books have it. */
  openingBalance(msisdn: string): string | undefined;
}

/** @param isMalformed tells the ids of what was put on the queue and is no event of ours. */
export function createMoneyCheck(
  { invariants, scheduler, settings }: Environment,
  isMalformed: (eventId: string) => boolean,
): MoneyCheck {
  const books = new Map<string, Book>();
  const bookOf = (msisdn: string): Book => {
    const book = books.get(msisdn) ?? {
      openings: 0,
      balance: 0n,
      openingBalance: undefined,
      past: [],
      toldAt: undefined,
    };
    books.set(msisdn, book);
    return book;
  };
  const open = (book: Book, amount: bigint | undefined, item: Item): void => {
    book.openings += 1;
    book.balance = amount;
    book.openingBalance = item['openingBalance']?.N;
    book.past.push({ at: scheduler.now(), balance: amount });
  };

  return {
    seeded(msisdn, item) {
      const stored = item['balance']?.N ?? '';
      open(bookOf(msisdn), /^\d+$/.test(stored) && item['currency']?.S ? BigInt(stored) : undefined, item);
    },
    moved(msisdn, amount) {
      const book = bookOf(msisdn);
      if (book.balance === undefined) return;
      book.balance += amount;
      book.past.push({ at: scheduler.now(), balance: book.balance });
    },
    written(msisdn, item, isOpening) {
      invariants.check(
        isSubscriber(msisdn),
        'ONLY_CANONICAL_KEYS',
        () => `the table stored the key "${msisdn}"`,
      );
      const book = bookOf(msisdn);
      if (isOpening) {
        invariants.check(
          !isMalformed(item['openedBy']?.S ?? ''),
          'OPENED_BY_OUR_EVENTS',
          () => `${msisdn} was opened by ${item['openedBy']?.S}`,
        );
        invariants.check(
          book.openings === 0,
          'ONE_OPENING_PER_NUMBER',
          () => `${msisdn} was opened a second time`,
        );
        invariants.check(
          item['openingBalance']?.N === String(settings.openingBalance) && item['currency']?.S === 'GNF',
          'ONE_OPENING_PER_NUMBER',
          () => `${msisdn} was opened with ${item['openingBalance']?.N} ${item['currency']?.S}`,
        );
        open(book, settings.openingBalance, item);
      }
      const stored = item['balance']?.N;
      invariants.check(
        book.balance === undefined || stored === String(book.balance),
        isOpening ? 'ONE_OPENING_PER_NUMBER' : 'BALANCE_MOVES_BY_MOVEMENTS',
        () => `${msisdn} holds ${stored}, its movements make ${book.balance}`,
      );
      invariants.check(
        item['openingBalance']?.N === book.openingBalance && item['currency']?.S !== '',
        'BALANCE_MOVES_BY_MOVEMENTS',
        () => `the opening movement of ${msisdn} was rewritten`,
      );
    },
    told(msisdn, balance, since) {
      const book = bookOf(msisdn);
      if (balance === undefined) {
        invariants.check(
          book.toldAt === undefined || book.toldAt > since,
          'OPENED_STAYS_OPENED',
          () => `${msisdn} was told "no account" after a balance`,
        );
        return;
      }
      book.toldAt ??= scheduler.now();
      invariants.check(
        book.openings > 0 && book.balance !== undefined,
        'CORRUPT_IS_NEVER_GUESSED',
        () => `${msisdn} was told ${balance}`,
      );
      // The last value from before the call and all since: any of them was true at some moment of it.
      const first = Math.max(
        0,
        book.past.findLastIndex(({ at }) => at <= since),
      );
      invariants.check(
        book.past.slice(first).some((moment) => String(moment.balance) === balance),
        'BALANCE_IS_TOLD_TRUTHFULLY',
        () => `${msisdn} was told ${balance}, which it never was since the call began`,
      );
    },
    isOpen: (msisdn) => bookOf(msisdn).openings > 0,
    isCorrupt: (msisdn) => bookOf(msisdn).openings > 0 && bookOf(msisdn).balance === undefined,
    openingBalance: (msisdn) => bookOf(msisdn).openingBalance,
  };
}
