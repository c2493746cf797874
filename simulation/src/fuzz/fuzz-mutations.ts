import type { SourceEdit } from '../mutations/mutation.ts';

/** A change that takes a guard out of a parser, and the target that must fail without it. */
export interface FuzzMutation extends SourceEdit {
  readonly name: string;
  readonly target: string;
}

const NUMBERS = { file: 'domain/src/msisdn.ts', target: 'numbers' };
const EVENTS = { file: 'domain/src/account-requested.ts', target: 'events' };
const ENVELOPES = { file: 'domain/src/cloud-event.ts', target: 'events' };
const HEADER = { file: 'authorizer/src/jose-header.ts', target: 'signed tokens' };
const CLAIMS = { file: 'authorizer/src/claims.ts', target: 'signed tokens' };
const FORM = { file: 'authorizer/src/jws-structure.ts', target: 'edited tokens' };
const REQUEST = { file: 'runtime/src/http/request-context.ts', target: 'proxy events' };
const BATCH = { file: 'runtime/src/sqs/batch.ts', target: 'batches' };

/** Guards that single inputs can show, without any schedule or fault. */
export const FUZZ_MUTATIONS: readonly FuzzMutation[] = [
  {
    ...NUMBERS,
    name: 'the plan',
    find: 'return nationalPattern.test(digits.slice(countryCode.length)) ?',
    replace: 'return digits.length === 12 ?',
  },
  {
    ...NUMBERS,
    name: 'the country code',
    find: 'if (!digits.startsWith(countryCode))',
    replace: 'if (digits.length < 3)',
  },
  {
    ...EVENTS,
    name: 'the canonical number',
    find: 'if (!isMsisdn(msisdn, plan))',
    replace: "if (typeof msisdn !== 'string')",
  },
  {
    ...ENVELOPES,
    name: 'the version',
    find: "if (event['specversion'] !== '1.0')",
    replace: "if (event['specversion'] === '')",
  },
  {
    ...ENVELOPES,
    name: 'the types of optional attributes',
    find: "return badlyTyped ? 'attribute-badly-typed' : undefined;",
    replace: 'return badlyTyped && undefined;',
  },
  {
    ...HEADER,
    name: 'the critical header',
    find: "if (header['crit'] !== undefined)",
    replace: "if (Array.isArray(header['crit']))",
  },
  { ...CLAIMS, name: 'the expiry', find: 'if (nowSeconds >= exp)', replace: 'if (nowSeconds > exp)' },
  {
    ...CLAIMS,
    name: 'the client of a token without an audience',
    find: 'rules.clientIds.includes(clientId) &&',
    replace: '',
  },
  {
    ...CLAIMS,
    name: 'the number that the issuer verified',
    find: 'isFilled(claimed) && !isUnverified',
    replace: 'isFilled(claimed)',
  },
  {
    ...CLAIMS,
    name: 'the token that is not valid yet',
    find: "throw new TokenRefused('not-before', { isFinal: false })",
    replace: "throw new TokenRefused('not-before')",
  },
  {
    ...CLAIMS,
    name: 'the whole of an audience',
    find: "claimed.every((entry) => typeof entry === 'string') && ",
    replace: '',
  },
  { ...CLAIMS, name: 'scopes without spaces', find: '.filter(isScopeToken)', replace: '' },
  {
    file: 'domain/src/json-members.ts',
    target: 'signed tokens',
    name: 'names that stand once',
    find: 'countWrittenMembers(text) === countKeptMembers(value)',
    replace: 'countWrittenMembers(text) >= countKeptMembers(value)',
  },
  {
    file: 'authorizer/src/signature.ts',
    target: 'edited tokens',
    name: 'the signature',
    find: 'if (!keys.some((key) => isSignedBy(compact, key)))',
    replace: 'if (keys.length === 0)',
  },
  {
    ...FORM,
    name: 'one spelling of a token',
    find: 'if (ends !== undefined && !ends.includes(part.slice(-1)))',
    replace: 'if (part.length < 0)',
  },
  { ...REQUEST, name: 'the safe correlation id', find: '&& redactText(id, plan) === id', replace: '' },
  {
    ...BATCH,
    name: 'the copy of what is not ours',
    find: 'await deadLetters.send(record, reason);',
    replace: '',
  },
  {
    file: 'authorizer/src/signature.ts',
    target: 'gateway requests',
    name: 'the signature',
    find: 'if (!keys.some((key) => isSignedBy(compact, key)))',
    replace: 'if (keys.length === 0)',
  },
];
