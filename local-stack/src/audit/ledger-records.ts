import { type ItemWrite } from './item-writes.ts';

/** What was seen of one transaction; what the table says of it now may be something else. */
export interface TransactionRecord {
  /** Accepted writes of functions that put the whole transaction. */
  readonly acceptances: number;
  /** Accepted writes of functions that gave it a final state. */
  readonly finals: number;
  /** What the acceptance and the first final write put into the item. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What was seen of the message to one customer. */
export interface NotificationRecord {
  readonly reference: string;
  readonly recipient: 'debit' | 'credit';
  /** How often a function held the right to send it. */
  readonly leases: number;
  readonly state: string | undefined;
}

/** What was seen of the ledger's table. */
export interface LedgerRecords {
  /** By reference. */
  readonly transactions: ReadonlyMap<string, TransactionRecord>;
  readonly notifications: readonly NotificationRecord[];
  /** Legs that were put more than once, by their key: the second write hides the first. */
  readonly overwrittenLegs: readonly string[];
}

/** Takes note of what functions write into the ledger's table. */
export function createLedgerRecords(): { written(write: ItemWrite): void; all(): LedgerRecords } {
  const transactions = new Map<string, TransactionRecord>();
  const notifications = new Map<string, NotificationRecord>();
  const legs = new Map<string, number>();

  function transaction(reference: string, { kind, values }: ItemWrite): void {
    const known = transactions.get(reference) ?? { acceptances: 0, finals: 0, facts: {} };
    if (kind === 'put')
      transactions.set(reference, {
        ...known,
        acceptances: known.acceptances + 1,
        ...(known.acceptances === 0 ? { facts: lasting(values) } : {}),
      });
    if (kind !== 'update' || !FINAL.includes(values['status'] ?? '')) return;
    transactions.set(reference, {
      ...known,
      finals: known.finals + 1,
      ...(known.finals === 0 ? { facts: { ...known.facts, ...lasting(values) } } : {}),
    });
  }

  function notification(reference: string, recipient: 'debit' | 'credit', { values }: ItemWrite): void {
    const key = `${reference} ${recipient}`;
    const { leases = 0 } = notifications.get(key) ?? {};
    const { state } = values;
    notifications.set(key, { reference, recipient, state, leases: leases + (state === 'sending' ? 1 : 0) });
  }

  return {
    written(write) {
      const { pk = '', sk = '' } = write.key;
      const reference = pk.slice('TX#'.length);
      if (sk === 'TX') transaction(reference, write);
      else if (sk === 'N#debit' || sk === 'N#credit')
        notification(reference, sk === 'N#debit' ? 'debit' : 'credit', write);
      else if (pk.startsWith('ACC#')) legs.set(`${pk}/${sk}`, (legs.get(`${pk}/${sk}`) ?? 0) + 1);
    },
    all: () => ({
      transactions,
      notifications: [...notifications.values()],
      overwrittenLegs: [...legs].filter(([, count]) => count > 1).map(([key]) => key),
    }),
  };
}

const FINAL = ['completed', 'failed'];

/** What a final state keeps: it leaves the index of pending ones, and reversals reduce what is left to reverse. */
const PASSING = ['pendingShard', 'reversible'];

function lasting(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !PASSING.includes(name)));
}
