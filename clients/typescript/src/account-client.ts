import createFetchClient from 'openapi-fetch';
import { type components, type paths, PROBLEM_MESSAGES } from './api.ts';

/** An account as the API shows it; `balance` is whole francs in decimal notation, never a number. */
export type Account = components['schemas']['Account'];

/** What a caller learns. While an account is `being-opened`, asking again is free of effects. */
export type AccountInfo =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'being-opened' }
  | { readonly kind: 'closed' };

/** Why a call failed. Stable: programs branch on it. */
export type ProblemCode = keyof typeof PROBLEM_MESSAGES;

/** The only error that the client throws. People read `message`, one French sentence for each `code`. */
export class ApiProblem extends Error {
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  readonly code: ProblemCode;
  /** Seconds after which asking again makes sense, where the API says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, { response, cause }: { response?: Response; cause?: unknown } = {}) {
    super(PROBLEM_MESSAGES[code], { cause });
    this.name = 'ApiProblem';
    this.code = code;
    this.status = response?.status;
    const retryAfter = response?.headers.get('retry-after') ?? '';
    this.retryAfterSeconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
  }
}

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
      if (info === undefined) throw new ApiProblem(problemCodeOf(error, response.status), { response });
      return info;
    },
  };
}

async function orProblem<T>(code: ProblemCode, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    throw new ApiProblem(code, { cause });
  }
}

/** No-break spaces, and marks without width that say in which direction a text runs or where it may be broken. */
const PASTED_MARKS = /[\u00a0\u00ad\u061c\u200b-\u200f\u202a-\u202f\u2060-\u2069\ufeff]/g;

function withoutPastedMarks(msisdn: string): string {
  // Half a surrogate pair cannot be written in a URL; as a replacement character the API refuses it.
  return msisdn.replace(PASTED_MARKS, '').toWellFormed();
}

/** Undefined where the body is not an answer of the API: a captive portal says 200 too. */
function accountInfoIn(body: unknown): AccountInfo | undefined {
  const { code, data } = (body ?? {}) as { code?: unknown; data?: Partial<Record<keyof Account, unknown>> };
  if (code === 'ACCOUNT_BEING_OPENED') return { kind: 'being-opened' };
  if (code === 'ACCOUNT_CLOSED') return { kind: 'closed' };
  const isAccount = [data?.msisdn, data?.balance, data?.currency].every((value) => typeof value === 'string');
  return code === 'ACCOUNT_FOUND' && isAccount ? { kind: 'found', account: data as Account } : undefined;
}

const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_ERROR',
};

/** The API's own code, else what the status says: AWS answers 413 by itself, and a proxy may answer anything. */
function problemCodeOf(body: unknown, status: number): ProblemCode {
  const { code } = (body ?? {}) as { code?: unknown };
  if (typeof code === 'string' && Object.hasOwn(PROBLEM_MESSAGES, code)) return code as ProblemCode;
  return CODE_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'BAD_REQUEST' : 'UNAVAILABLE');
}
