import type { AccountRecord, CashLeg } from '@fintech-solution/domain/ledger/ledger-dump';
import type { Leg } from '@fintech-solution/domain/ledger/receipt';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import type { Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { LedgerPages } from '@fintech-solution/domain/ledger/ledger-pages';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import {
  createGroup,
  groupOf,
  MERCHANT,
  MOVEMENTS_OF_A_GROUP,
  OPENED_MERCHANT,
  type SyntheticGroup,
} from './synthetic-group.ts';

/** One movement that says one franc more than it moved. */
export type Corruption = Pick<Leg, 'msisdn' | 'sequence'>;

/** A ledger of any size that is made page by page, while it is read; at most two groups of it exist at once. */
export interface SyntheticLedger {
  readonly pages: LedgerPages;
  /** Milliseconds that making it has taken so far. */
  madeInMs(): number;
}

/** A group by what is looked up in it. */
interface IndexedGroup extends SyntheticGroup {
  readonly index: number;
  readonly transactionOf: ReadonlyMap<Reference, Transaction>;
  readonly legOf: ReadonlyMap<string, Leg>;
  readonly cashLegOf: ReadonlyMap<Reference, CashLeg>;
}

const KEPT_GROUPS = 2;
const legKey = ({ msisdn, sequence }: Corruption): string => `${msisdn}/${sequence}`;

/** @param movements of customers; rounded up to whole groups. */
export function createSyntheticLedger(movements: number, corruption?: Corruption): SyntheticLedger {
  const count = Math.ceil(movements / MOVEMENTS_OF_A_GROUP);
  const kept = new Map<number, IndexedGroup>();
  /** The merchant before each group; the last one is how it is stored. */
  const merchants: AccountRecord[] = [OPENED_MERCHANT];
  let latest = 0;
  let madeInMs = 0;

  async function groupAt(index: number): Promise<IndexedGroup> {
    latest = index;
    const known = kept.get(index);
    if (known !== undefined) return known;
    for (let before = merchants.length - 1; before < index; before += 1) await make(before);
    return make(index);
  }

  async function make(index: number): Promise<IndexedGroup> {
    const start = performance.now();
    const group = await createGroup(index, merchants[index] as AccountRecord);
    merchants[index + 1] = group.merchant;
    const indexed = indexedOf(index, group, corruption);
    kept.set(index, indexed);
    for (const old of kept.keys()) if (kept.size > KEPT_GROUPS) kept.delete(old);
    madeInMs += performance.now() - start;
    return indexed;
  }

  async function* groups(): AsyncGenerator<IndexedGroup> {
    for (let index = 0; index < count; index += 1) yield await groupAt(index);
  }

  /** Looks keys up where the latest ones were, then in the groups after it, all around. */
  async function search<K, V>(
    keys: readonly K[],
    itemsOf: (group: IndexedGroup) => ReadonlyMap<K, V>,
  ): Promise<Map<K, V>> {
    const found = new Map<K, V>();
    const missing = new Set(keys);
    const first = latest;
    for (let step = 0; step < count && missing.size > 0; step += 1) {
      const items = itemsOf(await groupAt((first + step) % count));
      for (const key of missing) {
        const item = items.get(key);
        if (item === undefined) continue;
        found.set(key, item);
        missing.delete(key);
      }
    }
    return found;
  }

  async function accountAt(msisdn: Msisdn): Promise<AccountRecord | undefined> {
    if (msisdn === MERCHANT) return merchants[count];
    const { accounts } = await groupAt(groupOf(msisdn));
    return accounts.find((account) => account.msisdn === msisdn);
  }

  const pages: LedgerPages = {
    async *accounts() {
      for await (const { accounts } of groups()) yield { items: accounts, unreadable: [] };
      yield { items: [merchants[count] as AccountRecord], unreadable: [] };
    },
    async *movements(msisdn) {
      const own = msisdn === MERCHANT ? groups() : [await groupAt(groupOf(msisdn))];
      for await (const { legs } of own)
        yield { items: legs.filter((leg) => leg.msisdn === msisdn), unreadable: [] };
    },
    async *ledger() {
      for await (const { transactions, legs, cashLegs } of groups())
        yield { transactions, legs, cashLegs, unreadable: [] };
    },
    async find({ accounts = [], transactions = [], legs = [], cashLegs = [] }) {
      const legsFound = await search(legs.map(legKey), ({ legOf }) => legOf);
      const cashLegsFound = await search(cashLegs, ({ cashLegOf }) => cashLegOf);
      const transactionsFound = await search(transactions, ({ transactionOf }) => transactionOf);
      const accountsFound = new Map<Msisdn, AccountRecord>();
      for (const msisdn of new Set(accounts)) {
        const account = await accountAt(msisdn);
        if (account !== undefined) accountsFound.set(msisdn, account);
      }
      return {
        accounts: accountsFound,
        transactions: transactionsFound,
        legs: [...legsFound.values()],
        cashLegs: [...cashLegsFound.values()],
      };
    },
  };
  return { pages, madeInMs: () => madeInMs };
}

function indexedOf(index: number, group: SyntheticGroup, corruption?: Corruption): IndexedGroup {
  const wrong = corruption && legKey(corruption);
  const legs = group.legs.map((leg) => (legKey(leg) === wrong ? { ...leg, amount: leg.amount + 1n } : leg));
  return {
    ...group,
    index,
    legs,
    transactionOf: new Map(group.transactions.map((transaction) => [transaction.reference, transaction])),
    legOf: new Map(legs.map((leg) => [legKey(leg), leg])),
    cashLegOf: new Map(group.cashLegs.map((leg) => [leg.reference, leg])),
  };
}
