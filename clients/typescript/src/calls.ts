import type { ClientOptions } from './account-client.ts';
import { ApiProblem, orProblem, problemOf } from './api-problem.ts';

export interface LedgerClientOptions extends ClientOptions {
  /** How often one call is tried in all, where it fails by a fault that may pass. */
  readonly attempts?: number;
  /** For tests: waits, and ends early where the signal aborts. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Where the API does not say how long to wait. */
const PAUSE_MS = 1_000;
/** A timer takes no more, and ends at once where it is asked to. */
const LONGEST_PAUSE_MS = 2 ** 31 - 1;

/** What ends a call, or a waiting, before its answer. */
export interface ReadOptions {
  readonly signal?: AbortSignal;
}

export interface CallOptions extends ReadOptions {
  readonly key?: string;
}

/** What the JSON of an answer means; undefined where it is not what was asked for. */
export type Read<T> = (body: unknown, headers: Headers) => T | undefined;
/** Sends one request with what every request carries. */
export type Send = (init: {
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
}) => Promise<{
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}>;

/** Calls of the API, each with a token and a limit of time. */
export function createCalls(
  token: () => Promise<string>,
  { timeoutMs = 30_000, attempts = 4, pause = pauseFor }: LedgerClientOptions,
) {
  /** One attempt. */
  async function once<T>(send: Send, read: Read<T>, { key, signal }: CallOptions): Promise<T> {
    const bearer = await orProblem('UNAUTHORIZED', token, key);
    const limit = AbortSignal.timeout(timeoutMs);
    const init = {
      headers: { Authorization: `Bearer ${bearer}` },
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    };
    const { data, error, response } = await orProblem('UNAVAILABLE', () => send(init), key);
    const result = response.ok ? read(data, response.headers) : undefined;
    if (result === undefined) throw problemOf(response, error, key);
    return result;
  }

  /** As many attempts as may help. */
  async function call<T>(send: Send, read: Read<T>, options: CallOptions = {}): Promise<T> {
    const { signal } = options;
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await once(send, read, options);
      } catch (error) {
        signal?.throwIfAborted();
        if (attempt >= attempts || !mayPass(error)) throw error;
        await pause(pauseMsOf(error.retryAfterSeconds), signal);
      }
    }
  }

  return { once, call, pause };
}

/** No answer, a server's fault, too many requests: the same call may succeed later. */
export function mayPass(error: unknown): error is ApiProblem {
  if (!(error instanceof ApiProblem)) return false;
  const { code, status } = error;
  return status === undefined ? code === 'UNAVAILABLE' : status >= 500 || status === 429;
}

/** How long to wait before the next attempt, in milliseconds. */
export function pauseMsOf(seconds: number | undefined): number {
  return seconds === undefined ? PAUSE_MS : Math.min(seconds * 1_000, LONGEST_PAUSE_MS);
}

/** A pause that ends early, with the signal's reason, where the signal aborts. */
function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
