import {
  isCash,
  isCustomer,
  type RequestedType,
  type TransactionRequest,
} from '@fintech-solution/domain/ledger/transaction';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';

/** What a token of an organisation needs to debit a customer's account. */
const DEBIT_ANY = 'transactions:debit-any';
/** What it needs to make or unmake e-money. */
const CASH = 'transactions:cash';

/** Types that move an organisation's money, or correct: the holder of a number never does that with its own token. */
const NEVER_BOUND: readonly RequestedType[] = ['disbursement', 'adjustment'];

/** True where the token may ask for this type of transaction at all. */
export function mayRequestType({ scopes }: Caller, type: RequestedType): boolean {
  return scopes.includes(`transactions:${type}`);
}

/**
 * True where the caller may ask for this transaction: the holder of a number moves its own money and nothing else; an
 * organisation needs a scope for each kind of money that is not its own.
 */
export function mayRequest(
  caller: Caller,
  type: RequestedType,
  parties: Pick<TransactionRequest, 'debit' | 'credit'>,
): boolean {
  if (caller.isBound) {
    const isOwnMoney = caller.msisdn !== undefined && caller.msisdn === parties.debit;
    return isOwnMoney && !isCash(parties) && !NEVER_BOUND.includes(type);
  }
  if (isCash(parties) && !caller.scopes.includes(CASH)) return false;
  return !isCustomer(parties.debit) || caller.scopes.includes(DEBIT_ANY);
}
