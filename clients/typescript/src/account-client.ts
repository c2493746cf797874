import createFetchClient from 'openapi-fetch';
import type { components, paths } from './api.ts';
import { orProblem, problemOf, withoutPastedMarks } from './api-problem.ts';

export { ApiProblem, type ProblemCode } from './api-problem.ts';

/** An account as the API shows it; `balance` is whole francs in decimal notation, never a number. */
export type Account = components['schemas']['Account'];

/** What a caller learns. While an account is `being-opened`, asking again is free of effects. */
export type AccountInfo =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'being-opened' }
  | { readonly kind: 'closed' };

export interface ClientOptions {
  /** Longest wait for the whole answer. API Gateway answers within 29 s by itself. */
  readonly timeoutMs?: number;
}

/**
 * A client of the API.
 *
 * @param base such as `http://127.0.0.1:3000/dev`.
 * @param token gives a bearer token for each call.
 */
export function createAccountClient(
  base: string,
  token: () => Promise<string>,
  { timeoutMs = 30_000 }: ClientOptions = {},
) {
  const api = createFetchClient<paths>({ baseUrl: base });
  return {
    /**
     * The account of a subscriber number, in any of its spellings; marks that a number brings along when it is pasted
     * are left out. Asking for a number without an account has one opened; asking again has no further effect.
     *
     * @throws ApiProblem for every failure: a refusal, an answer that is not the API's own, no answer, no token.
     */
    async accountInfo(msisdn: string): Promise<AccountInfo> {
      const bearer = await orProblem('UNAUTHORIZED', token);
      // Fails without a connection, without an answer in time, or where a success has a body that is not JSON.
      const { data, error, response } = await orProblem('UNAVAILABLE', () =>
        api.GET('/get-account-info/msisdn/{msisdn}', {
          params: { path: { msisdn: withoutPastedMarks(msisdn) } },
          headers: { Authorization: `Bearer ${bearer}` },
          signal: AbortSignal.timeout(timeoutMs),
        }),
      );
      const info = response.ok ? accountInfoIn(data) : undefined;
      if (info === undefined) throw problemOf(response, error);
      return info;
    },
  };
}

/** Undefined where the body is not an answer of the API: a captive portal says 200 too. */
function accountInfoIn(body: unknown): AccountInfo | undefined {
  const { code, data } = (body ?? {}) as { code?: unknown; data?: Partial<Record<keyof Account, unknown>> };
  if (code === 'ACCOUNT_BEING_OPENED') return { kind: 'being-opened' };
  if (code === 'ACCOUNT_CLOSED') return { kind: 'closed' };
  const isAccount = [data?.msisdn, data?.balance, data?.currency].every((value) => typeof value === 'string');
  return code === 'ACCOUNT_FOUND' && isAccount ? { kind: 'found', account: data as Account } : undefined;
}
