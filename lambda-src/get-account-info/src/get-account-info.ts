import type { Account } from '@fintech-solution/domain/account';
import type { Msisdn } from '@fintech-solution/domain/msisdn';

/** Where accounts are looked up. */
export interface AccountLookup {
  /**
   * The account as of now (strongly consistent), or undefined where the number has no account.
   *
   * @throws CorruptAccountError when the stored account cannot be told truthfully.
   * @throws AccountsUnavailableError when the store does not answer; asking again is safe.
   */
  find(msisdn: Msisdn): Promise<Account | undefined>;
}

/** Where accounts are asked for. */
export interface AccountRequests {
  /**
   * Queues one request to open an account.
   *
   * @throws RequestsUnavailableError when the queue does not take it; asking again is safe.
   */
  request(request: AccountRequest): Promise<void>;
}

/** One caller's wish for an account, with what ties it to the call. */
export interface AccountRequest {
  readonly eventId: string;
  readonly msisdn: Msisdn;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
}

/** The queue did not take the request; the same call may be made again. */
export class RequestsUnavailableError extends Error {
  constructor(cause: unknown) {
    super('The account request queue is unavailable', { cause });
    this.name = 'RequestsUnavailableError';
  }
}

/** What a caller learns: the account, that it is being opened, or that it was closed. */
export type AccountInfo =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'being-opened' }
  | { readonly kind: 'closed' };

/**
 * Tells the balance of an account, or has the account opened: the caller is answered at once either way. A blocked
 * account is told as any other, because its holder may see it; a closed one is never opened again.
 */
export async function getAccountInfo(
  accounts: AccountLookup,
  requests: AccountRequests,
  request: AccountRequest,
): Promise<AccountInfo> {
  const account = await accounts.find(request.msisdn);
  if (account === undefined) {
    await requests.request(request);
    return { kind: 'being-opened' };
  }
  return account.status === 'CLOSED' ? { kind: 'closed' } : { kind: 'found', account };
}
