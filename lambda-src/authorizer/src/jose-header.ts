import type { JsonObject } from '@fintech-solution/domain/json-members';
import { TokenRefused } from './token-refused.ts';

/** Media types of an access token; `application/` may be omitted (RFC 7519 section 5.1, RFC 9068 section 2.1). */
const ACCEPTED_TYPE = /^(?:application\/)?(?:at\+)?jwt$/i;

/**
 * Judges the header and hands out the one thing in it that may be used before the signature is checked: which
 * key to try. `jku`, `x5u`, `jwk`, `x5c` and `x5t` are never read: the author of the token writes those too.
 *
 * @throws TokenRefused
 * @see RFC 8725 sections 3.1 (algorithm), 3.10 (untrusted key references), 3.11 (explicit typing)
 */
export function keyIdFrom(header: JsonObject): string {
  if (header['alg'] !== 'RS256') throw new TokenRefused('algorithm');
  const type = header['typ'];
  if (type !== undefined && (typeof type !== 'string' || !ACCEPTED_TYPE.test(type)))
    throw new TokenRefused('type');
  // We understand no extension, so whatever is listed here is one that we must refuse (RFC 7515 section 4.1.11).
  if (header['crit'] !== undefined) throw new TokenRefused('critical-header');
  // JWTs must not use unencoded payloads, marked critical or not (RFC 7797 section 7).
  if (header['b64'] !== undefined && header['b64'] !== true) throw new TokenRefused('unencoded-payload');
  const keyId = header['kid'];
  if (typeof keyId !== 'string' || keyId === '') throw new TokenRefused('key-id-missing');
  return keyId;
}
