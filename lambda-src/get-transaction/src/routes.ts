import { parseReference, type Reference, referenceOf } from '@fintech-solution/domain/ledger/reference';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';

/** What a route asks for, and the parameter of its path that names a transaction. */
export type Route = TransactionRoute | { readonly asks: 'heartbeat' };

interface TransactionRoute {
  readonly asks: 'transaction' | 'state' | 'link';
  readonly parameter: string;
}

/** The routes of this function, by their paths as the API's definition writes them. */
export const ROUTES: ReadonlyMap<string | undefined, Route> = new Map<string, Route>([
  ['/transactions/{transactionReference}', { asks: 'transaction', parameter: 'transactionReference' }],
  ['/requeststates/{serverCorrelationId}', { asks: 'state', parameter: 'serverCorrelationId' }],
  ['/responses/{clientCorrelationId}', { asks: 'link', parameter: 'clientCorrelationId' }],
  ['/heartbeat', { asks: 'heartbeat' }],
]);

/**
 * The transaction that a path names: by its reference, or by the key under which this very caller asked for it. A key
 * and a reference are both UUIDs.
 *
 * @returns undefined for a value that is not a UUID.
 */
export function referenceNamed(
  { asks }: TransactionRoute,
  value: string | undefined,
  { sub }: Caller,
): Reference | undefined {
  const uuid = parseReference(value);
  return uuid !== undefined && asks === 'link' ? referenceOf(sub, uuid) : uuid;
}
