import { type KeyObject } from 'node:crypto';
import JsonWebTokenError from 'jsonwebtoken/lib/JsonWebTokenError.js';
// The whole package also loads what signs, and seven packages for it: a fifteenth of the CPU time of a cold start's import.
import verify from 'jsonwebtoken/verify.js';
import { TokenRefused } from './token-refused.ts';

/**
 * Checks the signature with jsonwebtoken, and leaves everything else to us: its time checks know one tolerance for
 * `exp` and `nbf` alike, and its audience check does not mind an array that holds more than strings.
 *
 * The list of algorithms is what stops a token from choosing its own (RFC 8725 section 2.1).
 *
 * @param keys the issuer's keys of the token's `kid`; more than one only if the issuer uses an id twice, and then
 *   any of them will do, for all are the issuer's (RFC 7515 section 6).
 * @throws TokenRefused
 */
export function checkSignature(compact: string, keys: readonly KeyObject[]): void {
  if (!keys.some((key) => isSignedBy(compact, key))) throw new TokenRefused('signature');
}

function isSignedBy(compact: string, key: KeyObject): boolean {
  try {
    verify(compact, key, {
      algorithms: ['RS256'],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch (error) {
    if (error instanceof JsonWebTokenError) return false;
    throw error;
  }
}
