import type { AccountRecord } from '@fintech-solution/domain/ledger/ledger-dump';
import { CorruptLedgerError, type LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';

/** Some movements of one account, by their numbers; empty where `last` is less than `first`. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Which part of a history, both bounds inclusive, in epoch milliseconds. */
export interface Period {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

/**
 * The movements of an account, from `oldest` on, that fall into a period. The moments of an account's movements never go
 * back, so each bound is searched by halves: a history of a million movements takes twenty reads.
 *
 * @throws CorruptLedgerError
 */
export async function spanOf(
  store: Pick<LedgerStore, 'findLeg'>,
  account: AccountRecord,
  oldest: number,
  { fromMs, toMs }: Period,
): Promise<Span> {
  const all = { first: oldest, last: account.version };
  const [first, afterLast] = await Promise.all([
    fromMs === undefined ? all.first : firstOf(all, async (sequence) => (await momentOf(sequence)) >= fromMs),
    toMs === undefined ? all.last + 1 : firstOf(all, async (sequence) => (await momentOf(sequence)) > toMs),
  ]);
  return { first, last: afterLast - 1 };

  async function momentOf(sequence: number): Promise<number> {
    const at = sequence === 1 ? account.createdAt : (await store.findLeg(account.msisdn, sequence))?.at;
    const ms = Date.parse(at ?? '');
    if (Number.isNaN(ms)) throw new CorruptLedgerError('a leg of an account has no moment');
    return ms;
  }
}

/** The first number of a span for which the answer is yes, when it is yes for all that follow; else the one after the span. */
async function firstOf(
  { first, last }: Span,
  isYes: (sequence: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [first, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isYes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
