import createFetchClient from 'openapi-fetch';
import type { components, paths } from './api.ts';

/** An account as the API shows it; `balance` is whole francs in decimal notation, never a number. */
export type Account = components['schemas']['Account'];

/** What a caller learns: an account, or that one is being opened and may be asked for again. */
export type AccountInfo =
  { readonly kind: 'found'; readonly account: Account } | { readonly kind: 'being-opened' };

/** A refusal or a failure that the API explained; programs branch on `code`, people read `message` (French). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: components['schemas']['Problem']['code'];
  /** Seconds after which asking again makes sense, where the API says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: components['schemas']['Problem'], retryAfter: string | null) {
    super(problem.message);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = problem.code;
    this.retryAfterSeconds = retryAfter === null ? undefined : Number(retryAfter);
  }
}

/** AWS answers a request that is too large by itself, with a message alone. */
function problemIn(
  error: components['schemas']['Problem'] | components['schemas']['GatewayMessage'],
): components['schemas']['Problem'] {
  if ('code' in error) return error;
  return { type: 'about:blank', title: error.message, code: 'BAD_REQUEST', message: error.message };
}

/**
 * A client of the API.
 *
 * @param base such as `http://127.0.0.1:3000/dev`.
 * @param token gives a bearer token for each call.
 */
export function createAccountClient(base: string, token: () => Promise<string>) {
  const api = createFetchClient<paths>({ baseUrl: base });
  return {
    /**
     * The account of a subscriber number, in any of its spellings. Asking for a number without an account has one
     * opened; asking again has no further effect.
     *
     * @throws ApiProblem for every answer that is no 200.
     */
    async accountInfo(msisdn: string): Promise<AccountInfo> {
      const { data, error, response } = await api.GET('/get-account-info/msisdn/{msisdn}', {
        params: { path: { msisdn } },
        headers: { Authorization: `Bearer ${await token()}` },
      });
      if (data === undefined)
        throw new ApiProblem(response.status, problemIn(error), response.headers.get('retry-after'));
      return data.code === 'ACCOUNT_FOUND' ? { kind: 'found', account: data.data } : { kind: 'being-opened' };
    },
  };
}
