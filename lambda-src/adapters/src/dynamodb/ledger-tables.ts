import type { AccountRecord, CashLeg, LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';
import { CorruptLedgerError } from '@fintech-solution/domain/ledger/ledger-store';
import type { Leg } from '@fintech-solution/domain/ledger/receipt';
import { parseReference } from '@fintech-solution/domain/ledger/reference';
import { CASH, pendingShardOf, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import { parseFrancs } from '@fintech-solution/domain/money';
import { accountRecordOf, type Item, LEDGER_KEYS, legOf, transactionOf } from './ledger-items.ts';

/** Both tables as the invariants read them, and the keys of what cannot be read. */
export interface ReadTables {
  readonly dump: LedgerDump;
  /** Items that are corrupt, or that the ledger does not know: each is a finding of its own. */
  readonly unreadable: readonly { readonly key: string; readonly reason: string }[];
}

/** Sorts the items of both tables by what they are. Counters of a day and marks of notifications move no money. */
export function readTables(accountItems: readonly Item[], ledgerItems: readonly Item[]): ReadTables {
  const accounts: AccountRecord[] = [];
  const transactions: Transaction[] = [];
  const legs: Leg[] = [];
  const cashLegs: CashLeg[] = [];
  const unreadable: { key: string; reason: string }[] = [];
  const read = (key: string, decode: () => void): void => {
    try {
      decode();
    } catch (error) {
      if (!(error instanceof CorruptLedgerError)) throw error;
      unreadable.push({ key, reason: error.message });
    }
  };

  for (const item of accountItems) read(item['msisdn']?.S ?? '', () => accounts.push(auditedAccountOf(item)));
  for (const item of ledgerItems) {
    const [pk, sk] = [item['pk']?.S ?? '', item['sk']?.S ?? ''];
    read(`${pk}/${sk}`, () => {
      if (pk.startsWith('TX#') && sk === 'TX') transactions.push(storedTransactionOf(item));
      else if (pk.startsWith(`ACC#${CASH}#`)) cashLegs.push(cashLegOf(item));
      else if (pk.startsWith('ACC#')) legs.push(legOf(item));
      else if (!pk.startsWith('LIM#') && !(pk.startsWith('TX#') && sk.startsWith('N#')))
        throw new CorruptLedgerError('unknown item');
    });
  }
  return { dump: { accounts, transactions, legs, cashLegs }, unreadable };
}

/** No function works with an account whose balance is below zero; an audit says so, and goes on with the rest. */
function auditedAccountOf(item: Item): AccountRecord {
  const balance = parseFrancs(item['balance']?.N ?? '');
  if (balance === undefined || balance >= 0n) return accountRecordOf(item);
  return { ...accountRecordOf({ ...item, balance: { N: '0' } }), balance };
}

/** The index of pending transactions holds those that are pending, and no other: the sweeper finds them there. */
function storedTransactionOf(item: Item): Transaction {
  const transaction = transactionOf(item);
  const expected = transaction.status === 'pending' ? pendingShardOf(transaction.reference) : undefined;
  if (item['pendingShard']?.S !== expected) throw new CorruptLedgerError('pendingShard of a transaction');
  return transaction;
}

function cashLegOf(item: Item): CashLeg {
  const reference = parseReference(item['sk']?.S?.slice('TX#'.length));
  const amount = parseFrancs(item['amount']?.N ?? '');
  const at = item['at']?.S;
  if (reference === undefined || amount === undefined || at === undefined)
    throw new CorruptLedgerError('leg of the cash account');
  // In another partition it would be a second leg of its transaction.
  if (item['pk']?.S !== LEDGER_KEYS.cashLeg(reference).pk.S)
    throw new CorruptLedgerError('pk of a leg of the cash account');
  return { reference, amount, at };
}
