import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** Everything that is needed to write a token as an honest issuer would, or as only an attacker would. */
export const ISSUER = 'https://tenant.eu.auth0.example/';
export const AUDIENCE = 'https://api.fintech-solution.example';
export const MSISDN_CLAIM = 'https://fintech-solution/msisdn';
export const KEY_ID = 'key-2025';
/** 2025-06-01T00:00:00.250Z: a fraction of a second, so that rounding the clock would be seen. */
export const NOW_MS = 1_748_736_000_250;
export const NOW_SECONDS = 1_748_736_000;

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const rsaKeyPair = (modulusLength = 2048, publicExponent = 65_537): KeyPair =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent });

/** The ordinary access token of Auth0 for a machine: `azp`, no `client_id`, no `jti`. */
export const honestHeader = { alg: 'RS256', typ: 'JWT', kid: KEY_ID };
export const honestClaims = {
  iss: ISSUER,
  sub: 'client@clients',
  aud: AUDIENCE,
  iat: NOW_SECONDS - 60,
  exp: NOW_SECONDS + 3_600,
  azp: 'client',
  scope: 'read:account',
};

/** A part of a token: an object is written as JSON, a text and bytes as they are. */
export type Part = object | string | Uint8Array;

const bytesOf = (part: Part): Uint8Array =>
  part instanceof Uint8Array ? part : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));

export const base64url = (part: Part): string => Buffer.from(bytesOf(part)).toString('base64url');

/** Header and payload in compact form, to be signed. */
export const signingInput = (header: Part, payload: Part): string =>
  `${base64url(header)}.${base64url(payload)}`;

/** A compact JWS with a true RS256 signature over whatever header and payload are given. */
export const signRs256 = (privateKey: KeyObject, header: Part, payload: Part): string => {
  const input = signingInput(header, payload);
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
};

/** A copy without some members. */
export const without = (object: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
