import type { Account } from '@fintech-solution/domain/account';
import type { AllowanceLimit, OpeningAllowance } from '@fintech-solution/domain/opening-allowance';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { RequestGuard } from '@fintech-solution/domain/request-guard';

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

/** What a caller learns: the account, that it is being opened or was closed, or that no more are opened today. */
export type AccountInfo =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'being-opened' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'openings-spent'; readonly limit: AllowanceLimit };

/** What the use case works with. */
export interface Dependencies {
  readonly accounts: AccountLookup;
  readonly requests: AccountRequests;
  /** Undefined where openings are not limited. */
  readonly allowance?: OpeningAllowance | undefined;
  /** Never rejects. Undefined where none is deployed. */
  readonly guard?: RequestGuard | undefined;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * Tells the balance of an account, or has the account opened: the caller is answered at once either way. A blocked
 * account is told as any other, because its holder may see it; a closed one is never opened again. An opening is counted
 * before it is asked for: a crash in between wastes a part of the allowance and never exceeds it. Where a guard knows of a
 * request that the queue took a moment ago, that request stands for this one.
 *
 * @param chargedTo whose allowance an opening uses; undefined for a token that is bound to this very number.
 * @throws AllowanceUnavailableError when openings cannot be counted: nothing is asked for then.
 */
export async function getAccountInfo(
  { accounts, requests, allowance, guard, clock }: Dependencies,
  request: AccountRequest,
  chargedTo: string | undefined,
): Promise<AccountInfo> {
  const { msisdn } = request;
  const account = await accounts.find(msisdn);
  if (account === undefined) {
    if (guard && (await guard.isPending(msisdn, clock()))) return { kind: 'being-opened' };
    const granted = await allowance?.take({ msisdn, caller: chargedTo, nowMs: clock() });
    if (granted?.kind === 'spent') return { kind: 'openings-spent', limit: granted.limit };
    await requests.request(request);
    if (guard) await guard.markPending(msisdn, clock());
    return { kind: 'being-opened' };
  }
  return account.status === 'CLOSED' ? { kind: 'closed' } : { kind: 'found', account };
}
