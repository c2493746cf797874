import { type AccountRule, holds, type LedgerAccount } from '@fintech-solution/domain/ledger/account-rules';
import type { AccountRecord, CashLeg, LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';
import {
  type AcceptOutcome,
  CorruptLedgerError,
  type LedgerStore,
  LedgerUnavailableError,
} from '@fintech-solution/domain/ledger/ledger-store';
import type { CommitOutcome, LedgerWrite, WriteFailure } from '@fintech-solution/domain/ledger/ledger-write';
import { type Leg, openingHead } from '@fintech-solution/domain/ledger/receipt';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import {
  EXPIRY_GAP_SECONDS,
  pendingShardOf,
  type Transaction,
} from '@fintech-solution/domain/ledger/transaction';
import type { Francs } from '@fintech-solution/domain/money';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** A ledger that a test can look into, write behind, and disturb. */
export interface InMemoryLedger extends LedgerStore {
  /** Everything that is stored. */
  dump(): LedgerDump;
  /** Opens an account with 1,000 francs, or with what a test wants of it. */
  open(msisdn: Msisdn, changes?: Partial<AccountRecord>): void;
  /** Changes an account as an operator would. */
  edit(msisdn: Msisdn, changes: Partial<AccountRecord>): void;
  /** Puts a transaction as it is. */
  put(transaction: Transaction): void;
  /** Makes an account, or a transaction, unreadable. */
  corrupt(key: Msisdn | Reference, error: CorruptLedgerError): void;
  /**
   * From now on, calls `before` and `after` around each method. Either may change what is stored. What `before` throws
   * keeps the call from happening; what `after` throws loses its answer.
   */
  intercept(hooks: LedgerHooks): void;
  /** The names of the methods that were called, in order. */
  readonly calls: readonly LedgerCall['method'][];
}

/** One call of a method. */
export interface LedgerCall {
  readonly method: keyof LedgerStore;
  readonly writes?: readonly LedgerWrite[];
}

/** What a test does at each call. */
export interface LedgerHooks {
  readonly before?: (call: LedgerCall) => void | Promise<void>;
  readonly after?: (call: LedgerCall) => void | Promise<void>;
}

/** What the in-memory ledger keeps of an account. */
type StoredAccount = AccountRecord & Pick<LedgerAccount, 'debitDay'> & { readonly debitedToday: Francs };

/** Opened accounts have this much, since this moment. */
const OPENING = { balance: 1_000n, createdAt: '2026-11-01T08:00:00.000Z' };

/** The ledger's store without a database; one suite of tests holds it and the real one to the same rules. */
export function createInMemoryLedger(): InMemoryLedger {
  const accounts = new Map<Msisdn, StoredAccount>();
  const transactions = new Map<Reference, Transaction>();
  const legs = new Map<string, Leg>();
  const cashLegs = new Map<Reference, CashLeg>();
  const cash = new Map<string, Francs>();
  const corruptions = new Map<string, CorruptLedgerError>();
  const calls: LedgerCall['method'][] = [];
  let hooks: LedgerHooks = {};

  const reach = async <T>(call: LedgerCall, work: () => T): Promise<T> => {
    calls.push(call.method);
    await hooks.before?.(call);
    const result = work();
    await hooks.after?.(call);
    return result;
  };
  const legKey = (msisdn: Msisdn, sequence: number): string => `${msisdn}/${sequence}`;
  const accountOf = (msisdn: Msisdn): LedgerAccount | undefined => {
    const stored = accounts.get(msisdn);
    return stored && ledgerAccountOf(stored);
  };

  const failureOf = (write: LedgerWrite): WriteFailure | undefined => {
    const failure = { kind: 'condition' } as const;
    switch (write.write) {
      case 'complete': {
        const transaction = transactions.get(write.transaction.reference);
        const isFine = transaction?.status === 'pending' && transaction.expiresAt > write.nowSeconds;
        return isFine ? undefined : { ...failure, transaction };
      }
      case 'fail': {
        const transaction = transactions.get(write.transaction.reference);
        const latest = (write.expiredAtSeconds ?? Number.POSITIVE_INFINITY) - EXPIRY_GAP_SECONDS;
        const isFine = transaction?.status === 'pending' && transaction.expiresAt <= latest;
        return isFine ? undefined : { ...failure, transaction };
      }
      case 'move':
        return write.rules.every((rule) => holds(rule, accountOf(write.account.msisdn)))
          ? undefined
          : failure;
      case 'add-leg':
        return legs.has(legKey(write.leg.msisdn, write.leg.sequence)) ? failure : undefined;
      case 'add-cash-leg':
        return cashLegs.has(write.reference) ? failure : undefined;
      case 'count-cash': {
        const amount = cash.get(`${write.requester}/${write.day}`);
        return amount === undefined || amount <= write.upTo ? undefined : { ...failure, amount };
      }
      case 'reduce-reversible': {
        const original = transactions.get(write.reference);
        const amount = original?.status === 'completed' ? original.reversible : undefined;
        return amount !== undefined && amount >= write.amount ? undefined : { ...failure, amount };
      }
      case 'check-account':
        return isBroken(write.not, accountOf(write.msisdn)) ? undefined : failure;
      case 'check-cash':
        return (cash.get(`${write.requester}/${write.day}`) ?? 0n) > write.above ? undefined : failure;
      case 'check-reversible': {
        const original = transactions.get(write.reference);
        const amount = original?.status === 'completed' ? original.reversible : undefined;
        return amount !== undefined && amount < write.below ? undefined : failure;
      }
    }
  };

  const apply = (write: LedgerWrite): void => {
    switch (write.write) {
      case 'complete':
      case 'fail':
        transactions.set(write.transaction.reference, write.transaction);
        break;
      case 'move': {
        const { msisdn, version, head, lastMovementAt, debitDay, debitedToday } = write.account;
        const before = accounts.get(msisdn) as StoredAccount;
        const day = write.countsAsDebit ? { debitDay, debitedToday } : {};
        const balance = before.balance + write.amount;
        accounts.set(msisdn, { ...before, balance, version, head, lastMovementAt, ...day });
        break;
      }
      case 'add-leg':
        legs.set(legKey(write.leg.msisdn, write.leg.sequence), write.leg);
        break;
      case 'add-cash-leg': {
        const { reference, amount, at } = write;
        cashLegs.set(reference, { reference, amount, at });
        break;
      }
      case 'count-cash': {
        const key = `${write.requester}/${write.day}`;
        cash.set(key, (cash.get(key) ?? 0n) + write.amount);
        break;
      }
      case 'reduce-reversible': {
        const original = transactions.get(write.reference) as Extract<Transaction, { status: 'completed' }>;
        const reversible = (original.reversible ?? 0n) - write.amount;
        transactions.set(write.reference, { ...original, reversible });
        break;
      }
    }
  };

  return {
    calls,
    intercept: (newHooks) => void (hooks = newHooks),
    put: (transaction) => void transactions.set(transaction.reference, transaction),
    corrupt: (key, error) => void corruptions.set(key, error),
    edit: (msisdn, changes) =>
      void accounts.set(msisdn, { ...(accounts.get(msisdn) as StoredAccount), ...changes } as StoredAccount),
    open(msisdn, changes = {}) {
      const { balance, createdAt } = { ...OPENING, ...changes };
      accounts.set(msisdn, {
        msisdn,
        balance,
        openingBalance: balance,
        openedBy: `opening-${msisdn}`,
        createdAt,
        status: 'ACTIVE',
        version: 1,
        ...changes,
        debitedToday: changes.debitedToday ?? 0n,
      });
    },
    dump: () => ({
      accounts: [...accounts.values()],
      transactions: [...transactions.values()],
      legs: [...legs.values()],
      cashLegs: [...cashLegs.values()],
    }),

    accept: (transaction) =>
      reach<AcceptOutcome>({ method: 'accept' }, () => {
        const existing = transactions.get(transaction.reference);
        if (existing !== undefined) return { kind: 'exists', transaction: existing, isRepetition: false };
        transactions.set(transaction.reference, { ...transaction, status: 'pending' });
        return { kind: 'accepted' };
      }),

    find: (reference) =>
      reach({ method: 'find' }, () => {
        const corruption = corruptions.get(reference);
        if (corruption !== undefined) throw corruption;
        return transactions.get(reference);
      }),

    read: (references, msisdns) =>
      reach({ method: 'read' }, () => {
        const found = <K extends string, V>(keys: readonly K[], get: (key: K) => V | undefined) =>
          new Map(
            keys.flatMap((key) => {
              const value = corruptions.get(key) ?? get(key);
              return value === undefined ? [] : [[key, value] as const];
            }),
          );
        return {
          transactions: found(references, (reference) => transactions.get(reference)),
          accounts: found(msisdns, accountOf),
        };
      }),

    commit: (writes) =>
      reach<CommitOutcome>({ method: 'commit', writes }, () => {
        const failures = writes.map(failureOf);
        if (failures.some((failure) => failure !== undefined)) return { kind: 'cancelled', failures };
        for (const write of writes) apply(write);
        return { kind: 'committed' };
      }),

    findLeg: (msisdn, sequence) => reach({ method: 'findLeg' }, () => legs.get(legKey(msisdn, sequence))),

    findAccount: (msisdn) =>
      reach({ method: 'findAccount' }, () => {
        const corruption = corruptions.get(msisdn);
        if (corruption !== undefined) throw corruption;
        const stored = accounts.get(msisdn);
        return stored && accountRecordOf(stored);
      }),

    listLegs: (msisdn, first, last) =>
      reach({ method: 'listLegs' }, () => {
        // DynamoDB refuses a range that ends before it begins.
        if (last < first) throw new RangeError('the range is empty');
        return Array.from({ length: last - first + 1 }, (_, index) => {
          const leg = legs.get(legKey(msisdn, last - index));
          if (leg === undefined) throw new CorruptLedgerError('a leg of an account is missing');
          return leg;
        });
      }),

    listPending: (shard, createdBefore, limit) =>
      reach({ method: 'listPending' }, () =>
        [...transactions.values()]
          .filter(({ status, reference, createdAt }) => {
            return status === 'pending' && pendingShardOf(reference) === shard && createdAt < createdBefore;
          })
          .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
          .slice(0, limit)
          .map(({ reference, expiresAt }) => ({ reference, expiresAt })),
      ),
  };
}

/** An account that does not exist breaks the rule that it exists, and no other. */
function isBroken(rule: AccountRule, account: LedgerAccount | undefined): boolean {
  return (account === undefined) === (rule.rule === 'exists') && !holds(rule, account);
}

function ledgerAccountOf(stored: StoredAccount): LedgerAccount {
  const { msisdn, balance, status, version, head, lastMovementAt, createdAt, debitDay, debitedToday } =
    stored;
  return {
    msisdn,
    balance,
    status,
    version,
    head: head ?? openingHead(stored),
    lastMovementAt: lastMovementAt ?? createdAt,
    ...(debitDay === undefined ? {} : { debitDay }),
    debitedToday,
  };
}

function accountRecordOf(stored: StoredAccount): AccountRecord {
  const { msisdn, balance, openingBalance, openedBy, createdAt, status, version } = stored;
  const { head, lastMovementAt, debitDay, debitedToday } = stored;
  const opening = { openingBalance, openedBy, createdAt };
  const debits = debitDay === undefined ? {} : { debitDay, debitedToday };
  return { msisdn, balance, status, version, ...opening, head, lastMovementAt, ...debits };
}

/** What the store throws when it gives no answer. */
export function ledgerDown(): LedgerUnavailableError {
  return new LedgerUnavailableError(new Error('switched off'));
}
