import { createPublicKey, type KeyObject } from 'node:crypto';
import { createGetDocument, type HttpsAnswer } from '@fintech-solution/adapters/https-request';
import { isJsonObject, type JsonObject } from '@fintech-solution/domain/json-members';
import { type FetchKeySet, type KeySet } from './signing-keys.ts';

/** Two requests for one token leave the function time to answer within its own time-out. */
export const TIMEOUT_MS = 3_000;

/** A hundred keys with certificate chains fit. It bounds the number of keys too. */
const MAX_BODY_BYTES = 512 * 1_024;

/** RFC 7518 section 3.3. */
const MIN_MODULUS_BITS = 2_048;

/** FIPS 186-5 appendix A.1.1. With an exponent of 1 every signature is its own message. */
const MIN_PUBLIC_EXPONENT = 65_537n;

/**
 * The issuer's JWKS endpoint; {@link createSigningKeys} decides when it is asked. jwks-rsa asks for the keys, through our
 * HTTP request, because its own bounds neither the time nor the size of an answer. Its cache stays off, and Node itself
 * imports the keys: jwks-rsa would load jose for that, a third of the cold start's import time.
 *
 * An entry that we cannot use is left out and changes nothing for the others. A set of such entries alone is a good answer
 * (we accept none of the issuer's tokens), while a set without any entry, or whose keys are all unreadable, is a failure.
 */
export function createJwksEndpoint(jwksUri: string, timeoutMs: number = TIMEOUT_MS): FetchKeySet {
  const get = createGetDocument('get-jwks', { timeoutMs, maxAnswerBytes: MAX_BODY_BYTES });
  return async () => {
    const answer = get(jwksUri);
    // Loaded while the answer is on its way: a cold start waits for the network, and later fetches find it loaded.
    const [document, { JwksClient }] = await Promise.all([answer, import('jwks-rsa')]);
    const fetcher = async () => ({ keys: parseJwks(await textOf(document)) });
    const published = await new JwksClient({ jwksUri, cache: false, fetcher }).getKeys();
    const candidates = (published as readonly JsonObject[]).flatMap(toCandidate);
    const keys = candidates.flatMap(readKey);
    if (keys.length === 0 && candidates.length > 0) throw new Error('the JWKS is unreadable');
    return groupByKeyId(keys);
  };
}

/** A redirect is a failure like any status but 200: the address is the operator's choice. */
async function textOf({ status, headers, body }: HttpsAnswer): Promise<string> {
  if (status !== 200) throw new Error(`the server answered ${status}`);
  const plain = await decompress(body, headers['content-encoding']);
  // RFC 8259 section 8.1 allows a reader to ignore a byte order mark.
  return plain.toString('utf8').replace(/^\uFEFF/, '');
}

/**
 * Some servers compress an answer although nothing but `identity` was asked for, and some give a name there that is no
 * coding (`UTF-8`): what it left undone, the reader of the JSON finds.
 *
 * @see RFC 9110 section 8.4 (names in any case, in the order in which they were applied)
 */
async function decompress(body: Buffer, encodings = ''): Promise<Buffer> {
  const codings = encodings.toLowerCase().split(/[\s,]+/);
  if (!codings.some((coding) => CODINGS.includes(coding))) return body;
  const { brotliDecompressSync, inflateRawSync, unzipSync } = await import('node:zlib');
  const limit = { maxOutputLength: MAX_BODY_BYTES };
  return codings.reduceRight((coded, coding) => {
    if (!CODINGS.includes(coding)) return coded;
    if (coding === 'br') return brotliDecompressSync(coded, limit);
    // Some servers leave out the zlib header, whose first byte ends in 8 (RFC 1950 section 2.2). `unzip` reads gzip too.
    const isRaw = coding === 'deflate' && ((coded[0] ?? 0) & 0x0f) !== 8;
    return isRaw ? inflateRawSync(coded, limit) : unzipSync(coded, limit);
  }, body);
}

const CODINGS: readonly string[] = ['gzip', 'x-gzip', 'deflate', 'br'];

/** `JSON.parse` keeps the last of two members of one name, as RFC 7517 section 4 allows. */
function parseJwks(text: string): readonly JsonObject[] {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    // Stays undefined, which is not a set.
  }
  const entries = isJsonObject(set) ? set['keys'] : undefined;
  if (!Array.isArray(entries)) throw new Error('the JWKS is not a JSON object with keys');
  const keys = entries.filter(isJsonObject);
  if (keys.length === 0) throw new Error('the JWKS is empty');
  return keys;
}

interface Candidate {
  readonly kid: string;
  readonly jwk: JsonObject;
}

/**
 * The parts of an entry that make an RSA key, if the issuer meant it for RS256 signatures. Everything else in the entry
 * (certificates, notes) is not read. A key that was published with its private part is not secret, so it is left out.
 *
 * @see RFC 7517 sections 4.1 to 4.5, RFC 8725 section 3.1
 */
function toCandidate(entry: JsonObject): readonly Candidate[] {
  const { kty, use, alg, key_ops: operations, kid, n, e } = entry;
  const isMeantForUs =
    kty === 'RSA' &&
    (isAbsent(use) || use === 'sig') &&
    (isAbsent(alg) || alg === 'RS256') &&
    (isAbsent(operations) || (Array.isArray(operations) && operations.includes('verify'))) &&
    PRIVATE_MEMBERS.every((member) => isAbsent(entry[member]));
  return isMeantForUs && typeof kid === 'string' ? [{ kid, jwk: { kty, n, e } }] : [];
}

/** Each of them gives the private key away (RFC 7518 section 6.3.2). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'] as const;

/** Some issuers write null for a member that they do not use. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The key of an entry; nothing where Node cannot read it, so that the others stay usable (RFC 7517 section 5). */
function readKey({ kid, jwk }: Candidate): { readonly kid: string; readonly key: KeyObject }[] {
  try {
    return [{ kid, key: createPublicKey({ key: jwk, format: 'jwk' }) }];
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
