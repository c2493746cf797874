import { isCustomer, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';

/** With this scope, a token without a number sees what others asked for too. */
const READ_ANY = 'transactions:read';

/**
 * True where the caller may know that this transaction exists: the holder of a number sees what moves its own money,
 * also where another caller asked for it; an organisation sees what it asked for itself.
 */
export function maySee(caller: Caller, transaction: Transaction): boolean {
  if (caller.isBound) return partiesOf(transaction).some((msisdn) => msisdn === caller.msisdn);
  return transaction.requestedBy === caller.sub || caller.scopes.includes(READ_ANY);
}

/**
 * The side whose account this caller may read, of a transaction that it may see: its own, where the token is bound to a
 * number. An organisation may read both accounts, and is told of the debited one, as a payer's receipt is; of the credited
 * one where cash was paid in.
 */
export function readableSide(caller: Caller, { debit }: Transaction): 'debit' | 'credit' {
  if (caller.isBound) return caller.msisdn === debit ? 'debit' : 'credit';
  return isCustomer(debit) ? 'debit' : 'credit';
}

function partiesOf({ debit, credit }: Transaction): Msisdn[] {
  return [debit, credit].filter(isCustomer);
}
