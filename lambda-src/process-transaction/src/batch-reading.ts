import type { LedgerAccount } from '@fintech-solution/domain/ledger/account-rules';
import { CorruptLedgerError, type LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';
import type { Accounts } from '@fintech-solution/domain/ledger/posting-input';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { isCustomer, isFinal, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** What a batch knows of its transactions and their accounts: as read, and as its own commits changed it since. */
export interface BatchReading {
  /** @throws CorruptLedgerError */
  transaction(reference: Reference): Transaction | undefined;
  /** The accounts of one transaction. @throws CorruptLedgerError */
  accountsOf(transaction: Transaction): Accounts;
  /** After a commit: what is stored now. */
  remember(transaction: Transaction, accounts: readonly LedgerAccount[]): void;
  /** Reads one transaction and its accounts once more, in one call. */
  readAgain(transaction: Transaction): Promise<void>;
  /** Waits until nothing else of this batch works on the same accounts. Turns are given in the order of the calls. */
  inTurn<T>(transaction: Transaction, work: () => Promise<T>): Promise<T>;
}

/**
 * Reads all transactions of a batch in one call, and the accounts of those that are pending in a second one, when it is
 * first asked. Everything that the reading throws, it throws to each who asks.
 */
export function createBatchReading(
  ledger: Pick<LedgerStore, 'read'>,
  references: readonly Reference[],
): () => Promise<BatchReading> {
  let reading: Promise<BatchReading> | undefined;
  return () => (reading ??= readBatch(ledger, references));
}

async function readBatch(
  ledger: Pick<LedgerStore, 'read'>,
  references: readonly Reference[],
): Promise<BatchReading> {
  const transactions = new Map((await ledger.read(references, [])).transactions);
  const pending = [...transactions.values()].filter(
    (transaction): transaction is Transaction =>
      !(transaction instanceof CorruptLedgerError) && !isFinal(transaction),
  );
  const msisdns = pending.flatMap(customersOf);
  const accounts = new Map(msisdns.length === 0 ? [] : (await ledger.read([], msisdns)).accounts);
  const turns = new Map<Msisdn, Promise<unknown>>();

  return {
    transaction: (reference) => sound(transactions.get(reference)),
    accountsOf(transaction) {
      const found = customersOf(transaction).map((msisdn) => [msisdn, sound(accounts.get(msisdn))] as const);
      return new Map(
        found.flatMap(([msisdn, account]) => (account === undefined ? [] : [[msisdn, account]])),
      );
    },
    remember(transaction, changed) {
      transactions.set(transaction.reference, transaction);
      for (const account of changed) accounts.set(account.msisdn, account);
    },
    async readAgain(transaction) {
      const { reference } = transaction;
      const found = await ledger.read([reference], customersOf(transaction));
      replace(transactions, [reference], found.transactions);
      replace(accounts, customersOf(transaction), found.accounts);
    },
    inTurn(transaction, work) {
      const msisdns = customersOf(transaction);
      const turn = Promise.allSettled(msisdns.map((msisdn) => turns.get(msisdn))).then(work);
      for (const msisdn of msisdns) turns.set(msisdn, turn);
      return turn;
    },
  };
}

function customersOf({ debit, credit }: Transaction): readonly Msisdn[] {
  return [debit, credit].filter(isCustomer);
}

/** What was asked for is as it was found; what was not found is not there any more. */
function replace<K, V>(known: Map<K, V>, keys: readonly K[], found: ReadonlyMap<K, V>): void {
  for (const key of keys) known.delete(key);
  for (const [key, value] of found) known.set(key, value);
}

function sound<T>(value: T | CorruptLedgerError): T {
  if (value instanceof CorruptLedgerError) throw value;
  return value;
}
