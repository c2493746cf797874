import { type KeyObject, verify } from 'node:crypto';
import { TokenRefused } from './token-refused.ts';

/**
 * Checks an RS256 signature (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 section 3.3) with Node's own crypto. The algorithm
 * is fixed here, so that no token chooses its own (RFC 8725 section 2.1).
 *
 * @param compact the token, `header.payload.signature`.
 * @param keys the issuer's keys of the token's `kid`; more than one only if the issuer uses an id twice, and then
 *   any of them will do, for all are the issuer's (RFC 7515 section 6).
 * @throws TokenRefused; TypeError for a key that is not an RSA key, which says nothing about the token.
 */
export function checkSignature(compact: string, keys: readonly KeyObject[]): void {
  if (!keys.some((key) => isSignedBy(compact, key))) throw new TokenRefused('signature');
}

function isSignedBy(compact: string, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa')
    throw new TypeError(`RS256 needs an RSA key, not "${key.asymmetricKeyType}"`);
  const end = compact.lastIndexOf('.');
  const signature = Buffer.from(compact.slice(end + 1), 'base64url');
  return verify('sha256', Buffer.from(compact.slice(0, end)), key, signature);
}
