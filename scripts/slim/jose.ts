// Stands in for jose 4 in a bundle. jwks-rsa asks it for one thing: a key object of a JWK. On Node 16 and later jose
// itself hands that to node:crypto, as here; its other 90 KB are JWE, JWS and encodings for older runtimes.
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/**
 * Public RSA keys only; the authorizer hands jwks-rsa no others.
 *
 * @throws TypeError for what is none; jwks-rsa then skips the key.
 */
export async function importJWK(jwk: JsonWebKey): Promise<KeyObject> {
  if (jwk.d !== undefined || jwk.kty !== 'RSA') throw new TypeError('no public RSA key');
  return createPublicKey({ format: 'jwk', key: jwk });
}
