import type { Token } from './token-fixtures.ts';

/** One GET of a caller. */
export interface Request {
  readonly id: string;
  /** The subscriber whom the caller means; undefined where the text is not a subscriber number. */
  readonly msisdn: string | undefined;
  /** The path segment, percent-encoded. */
  readonly segment: string;
  readonly token: Token | undefined;
  /** Hands the request to the function with the verdict that a cached policy would give. */
  readonly skipsAuthorizer: boolean;
}
