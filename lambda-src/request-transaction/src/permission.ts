import {
  isCash,
  isCustomer,
  type TransactionRequest,
  type TransactionType,
} from '@fintech-solution/domain/ledger/transaction';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';

/** What a token of an organisation needs to debit a customer's account. */
const DEBIT_ANY = 'transactions:debit-any';
/** What it needs to make or unmake e-money. */
const CASH = 'transactions:cash';

/** Types that move an organisation's money, or correct: the holder of a number never does that with its own token. */
const NEVER_BOUND: readonly TransactionType[] = ['disbursement', 'adjustment', 'reversal'];

/** True where the token's scopes name this type of transaction. */
export function mayRequestType({ scopes }: Caller, type: TransactionType): boolean {
  return scopes.includes(`transactions:${type}`);
}

/** True where this kind of token, bound to a number or not, may ask for this type at all. */
export function isOpenTo({ isBound }: Caller, type: TransactionType): boolean {
  return !isBound || !NEVER_BOUND.includes(type);
}

/**
 * True where the caller may ask for this transaction: the holder of a number moves its own money and nothing else; an
 * organisation needs a scope for each kind of money that is not its own.
 */
export function mayRequest(
  caller: Caller,
  type: TransactionType,
  parties: Pick<TransactionRequest, 'debit' | 'credit'>,
): boolean {
  if (!isOpenTo(caller, type)) return false;
  if (caller.isBound) return caller.msisdn === parties.debit && !isCash(parties);
  if (isCash(parties) && !caller.scopes.includes(CASH)) return false;
  return !isCustomer(parties.debit) || caller.scopes.includes(DEBIT_ANY);
}
