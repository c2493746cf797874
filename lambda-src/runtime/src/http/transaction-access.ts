import { isCustomer, type Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { Caller } from './authorize-caller.ts';

/** With this scope, a token without a number sees what others asked for too. */
const READ_ANY = 'transactions:read';

/**
 * True where the caller may know that this transaction exists: the holder of a number sees what moves its own money,
 * also where another caller asked for it; an organisation sees what it asked for itself. For anyone else it does not exist.
 */
export function maySee(caller: Caller, transaction: Transaction): boolean {
  const { debit, credit, requestedBy } = transaction;
  if (caller.isBound) return [debit, credit].filter(isCustomer).some((msisdn) => msisdn === caller.msisdn);
  return requestedBy === caller.sub || caller.scopes.includes(READ_ANY);
}
