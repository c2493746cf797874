import { type AuthorizerOutput } from './authorizer-output.ts';

/** The gateway's memory of authorizer answers, one per authorizer and identity source. */
export interface AuthorizerResults {
  get(authorizer: string, identity: string): AuthorizerOutput | undefined;
  /** Keeps an answer for a time; 0 keeps nothing. */
  put(authorizer: string, identity: string, output: AuthorizerOutput, ttlMs: number): void;
  clear(): void;
}

/** Enough for one machine; a flood of different tokens pushes the oldest answers out. */
const MAXIMUM_ENTRIES = 10_000;

/**
 * Keeps answers by token alone: the method and the path are not part of the key, so an answer is used for every method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 */
export function createAuthorizerResults(
  clock: () => number,
  maximumEntries = MAXIMUM_ENTRIES,
): AuthorizerResults {
  const entries = new Map<string, { readonly output: AuthorizerOutput; readonly expiresAt: number }>();
  const keyOf = (authorizer: string, identity: string) => JSON.stringify([authorizer, identity]);
  return {
    get(authorizer, identity) {
      const entry = entries.get(keyOf(authorizer, identity));
      if (entry === undefined || clock() >= entry.expiresAt) return undefined;
      return entry.output;
    },
    put(authorizer, identity, output, ttlMs) {
      if (ttlMs <= 0) return;
      const key = keyOf(authorizer, identity);
      entries.delete(key);
      entries.set(key, { output, expiresAt: clock() + ttlMs });
      const oldest = entries.keys().next().value;
      if (entries.size > maximumEntries && oldest !== undefined) entries.delete(oldest);
    },
    clear: () => entries.clear(),
  };
}
