import type { Francs } from '../money.ts';
import { REFUSALS } from './ledger-error.ts';
import { MESSAGES } from './messages.fr.ts';
import type { Reference } from './reference.ts';
import {
  type CompletedTransaction,
  type FailedTransaction,
  isCustomer,
  type LegPosition,
  type Party,
} from './transaction.ts';
import type { Msisdn } from '../msisdn.ts';

/** Who may be told of a final transaction: its two customers by SMS, the client that asked for it by a callback. */
export const RECIPIENTS = ['debit', 'credit', 'client'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/**
 * Who is told of a final transaction. Each is told by a message of its own, so that one that fails delays no other.
 * Of a failure only the customer learns who asked for the transaction: the other one was never promised anything.
 */
export function recipientsOf(transaction: CompletedTransaction | FailedTransaction): readonly Recipient[] {
  const { debit, credit, callbackUrl, requestedByDebitParty, status } = transaction;
  const isTold: Readonly<Record<Recipient, boolean>> = {
    debit: isCustomer(debit) && (status === 'completed' || requestedByDebitParty),
    credit: isCustomer(credit) && status === 'completed',
    client: callbackUrl !== undefined,
  };
  return RECIPIENTS.filter((recipient) => isTold[recipient]);
}

/** A customer who is told, and the movement of its account, which a failed transaction does not have. */
export interface Addressee {
  readonly msisdn: Msisdn;
  readonly leg: LegPosition | undefined;
}

/** Undefined for a recipient without a telephone: the client, or the cash account. */
export function addresseeOf(
  transaction: CompletedTransaction | FailedTransaction,
  recipient: Recipient,
): Addressee | undefined {
  if (recipient === 'client') return undefined;
  const msisdn = transaction[recipient];
  if (!isCustomer(msisdn)) return undefined;
  const leg = transaction.status === 'completed' ? transaction[`${recipient}Leg`] : undefined;
  return { msisdn, leg };
}

/** What a customer reads about a completed transaction; true whenever it is read, because it says no "now". */
export function completedSms(
  transaction: CompletedTransaction,
  side: 'debit' | 'credit',
  balanceAfter: Francs,
): string {
  const { type, amount, debit, credit, reference } = transaction;
  const movement = MESSAGES.movements[type][side];
  const other = spelled(side === 'debit' ? credit : debit);
  return `${movement(`${amount} GNF`, other)} ${MESSAGES.balanceAfter(balanceAfter, shortReference(reference))}`;
}

/** What the debited customer reads about a transaction that failed. */
export function failedSms({ amount, credit, error, reference }: FailedTransaction): string {
  return MESSAGES.failed(`${amount} GNF`, spelled(credit), REFUSALS[error].sms, shortReference(reference));
}

/** The first group of the reference: enough for two people to talk about one transaction. */
function shortReference(reference: Reference): string {
  return reference.slice(0, 8);
}

function spelled(party: Party): string {
  return isCustomer(party) ? `+${party}` : MESSAGES.cash;
}
