import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** The issuer of a run's tokens. */
export interface Issuer {
  readonly publicKey: KeyObject;
  /** The key set that its JWKS endpoint publishes. */
  readonly jwks: string;
  /** An ordinary access token, each with its own `jti`, so that no two are equal. */
  token(index: number): string;
}

export const ISSUER_URI = 'https://issuer.bench.example/';
export const AUDIENCE = 'https://api.bench.example';
const KEY_ID = 'bench-key-1';
const HOUR_SECONDS = 3_600;

/** Makes a key of 2048 bits, Auth0's size, and a set of two, as it publishes. */
export function createIssuer(nowSeconds: number): Issuer {
  const [used, next] = [rsaKeys(), rsaKeys()];
  const jwk = (key: KeyObject, kid: string) => ({
    ...key.export({ format: 'jwk' }),
    kid,
    use: 'sig',
    alg: 'RS256',
  });
  return {
    publicKey: used.publicKey,
    jwks: JSON.stringify({ keys: [jwk(used.publicKey, KEY_ID), jwk(next.publicKey, 'bench-key-2')] }),
    token(index) {
      const header = { alg: 'RS256', typ: 'JWT', kid: KEY_ID };
      const claims = {
        iss: ISSUER_URI,
        sub: 'client@clients',
        aud: [AUDIENCE, 'https://issuer.bench.example/userinfo'],
        iat: nowSeconds,
        exp: nowSeconds + 24 * HOUR_SECONDS,
        azp: 'client',
        scope: 'read:account',
        jti: `token-${index}`,
      };
      const input = `${encode(header)}.${encode(claims)}`;
      return `${input}.${sign('sha256', Buffer.from(input), used.privateKey).toString('base64url')}`;
    },
  };
}

function rsaKeys() {
  return generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
