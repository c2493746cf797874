import { type CryptoKey, type JWK, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type SigningKeys } from './identity-provider.ts';

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
