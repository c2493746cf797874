import { REFUSALS } from './ledger-error.ts';
import { type FailedTransaction, isCustomer, isFinal, type Party, type Transaction } from './transaction.ts';

/** How often a client is told that it may ask for one state; nothing counts it. */
const POLL_LIMIT = 100;

/** The `requestState` of the GSMA Mobile Money API 1.2.0; `expiryTime` is no verdict, only a final status is one. */
export function requestStateOf(transaction: Transaction): object {
  const { reference, status, expiresAt, callbackUrl } = transaction;
  return {
    serverCorrelationId: reference,
    objectReference: reference,
    status,
    notificationMethod: callbackUrl === undefined ? 'polling' : 'callback',
    expiryTime: new Date(expiresAt * 1_000).toISOString(),
    pollLimit: POLL_LIMIT,
    ...(status === 'failed' ? { error: errorObjectOf(transaction) } : {}),
  };
}

/** The `errorObject` of a failed transaction: in its state, and as the body of its callback. */
export function errorObjectOf({ error, finalAt, correlationId }: FailedTransaction): object {
  const { errorCategory, message } = REFUSALS[error];
  return {
    errorCategory,
    errorCode: error,
    errorDescription: message,
    errorDateTime: finalAt,
    errorParameters: [{ key: 'correlationId', value: correlationId }],
  };
}

/**
 * The `transaction` of the same API.
 *
 * @param receipt of the one account that the reader may read; absent where there is none.
 */
export function transactionBodyOf(transaction: Transaction, receipt?: string): object {
  const { reference, status, type, amount, currency, debit, credit, createdAt } = transaction;
  const { originalReference, descriptionText, requestDate } = transaction;
  const { requestingOrganisationTransactionReference } = transaction;
  return {
    transactionReference: reference,
    transactionStatus: status,
    type,
    // A JSON number would pass through a float in most clients.
    amount: String(amount),
    currency,
    debitParty: [partyOf(debit)],
    creditParty: [partyOf(credit)],
    creationDate: createdAt,
    modificationDate: isFinal(transaction) ? transaction.finalAt : createdAt,
    ...optional({ descriptionText, requestingOrganisationTransactionReference, requestDate }),
    ...optional({ originalTransactionReference: originalReference, transactionReceipt: receipt }),
  };
}

/** A party as answers show it; the cash account has a name that no request can use. */
export function partyOf(party: Party): { readonly key: string; readonly value: string } {
  return isCustomer(party) ? { key: 'msisdn', value: `+${party}` } : { key: 'organisationid', value: 'cash' };
}

function optional(members: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
