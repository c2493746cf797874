import { CorruptLedgerError, type LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';
import { receiptOf } from '@fintech-solution/domain/ledger/receipt';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { isCustomer, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';
import { maySee } from '@fintech-solution/runtime/http/transaction-access';
import { readableSide } from './permission.ts';

/**
 * The transaction, where the caller may see it: for anyone else it does not exist.
 *
 * @returns undefined where it does not exist for this caller.
 * @throws CorruptLedgerError or LedgerUnavailableError
 */
export async function getTransaction(
  ledger: Pick<LedgerStore, 'find'>,
  caller: Caller,
  reference: Reference,
): Promise<Transaction | undefined> {
  const transaction = await ledger.find(reference);
  return transaction !== undefined && maySee(caller, transaction) ? transaction : undefined;
}

/**
 * The receipt of the one account of this transaction that the caller may read.
 *
 * @returns undefined where no money moved.
 * @throws CorruptLedgerError or LedgerUnavailableError
 */
export async function getReceipt(
  ledger: Pick<LedgerStore, 'findLeg'>,
  caller: Caller,
  transaction: Transaction,
): Promise<string | undefined> {
  if (transaction.status !== 'completed') return undefined;
  const side = readableSide(caller, transaction);
  const msisdn = transaction[side];
  const position = transaction[`${side}Leg`];
  if (!isCustomer(msisdn) || position === undefined)
    throw new CorruptLedgerError(`${side}Sequence of a transaction`);
  const leg = await ledger.findLeg(msisdn, position.sequence);
  if (leg === undefined) throw new CorruptLedgerError('the leg of a completed transaction is missing');
  return receiptOf(leg);
}
