import { sha256 } from './reference.ts';
import type { TransactionRequest } from './transaction.ts';

/**
 * What makes two requests the same wish. Another request under a used key is a mistake of the caller, and is refused.
 *
 * The amount is null for a reversal of all that is left. `requestDate` is left out: it says when the caller asked.
 */
export function fingerprintOf(
  request: Omit<TransactionRequest, 'amount'> & { amount: bigint | null },
): string {
  const { type, amount, currency, debit, credit, originalReference } = request;
  const { descriptionText, requestingOrganisationTransactionReference, callbackUrl } = request;
  const fields = [
    type,
    amount === null ? null : String(amount),
    currency,
    debit,
    credit,
    originalReference ?? null,
    descriptionText ?? null,
    requestingOrganisationTransactionReference ?? null,
    callbackUrl ?? null,
  ];
  return `f1:${sha256(JSON.stringify(fields))}`;
}
