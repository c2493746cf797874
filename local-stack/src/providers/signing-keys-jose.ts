import { type CryptoKey, type JWK, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** The identity provider's keys: one signs, all published ones verify. */
export interface SigningKeys {
  sign(claims: Record<string, unknown>): Promise<string>;
  /** The JWK Set as published. */
  jwks(): { keys: JWK[] };
  /** Makes a new key the active one; the old ones stay published unless they are dropped. Gives the new `kid`. */
  rotate(options: { drop: boolean }): Promise<string>;
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** RS256 keys of 2,048 bits, made in this process and never written anywhere. */
export async function createSigningKeys(nextKid: () => string): Promise<SigningKeys> {
  let keys = [await generateKey(nextKid())];
  return {
    sign: (claims) => {
      const { kid, privateKey } = keys.at(-1)!;
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(privateKey);
    },
    jwks: () => ({ keys: keys.map(({ jwk }) => jwk) }),
    async rotate({ drop }) {
      const next = await generateKey(nextKid());
      keys = drop ? [next] : [...keys, next];
      return next.kid;
    },
  };
}

async function generateKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' } };
}
