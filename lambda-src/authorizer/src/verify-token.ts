import { type KeyObject } from 'node:crypto';
import { readClaims, type ClaimRules, type Claims } from './claims.ts';
import { keyIdFrom } from './jose-header.ts';
import { parseAuthorization } from './jws-structure.ts';
import { checkSignature } from './signature.ts';

/**
 * Judges the value of an Authorization header.
 *
 * @throws TokenRefused if the token is bad; any other error if that could not be found out.
 */
export type VerifyToken = (authorization: unknown) => Promise<Claims>;

/**
 * The issuer's public keys of one id, at least one.
 *
 * @throws TokenRefused (`key-unknown`) if the issuer has no such key; any other error if that could not be found out.
 */
export type FindKeys = (keyId: string) => Promise<readonly KeyObject[]>;

export interface VerifyTokenDependencies extends ClaimRules {
  readonly findKeys: FindKeys;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * The order is the point: the form first, then the one thing that names the key, then the signature, and only then
 * does a claim count. The clock is read last, for the key may have taken seconds to come.
 */
export function createVerifyToken({ findKeys, clock, ...rules }: VerifyTokenDependencies): VerifyToken {
  return async (authorization) => {
    const token = parseAuthorization(authorization);
    const keys = await findKeys(keyIdFrom(token.header));
    checkSignature(token.compact, keys);
    return readClaims(token.payload, rules, clock());
  };
}
