import { isCustomer, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';

/**
 * The side whose account this caller may read, of a transaction that it may see: its own, where the token is bound to a
 * number. An organisation may read both accounts, and is told of the debited one, as a payer's receipt is; of the credited
 * one where cash was paid in.
 */
export function readableSide(caller: Caller, { debit }: Transaction): 'debit' | 'credit' {
  if (caller.isBound) return caller.msisdn === debit ? 'debit' : 'credit';
  return isCustomer(debit) ? 'debit' : 'credit';
}
