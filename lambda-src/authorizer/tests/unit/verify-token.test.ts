import { constants, createHmac, sign, type KeyObject } from 'node:crypto';
import { TokenRefused } from '../../src/token-refused.ts';
import { createVerifyToken } from '../../src/verify-token.ts';
import {
  AUDIENCE,
  base64url,
  honestClaims,
  honestHeader,
  ISSUER,
  KEY_ID,
  MSISDN_CLAIM,
  NOW_MS,
  NOW_SECONDS,
  rsaKeyPair,
  signingInput,
  signRs256,
  without,
  type Part,
} from '../token-forge.ts';

const issuer = rsaKeyPair();
const stranger = rsaKeyPair();

function setup() {
  const asked: string[] = [];
  let nowMs = NOW_MS;
  const verifyToken = createVerifyToken({
    issuer: ISSUER,
    audience: AUDIENCE,
    clientIds: [],
    msisdnClaim: MSISDN_CLAIM,
    clock: () => nowMs,
    findKeys: async (keyId) => {
      asked.push(keyId);
      if (keyId !== KEY_ID) throw new TokenRefused('key-unknown');
      return [issuer.publicKey];
    },
  });
  const verdict = (authorization: unknown): Promise<string> =>
    verifyToken(authorization).then(
      () => 'accepted',
      (error: unknown) => (error instanceof TokenRefused ? error.reason : `threw ${String(error)}`),
    );
  return { verifyToken, verdict, asked, setClock: (ms: number) => void (nowMs = ms) };
}

const bearer = (header: Part, payload: Part, key: KeyObject = issuer.privateKey): string =>
  `Bearer ${signRs256(key, header, payload)}`;
const withHeader = (changes: object): string => bearer({ ...honestHeader, ...changes }, honestClaims);
const withClaims = (changes: object): string => bearer(honestHeader, { ...honestClaims, ...changes });
const signedBy = (alg: string, signature: (input: Buffer) => Buffer, extra: object = {}): string => {
  const input = signingInput({ ...honestHeader, alg, ...extra }, honestClaims);
  return `Bearer ${input}.${signature(Buffer.from(input)).toString('base64url')}`;
};

const honest = bearer(honestHeader, honestClaims);
const [honestHead = '', honestBody = '', honestSignature = ''] = honest.slice('Bearer '.length).split('.');
const publicPem = issuer.publicKey.export({ format: 'pem', type: 'spki' });
const publicJwk = stranger.publicKey.export({ format: 'jwk' });
const json = JSON.stringify;

/** The same bytes with other unused bits: 2,048-bit signatures are 342 characters, whose last carries four of them. */
const twinOf = (part: string): string =>
  part.slice(0, -1) + String.fromCharCode(part.charCodeAt(part.length - 1) + 1);

describe('an honest token', () => {
  it.each<[string, string]>([
    ["Auth0's ordinary access token", honest],
    ['the scheme in capitals', honest.replace('Bearer', 'BEARER')],
    ['no type', bearer(without(honestHeader, 'typ'), honestClaims)],
    ['the type of RFC 9068', withHeader({ typ: 'at+jwt' })],
    ['the full media type', withHeader({ typ: 'application/AT+JWT' })],
    ['the full media type of any JWT', withHeader({ typ: 'application/jwt' })],
    [
      'headers that mean nothing to us',
      withHeader({ cty: 'x', jku: 'https://evil.example/jwks', x5t: 'x', other: {} }),
    ],
    ["a stranger's key in its own header, of which nothing is used", withHeader({ jwk: publicJwk })],
    ['an audience among others', withClaims({ aud: [`${ISSUER}userinfo`, AUDIENCE] })],
    ['no iat', bearer(honestHeader, without(honestClaims, 'iat'))],
    ['an iat and an nbf a little ahead', withClaims({ iat: NOW_SECONDS + 30, nbf: NOW_SECONDS + 30 })],
    ['a fraction of a second', withClaims({ exp: NOW_SECONDS + 0.5 })],
    [
      'an exponent in a number',
      bearer(honestHeader, json(honestClaims).replace(/"exp":\d+/, '"exp":1.75e9')),
    ],
    ['space in its JSON', bearer(json(honestHeader, null, 2), `\n${json(honestClaims, null, '\t')} `)],
    ['other scripts', withClaims({ name: 'Fatoumata Bâ ߝߊ߬ߕߎ߬ߡߊ߫', sub: 'clé-é' })],
    ['a claim that nests', withClaims({ 'https://fintech-solution/roles': { a: [{ b: {} }] } })],
    [
      'a claim called __proto__',
      bearer(honestHeader, `{"__proto__":{"aud":"x"},${json(honestClaims).slice(1)}`),
    ],
  ])('is accepted: %s', async (_name, authorization) => {
    await expect(setup().verdict(authorization)).resolves.toBe('accepted');
  });
});

describe('a hostile token', () => {
  it.each<[string, string, string | undefined]>([
    // Nothing that could be a token.
    ['no header at all', 'token-missing', undefined],
    ['an empty header', 'token-missing', ''],
    ['a token without its scheme', 'not-a-bearer-token', honest.slice('Bearer '.length)],
    ['another scheme', 'not-a-bearer-token', honest.replace('Bearer', 'DPoP')],
    ['two spaces', 'not-a-bearer-token', honest.replace(' ', '  ')],
    ['a space at its end', 'not-a-bearer-token', `${honest} `],
    ['a line end', 'not-a-bearer-token', `${honest}\r\n`],
    ['two tokens', 'not-a-bearer-token', `${honest},${honest}`],
    ['a fourth part', 'not-a-bearer-token', `${honest}.${honestSignature}`],
    ['an encrypted form', 'not-a-bearer-token', `${honest}..`],
    ['padding', 'not-a-bearer-token', `${honest}==`],
    [
      'plain base64',
      'not-a-bearer-token',
      honest.replace(honestSignature, Buffer.alloc(256, 0xfb).toString('base64')),
    ],
    ['more than 8,192 characters', 'token-too-long', withClaims({ filler: 'x'.repeat(8_192) })],

    // One token, several spellings.
    [
      'other unused bits in the signature',
      'not-canonical-base64url',
      honest.replace(honestSignature, twinOf(honestSignature)),
    ],
    [
      'other unused bits in the header',
      'not-canonical-base64url',
      `Bearer eyJhIjoxfR.${honestBody}.${honestSignature}`,
    ],
    ['a character too many', 'not-canonical-base64url', `${honest}AAA`],

    // JSON that two parsers may read in two ways; all truly signed.
    ['a header that is an array', 'not-a-json-object', bearer([honestHeader], honestClaims)],
    ['a header that is no JSON', 'not-a-json-object', bearer('RS256', honestClaims)],
    ['a header with a comment', 'not-a-json-object', bearer(`${json(honestHeader)}//`, honestClaims)],
    ['alg twice', 'duplicate-member', bearer(`{"alg":"none",${json(honestHeader).slice(1)}`, honestClaims)],
    [
      'alg twice, once escaped',
      'duplicate-member',
      bearer(`{"\\u0061lg":"none",${json(honestHeader).slice(1)}`, honestClaims),
    ],
    ['kid twice', 'duplicate-member', bearer(`${json(honestHeader).slice(0, -1)},"kid":"x"}`, honestClaims)],
    [
      'sub twice',
      'duplicate-member',
      bearer(honestHeader, `${json(honestClaims).slice(0, -1)},"sub":"admin"}`),
    ],
    ['exp twice', 'duplicate-member', bearer(honestHeader, `{"exp":1,${json(honestClaims).slice(1)}`)],
    [
      'a name twice in depth',
      'duplicate-member',
      bearer(honestHeader, `{"a":[{"b":1,"b":1}],${json(honestClaims).slice(1)}`),
    ],
    ['claims that are an array', 'not-a-json-object', bearer(honestHeader, [honestClaims])],
    ['claims that are null', 'not-a-json-object', bearer(honestHeader, 'null')],
    [
      'claims that are a token',
      'not-a-json-object',
      bearer({ ...honestHeader, cty: 'JWT' }, honest.slice(7)),
    ],
    [
      'compressed claims',
      'not-a-json-object',
      bearer({ ...honestHeader, zip: 'DEF' }, Buffer.from('abcd', 'hex')),
    ],
    [
      'claims that are no UTF-8',
      'not-a-json-object',
      bearer(honestHeader, Buffer.from(json({ ...honestClaims, x: 'é' }), 'latin1')),
    ],
    ['a byte order mark', 'not-a-json-object', bearer(honestHeader, `\ufeff${json(honestClaims)}`)],
    ['bytes behind the claims', 'not-a-json-object', bearer(honestHeader, `${json(honestClaims)}\0`)],

    // A choice of algorithm that is not the token's to make.
    [
      'alg none, no signature',
      'not-a-bearer-token',
      `Bearer ${signingInput({ ...honestHeader, alg: 'none' }, honestClaims)}.`,
    ],
    ['alg none, a signature', 'algorithm', withHeader({ alg: 'none' })],
    ['alg nOnE', 'algorithm', withHeader({ alg: 'nOnE' })],
    ['no alg', 'algorithm', bearer(without(honestHeader, 'alg'), honestClaims)],
    ['alg as an array', 'algorithm', withHeader({ alg: ['RS256'] })],
    ['alg rs256', 'algorithm', withHeader({ alg: 'rs256' })],
    [
      'HS256 with the public key',
      'algorithm',
      signedBy('HS256', (input) => createHmac('sha256', publicPem).update(input).digest()),
    ],
    [
      'HS256 with an empty secret',
      'algorithm',
      signedBy('HS256', (input) => createHmac('sha256', '').update(input).digest()),
    ],
    [
      'RS512 with the true key',
      'algorithm',
      signedBy('RS512', (input) => sign('sha512', input, issuer.privateKey)),
    ],
    [
      'PS256 with the true key',
      'algorithm',
      signedBy('PS256', (input) => sign('sha256', input, pss(issuer.privateKey))),
    ],
    [
      'RS256 in name, PS256 in truth',
      'signature',
      signedBy('RS256', (input) => sign('sha256', input, pss(issuer.privateKey))),
    ],
    [
      'RS256 in name, SHA-512 in truth',
      'signature',
      signedBy('RS256', (input) => sign('sha512', input, issuer.privateKey)),
    ],

    // Headers that change what a token is.
    ['an id token', 'type', withHeader({ typ: 'id+jwt' })],
    ['a logout token', 'type', withHeader({ typ: 'logout+jwt' })],
    ['a proof', 'type', withHeader({ typ: 'dpop+jwt' })],
    ['a type that is no text', 'type', withHeader({ typ: null })],
    ['a critical extension', 'critical-header', withHeader({ crit: ['x'], x: 1 })],
    ['a critical exp', 'critical-header', withHeader({ crit: ['exp'], exp: NOW_SECONDS + 60 })],
    ['an empty crit', 'critical-header', withHeader({ crit: [] })],
    ['an unencoded payload', 'critical-header', withHeader({ crit: ['b64'], b64: false })],
    ['an unencoded payload that is not marked critical', 'unencoded-payload', withHeader({ b64: false })],

    // Keys.
    ['no kid', 'key-id-missing', bearer(without(honestHeader, 'kid'), honestClaims)],
    ['an empty kid', 'key-id-missing', withHeader({ kid: '' })],
    ['a kid that is no text', 'key-id-missing', withHeader({ kid: [KEY_ID] })],
    ['an unknown kid', 'key-unknown', withHeader({ kid: 'other' })],
    ['a kid of another case', 'key-unknown', withHeader({ kid: KEY_ID.toUpperCase() })],
    ['a kid with a space', 'key-unknown', withHeader({ kid: `${KEY_ID} ` })],
    ['a kid that is a path', 'key-unknown', withHeader({ kid: '../../../dev/null' })],
    ['a kid that is SQL', 'key-unknown', withHeader({ kid: "x' OR '1'='1" })],
    ['a kid that every object has', 'key-unknown', withHeader({ kid: '__proto__' })],
    [
      'a key of its own',
      'signature',
      bearer({ ...honestHeader, jwk: publicJwk }, honestClaims, stranger.privateKey),
    ],
    [
      'a key set of its own',
      'signature',
      bearer({ ...honestHeader, jku: 'https://evil.example/' }, honestClaims, stranger.privateKey),
    ],
    [
      'a certificate of its own',
      'signature',
      bearer({ ...honestHeader, x5c: ['MIIB'] }, honestClaims, stranger.privateKey),
    ],
    ["a stranger's signature", 'signature', bearer(honestHeader, honestClaims, stranger.privateKey)],
    [
      'the signature of another token',
      'signature',
      `Bearer ${honestHead}.${base64url({ ...honestClaims, sub: 'admin' })}.${honestSignature}`,
    ],
    ['a signature cut short', 'signature', honest.slice(0, -2)],
    [
      'a signature of zeros',
      'signature',
      `Bearer ${honestHead}.${honestBody}.${base64url(Buffer.alloc(256))}`,
    ],

    // Claims, all truly signed.
    ['another issuer', 'issuer', withClaims({ iss: 'https://evil.example/' })],
    ['the issuer without its slash', 'issuer', withClaims({ iss: ISSUER.slice(0, -1) })],
    ['no issuer', 'issuer', bearer(honestHeader, without(honestClaims, 'iss'))],
    ['issuers', 'issuer', withClaims({ iss: [ISSUER] })],
    ['another audience', 'audience', withClaims({ aud: 'https://other.example' })],
    ['no audience', 'audience', bearer(honestHeader, without(honestClaims, 'aud'))],
    ['no audience in an array', 'audience', withClaims({ aud: [] })],
    ['an audience beside what is no text', 'audience', withClaims({ aud: [AUDIENCE, 1] })],
    ['an audience as a name', 'audience', withClaims({ aud: { [AUDIENCE]: true } })],
    ['an expiry just now', 'expired', withClaims({ exp: NOW_MS / 1_000 })],
    ['an expiry long ago', 'expired', withClaims({ exp: 0 })],
    ['no expiry', 'expiry-malformed', bearer(honestHeader, without(honestClaims, 'exp'))],
    ['an expiry as text', 'expiry-malformed', withClaims({ exp: String(NOW_SECONDS + 60) })],
    ['an expiry of null', 'expiry-malformed', withClaims({ exp: null })],
    [
      'an expiry without end',
      'expiry-malformed',
      bearer(honestHeader, json(honestClaims).replace(/"exp":\d+/, '"exp":1e999')),
    ],
    ['an expiry in milliseconds', 'expiry-malformed', withClaims({ exp: NOW_MS + 60_000 })],
    ['a beginning tomorrow', 'not-before', withClaims({ nbf: NOW_SECONDS + 86_400 })],
    ['a beginning as text', 'not-before', withClaims({ nbf: '0' })],
    ['a beginning of null', 'not-before', withClaims({ nbf: null })],
    ['an issue tomorrow', 'issued-at', withClaims({ iat: NOW_SECONDS + 86_400 })],
    ['an issue as text', 'issued-at', withClaims({ iat: '0' })],
    ['no subject', 'subject', bearer(honestHeader, without(honestClaims, 'sub'))],
    ['an empty subject', 'subject', withClaims({ sub: '' })],
    ['a subject that is a number', 'subject', withClaims({ sub: 224_622_000_001 })],
  ])('is refused: %s', async (_name, reason, authorization) => {
    await expect(setup().verdict(authorization)).resolves.toBe(reason);
  });
});

describe('the order of the checks', () => {
  it.each([
    ['not of the form', `${honest} `],
    ['not RS256', withHeader({ alg: 'HS256' })],
    ['critical', withHeader({ crit: ['x'] })],
    ['not JSON', bearer(honestHeader, 'x')],
  ])('asks for no key on behalf of a token that is %s', async (_name, authorization) => {
    const { verdict, asked } = setup();

    await verdict(authorization);

    expect(asked).toEqual([]);
  });

  it('does not look at a claim before the signature is good', async () => {
    const { verdict } = setup();

    await expect(verdict(bearer(honestHeader, { exp: 1 }, stranger.privateKey))).resolves.toBe('signature');
  });

  it('reads the clock when the key has come, so that a token does not outlive a slow issuer', async () => {
    let nowMs = NOW_MS;
    const verifyToken = createVerifyToken({
      issuer: ISSUER,
      audience: AUDIENCE,
      clientIds: [],
      msisdnClaim: MSISDN_CLAIM,
      clock: () => nowMs,
      findKeys: async () => {
        nowMs += 3_000;
        return [issuer.publicKey];
      },
    });

    await expect(verifyToken(withClaims({ exp: NOW_SECONDS + 2 }))).rejects.toThrow(
      new TokenRefused('expired'),
    );
  });

  it('passes on that the keys cannot be had, which is not the fault of the token', async () => {
    const failure = new Error('no keys');
    const verifyToken = createVerifyToken({
      issuer: ISSUER,
      audience: AUDIENCE,
      clientIds: [],
      msisdnClaim: MSISDN_CLAIM,
      clock: () => NOW_MS,
      findKeys: () => Promise.reject(failure),
    });

    await expect(verifyToken(honest)).rejects.toBe(failure);
  });
});

describe('a believed token', () => {
  it('tells its claims', async () => {
    const { verifyToken, asked } = setup();

    await expect(
      verifyToken(withClaims({ permissions: ['write:account'], [MSISDN_CLAIM]: '224622000001' })),
    ).resolves.toEqual({
      sub: 'client@clients',
      exp: NOW_SECONDS + 3_600,
      clientId: 'client',
      scope: 'read:account write:account',
      msisdn: '224622000001',
    });
    expect(asked).toEqual([KEY_ID]);
  });

  it('stops being believed at its expiry', async () => {
    const { verdict, setClock } = setup();
    setClock((NOW_SECONDS + 3_600) * 1_000);

    await expect(verdict(honest)).resolves.toBe('expired');
  });
});

function pss(key: KeyObject) {
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}
