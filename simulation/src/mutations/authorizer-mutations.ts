import type { Mutation } from './mutation.ts';

const CLAIMS = 'authorizer/src/claims.ts';
const HEADER = 'authorizer/src/jose-header.ts';
const FORM = 'authorizer/src/jws-structure.ts';
const KEYS = 'authorizer/src/signing-keys.ts';
const ALLOWED: Mutation['breaks'] = ['ALLOW_ONLY_GOOD_TOKENS'];
const ALLOWED_OR_THROWN: Mutation['breaks'] = [
  'ALLOW_ONLY_GOOD_TOKENS',
  'BAD_TOKEN_IS_DENIED',
  'KNOWN_KEY_KEEPS_WORKING',
];

/** Guards between a token and an Allow. */
export const AUTHORIZER_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the signature',
    file: 'authorizer/src/signature.ts',
    find: 'if (!keys.some((key) => isSignedBy(compact, key)))',
    replace: 'if (!keys.some((key) => isSignedBy(compact, key) || true))',
    breaks: ALLOWED,
  },
  {
    name: 'the algorithm',
    file: HEADER,
    find: "if (header['alg'] !== 'RS256')",
    replace: "if (header['alg'] === 'none')",
    breaks: ALLOWED_OR_THROWN,
  },
  {
    name: 'the type of a token',
    file: HEADER,
    find: '!ACCEPTED_TYPE.test(type)',
    replace: "type === ''",
    breaks: ALLOWED_OR_THROWN,
  },
  {
    name: 'the critical header',
    file: HEADER,
    find: "if (header['crit'] !== undefined)",
    replace: "if (header['crit'] === null)",
    breaks: ALLOWED_OR_THROWN,
  },
  {
    name: 'one spelling of a token',
    file: FORM,
    find: 'if (ends !== undefined && !ends.includes(part.slice(-1)))',
    replace: 'if (part.length < 0)',
    breaks: ALLOWED_OR_THROWN,
  },
  {
    name: 'the length of a token',
    file: FORM,
    find: 'if (authorization.length > MAX_AUTHORIZATION_LENGTH)',
    replace: 'if (authorization.length > 1e9)',
    breaks: ALLOWED_OR_THROWN,
  },
  {
    name: 'names that stand once',
    file: 'domain/src/json-members.ts',
    find: 'countWrittenMembers(text) === countKeptMembers(value)',
    replace: 'countWrittenMembers(text) >= countKeptMembers(value)',
    breaks: ALLOWED_OR_THROWN,
  },
  {
    name: 'the issuer',
    file: CLAIMS,
    find: "if (payload['iss'] !== rules.issuer)",
    replace: "if (payload['iss'] === '')",
    breaks: ALLOWED,
  },
  {
    name: 'the audience',
    file: CLAIMS,
    find: 'claimed.includes(audience)',
    replace: 'audience !== undefined',
    breaks: ALLOWED,
  },
  {
    name: 'the expiry',
    file: CLAIMS,
    find: 'if (nowSeconds >= exp)',
    replace: 'if (exp < 0)',
    breaks: ALLOWED,
  },
  {
    name: 'the expiry that is far too late',
    file: CLAIMS,
    find: 'if (exp > nowSeconds + MAX_LIFETIME_SECONDS)',
    replace: 'if (exp < 0)',
    breaks: ALLOWED,
  },
  {
    name: 'the time before which a token is not good',
    file: CLAIMS,
    find: 'if (isAhead(notBefore, nowSeconds))',
    replace: 'if (notBefore === Infinity)',
    breaks: ALLOWED,
  },
  {
    name: 'the time of issue',
    file: CLAIMS,
    find: 'if (isAhead(issuedAt, nowSeconds))',
    replace: 'if (issuedAt === Infinity)',
    breaks: ALLOWED,
  },
  {
    name: 'the subject',
    file: CLAIMS,
    find: 'if (!isFilled(sub))',
    replace: "if (typeof sub !== 'string')",
    breaks: ALLOWED,
  },
  {
    name: 'the exception where nothing can be told',
    file: 'authorizer/src/handler.ts',
    find: 'if (!(error instanceof TokenRefused)) throw error;',
    replace: 'if (!(error instanceof TokenRefused)) return deny(resource);',
    breaks: ['FAULT_NEVER_DENIES'],
  },
  {
    name: 'the hour after which an old key is not believed',
    file: KEYS,
    find: 'age(known.askedAt) > STALE_FOR_MS',
    replace: 'age(known.askedAt) > 1e12',
    breaks: ALLOWED,
  },
  {
    name: 'the ten minutes after which keys are looked at again',
    file: KEYS,
    find: 'age(known?.askedAt) < FRESH_FOR_MS',
    replace: 'age(known?.askedAt) < 50 * 60 * 1_000',
    breaks: ALLOWED,
  },
  {
    name: 'the half minute between unscheduled requests',
    file: KEYS,
    find: 'else if (age(unscheduledAt) >= COOLDOWN_MS) unscheduledAt',
    replace: 'else if (age(unscheduledAt) >= 0) unscheduledAt',
    breaks: ['ISSUER_IS_ASKED_SPARINGLY'],
  },
  {
    name: 'one request at a time',
    file: KEYS,
    find: 'if (inFlight !== undefined) return inFlight;',
    replace: '',
    breaks: ['ISSUER_IS_ASKED_SPARINGLY'],
  },
  {
    name: 'known keys while the issuer is away',
    file: KEYS,
    find: 'if (known === undefined || age',
    replace: "if (refreshed === 'failed' || known === undefined || age",
    breaks: ['KNOWN_KEY_KEEPS_WORKING'],
  },
  {
    name: 'the search for a key that is new',
    file: KEYS,
    find: 'if (known.requestNumber > requestsBefore) throw',
    replace: 'if (keyId.length > 0) throw',
    breaks: ['FAULT_NEVER_DENIES'],
  },
  {
    name: 'the refusal that a moment may turn',
    file: KEYS,
    find: '{ isFinal: known.requestNumber > requestsBefore }',
    replace: '{ isFinal: true }',
    breaks: ['FAULT_NEVER_DENIES'],
  },
  {
    name: 'the exception for a token that is not valid yet',
    file: 'authorizer/src/handler.ts',
    find: 'if (error.isFinal) return deny(resource);',
    replace: 'return deny(resource);',
    breaks: ['FAULT_NEVER_DENIES'],
  },
];
