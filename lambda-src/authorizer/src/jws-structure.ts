import type { JsonObject } from '@fintech-solution/domain/json-members';
import { parseStrictJsonObject } from './strict-json.ts';
import { TokenRefused } from './token-refused.ts';

/** A compact JWS taken apart. Nothing in it is true yet: the signature has not been looked at. */
export interface UnverifiedToken {
  /** The token as it came, without the scheme. */
  readonly compact: string;
  readonly header: JsonObject;
  readonly payload: JsonObject;
}

/** API Gateway passes up to 10,240 bytes of headers; a token of ours has a few hundred. */
const MAX_AUTHORIZATION_LENGTH = 8_192;

/** The scheme in any case (RFC 9110 section 11.1), one space, three non-empty parts, nothing around or between. */
const BEARER_TOKEN = /^bearer ([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/i;

/**
 * Takes the value of the Authorization header apart.
 *
 * @throws TokenRefused where it is anything but `Bearer` and a canonical compact JWS of JSON objects.
 * @see RFC 6750 section 2.1, RFC 7515 section 7.1
 */
export function parseAuthorization(authorization: unknown): UnverifiedToken {
  if (typeof authorization !== 'string' || authorization === '') throw new TokenRefused('token-missing');
  if (authorization.length > MAX_AUTHORIZATION_LENGTH) throw new TokenRefused('token-too-long');
  const parts = BEARER_TOKEN.exec(authorization);
  if (parts === null) throw new TokenRefused('not-a-bearer-token');
  // None of the pattern's groups is optional.
  const [, header, payload, signature] = parts as unknown as [string, string, string, string];
  requireCanonical(signature);
  return {
    compact: authorization.slice('bearer '.length),
    header: parseObject(header),
    payload: parseObject(payload),
  };
}

function parseObject(part: string): JsonObject {
  requireCanonical(part);
  const object = parseStrictJsonObject(Buffer.from(part, 'base64url'));
  if (typeof object === 'string') throw new TokenRefused(object);
  return object;
}

/**
 * What base64url may end with, by how many characters there are beyond the fours: with none anything, with one nothing
 * at all; of two the last has four unused bits, of three two, and those must be zero.
 */
const CANONICAL_ENDS = [undefined, '', 'AQgw', 'AEIMQUYcgkosw048'] as const;

/**
 * Node ignores the unused low bits of the last character and a lone character at the end, so several spellings
 * decode to the same bytes. Only one may pass: a refused or cached token must not have a twin. Where the alphabet is
 * right already, the end tells it, without encoding everything again.
 *
 * @see RFC 4648 section 3.5
 */
function requireCanonical(part: string): void {
  const ends = CANONICAL_ENDS[(part.length % 4) as 0 | 1 | 2 | 3];
  if (ends !== undefined && !ends.includes(part.slice(-1))) throw new TokenRefused('not-canonical-base64url');
}
