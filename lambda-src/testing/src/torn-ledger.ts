import type { LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';
import type { RepairWrite } from '@fintech-solution/domain/ledger/repair';
import type { LedgerPages, Unreadable } from '@fintech-solution/domain/ledger/ledger-pages';

/** Both tables in memory, in any state, with what reads them page by page and what repairs them. */
export interface TornLedger {
  readonly pages: LedgerPages;
  /** Applies a write where its condition holds. */
  apply(write: RepairWrite): 'written' | 'changed-meanwhile';
  dump(): LedgerDump;
}

/** Small enough that what belongs together stands on different pages. */
const PAGE = 3;

/** The tables as a restore left them; one suite of tests holds `apply` and the real one to the same rules. */
export function createTornLedger(torn: LedgerDump, unreadable: readonly Unreadable[] = []): TornLedger {
  const accounts = new Map(torn.accounts.map((account) => [account.msisdn, account]));
  const transactions = new Map(torn.transactions.map((transaction) => [transaction.reference, transaction]));
  const legs = new Map(torn.legs.map((leg) => [legKey(leg), leg]));
  const cashLegs = new Map(torn.cashLegs.map((leg) => [leg.reference, leg]));

  /** The write's effect where its condition holds. */
  function effectOf(write: RepairWrite): (() => void) | undefined {
    switch (write.write) {
      case 'complete': {
        const { reference } = write.transaction;
        const isPending = transactions.get(reference)?.status === 'pending';
        return isPending ? () => transactions.set(reference, write.transaction) : undefined;
      }
      case 'add-leg':
        return legs.has(legKey(write.leg)) ? undefined : () => legs.set(legKey(write.leg), write.leg);
      case 'add-cash-leg': {
        const { reference, amount, at } = write;
        return cashLegs.has(reference) ? undefined : () => cashLegs.set(reference, { reference, amount, at });
      }
      case 'restate-reversible': {
        const original = transactions.get(write.reference);
        if (original?.status !== 'completed' || original.reversible !== write.before) return undefined;
        return () => transactions.set(write.reference, { ...original, reversible: write.after });
      }
      case 'restate-account': {
        const { before, after } = write;
        const { msisdn, version } = after;
        const now = accounts.get(msisdn);
        const facts = ['version', 'balance', 'head', 'status'] as const;
        if (now === undefined || facts.some((name) => now[name] !== before[name])) return undefined;
        if (legs.has(legKey({ msisdn, sequence: version + 1 }))) return undefined;
        return () => accounts.set(msisdn, { ...now, ...after });
      }
    }
  }

  return {
    apply(write) {
      const effect = effectOf(write);
      effect?.();
      return effect === undefined ? 'changed-meanwhile' : 'written';
    },
    dump: () => ({
      accounts: [...accounts.values()],
      transactions: [...transactions.values()],
      legs: [...legs.values()],
      cashLegs: [...cashLegs.values()],
    }),
    pages: {
      async *accounts() {
        for (const items of inPages([...accounts.values()])) yield { items, unreadable: [] };
      },
      async *movements(msisdn) {
        const own = [...legs.values()].filter((leg) => leg.msisdn === msisdn);
        for (const items of inPages(own.toSorted((a, b) => a.sequence - b.sequence)))
          yield { items, unreadable: [] };
      },
      async *ledger() {
        const page = { transactions: [], legs: [], cashLegs: [], unreadable: [] };
        yield { ...page, unreadable };
        for (const items of inPages([...legs.values()])) yield { ...page, legs: items };
        for (const items of inPages([...transactions.values()])) yield { ...page, transactions: items };
        for (const items of inPages([...cashLegs.values()])) yield { ...page, cashLegs: items };
      },
      find: async (wanted) => ({
        accounts: picked(accounts, wanted.accounts),
        transactions: picked(transactions, wanted.transactions),
        legs: [...picked(legs, wanted.legs?.map(legKey)).values()],
        cashLegs: [...picked(cashLegs, wanted.cashLegs).values()],
      }),
    },
  };
}

function legKey({ msisdn, sequence }: { msisdn: string; sequence: number }): string {
  return `${msisdn}/${sequence}`;
}

function inPages<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / PAGE) }, (_, index) =>
    items.slice(index * PAGE, (index + 1) * PAGE),
  );
}

function picked<K, V>(stored: ReadonlyMap<K, V>, keys: readonly K[] = []): Map<K, V> {
  return new Map([...stored].filter(([key]) => keys.includes(key)));
}
