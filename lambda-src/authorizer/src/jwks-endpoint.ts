import { createGetDocument } from '@fintech-solution/adapters/https-request';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { type FetchKeySet, type KeySet } from './signing-keys.ts';
import { isJsonObject, type JsonObject } from '@fintech-solution/domain/json-members';
import { parseStrictJsonObject } from './strict-json.ts';

/** Two requests for one token leave the function time to answer within its own time-out. */
const TIMEOUT_MS = 3_000;

/** A hundred keys with certificate chains fit. */
const MAX_BODY_BYTES = 512 * 1_024;

/** Auth0 publishes two keys, large issuers a dozen. */
const MAX_KEYS = 100;

/** RFC 7518 section 3.3. */
const MIN_MODULUS_BITS = 2_048;

/** FIPS 186-5 appendix A.1.1. With an exponent of 1 every signature is its own message. */
const MIN_PUBLIC_EXPONENT = 65_537n;

/**
 * The issuer's JWKS endpoint; {@link createSigningKeys} decides when it is asked. Node's own crypto reads a JWK, so the
 * bundle carries no library for it.
 *
 * A set in which no key is fit for us is a good answer (no token of the issuer's is), an empty or unreadable one is not.
 */
export function createJwksEndpoint(jwksUri: string, timeoutMs: number = TIMEOUT_MS): FetchKeySet {
  const get = createGetDocument('get-jwks', { timeoutMs, maxAnswerBytes: MAX_BODY_BYTES });
  return async () => {
    const { status, body } = await get(jwksUri);
    // A redirect is a failure too: the address is the operator's choice, and only an answer from there counts.
    if (status !== 200) throw new Error(`the server answered ${status}`);
    const candidates = parseJwks(body).filter(isForRs256Signatures);
    const keys = candidates.flatMap(readKey);
    if (keys.length === 0 && candidates.length > 0) throw new Error('the JWKS is unreadable');
    return groupByKeyId(keys);
  };
}

/** One entry that is no key must not lock out the holders of the others (RFC 7517 section 5). */
function parseJwks(body: Uint8Array): readonly JsonObject[] {
  const entries = parseStrictJsonObject(body)?.['keys'];
  if (!Array.isArray(entries)) throw new Error('the JWKS is not a JSON object with keys');
  if (entries.length > MAX_KEYS) throw new Error(`the JWKS has more than ${MAX_KEYS} keys`);
  const keys = entries.filter(isJsonObject);
  if (keys.length === 0) throw new Error('the JWKS is empty');
  return keys;
}

/**
 * Says whether the issuer meant a key for what we do with it, which Node does not check when it reads a JWK. A key that
 * is published with its private part is no longer secret.
 *
 * @see RFC 7517 sections 4.1 to 4.5, RFC 8725 section 3.1
 */
function isForRs256Signatures({ kty, use, alg, key_ops: operations, kid, d }: JsonObject): boolean {
  return (
    kty === 'RSA' &&
    (use === undefined || use === 'sig') &&
    (alg === undefined || alg === 'RS256') &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify'))) &&
    typeof kid === 'string' &&
    d === undefined
  );
}

/** The key of an entry; nothing where Node cannot read it, so that the others stay usable (RFC 7517 section 5). */
function readKey(jwk: JsonObject): { readonly kid: string; readonly key: KeyObject }[] {
  try {
    return [{ kid: String(jwk['kid']), key: createPublicKey({ key: jwk, format: 'jwk' }) }];
  } catch {
    return [];
  }
}

/** An id should be unique (RFC 7517 section 4.5); where it is not, every key of that id is kept, for a verifier to try. */
function groupByKeyId(keys: readonly { readonly kid: string; readonly key: KeyObject }[]): KeySet {
  const byKeyId = new Map<string, KeyObject[]>();
  for (const { kid, key } of keys) {
    if (isStrong(key)) byKeyId.set(kid, [...(byKeyId.get(kid) ?? []), key]);
  }
  return byKeyId;
}

function isStrong(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  return modulusLength >= MIN_MODULUS_BITS && publicExponent >= MIN_PUBLIC_EXPONENT;
}
