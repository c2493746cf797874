import { type KeyObject, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { createHandler } from '../../../../lambda-src/authorizer/src/handler.ts';
import { createSigningKeys } from '../../../../lambda-src/authorizer/src/signing-keys.ts';
import { createVerifyToken } from '../../../../lambda-src/authorizer/src/verify-token.ts';
import { secretIn } from '../../checks/secrets.ts';
import { STAGE_ARN } from '../../world/gateway.ts';
import { AUDIENCE, ISSUER, MSISDN_CLAIM } from '../../world/issuer.ts';
import { edited, edits, mostly } from '../edits.ts';
import { type TokenWorld, verdictOn } from '../oracles/token-oracle.ts';
import { expectSame, expectThat, type Tally, type Target } from '../target.ts';

const NOW_S = 1_793_520_000.5;
const keys = new Map(
  ['key-1', 'key-2', 'stranger'].map((id) => [id, generateKeyPairSync('rsa', { modulusLength: 2_048 })]),
);
const privateKeyOf = (id: string): KeyObject => (keys.get(id) as { privateKey: KeyObject }).privateKey;
const signed = new Map<string, string>();
const world: TokenWorld = {
  now: NOW_S,
  issuer: ISSUER,
  audience: AUDIENCE,
  msisdnClaim: MSISDN_CLAIM,
  signed,
};

const lines: string[] = [];
const note = (message: string, fields?: unknown): void => void lines.push(JSON.stringify([message, fields]));
const log = { info: note, warn: note, error: note };
const metrics = { count: (name: string, dimensions?: unknown) => note(name, dimensions) };
const clock = (): number => NOW_S * 1_000;

/** An authorizer whose issuer publishes two keys; each token meets it fresh. */
function createAuthorizer() {
  const published = new Map(
    ['key-1', 'key-2'].map((id) => [id, [(keys.get(id) as { publicKey: KeyObject }).publicKey]] as const),
  );
  const { find } = createSigningKeys({ fetchKeySet: async () => published, clock, log, metrics });
  const rules = { issuer: ISSUER, audience: AUDIENCE, msisdnClaim: MSISDN_CLAIM };
  return createHandler({ verifyToken: createVerifyToken({ ...rules, findKeys: find, clock }), log, metrics });
}
const authorize = createAuthorizer();

async function check(authorization: string, accepted: Tally): Promise<void> {
  lines.length = 0;
  const answer = await authorize({ authorizationToken: authorization, methodArn: `${STAGE_ARN}/GET/x` });
  const [{ Effect: effect, Resource: resource }] = answer.policyDocument.Statement;
  const expected = verdictOn(authorization, world);
  if (effect === 'Allow') accepted.count += 1;
  const said =
    effect === 'Allow'
      ? { effect, principal: answer.principalId, context: sorted(answer.context ?? {}) }
      : { effect };
  const wanted = expected.effect === 'Allow' ? { ...expected, context: sorted(expected.context) } : expected;
  expectSame(said, wanted, `the verdict on ${JSON.stringify(authorization)}`);
  expectThat(resource === `${STAGE_ARN}/*`, `the policy names ${resource}`);
  expectThat(
    lines.every((line) => secretIn(line) === undefined),
    `a secret is logged: ${lines.join()}`,
  );
}

function sorted(context: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1));
}

type Member = readonly [name: string, value: string];

const GOOD_HEADER: readonly Member[] = [
  ['"alg"', '"RS256"'],
  ['"typ"', '"JWT"'],
  ['"kid"', '"key-1"'],
];
const GOOD_CLAIMS: readonly Member[] = [
  ['"iss"', JSON.stringify(ISSUER)],
  ['"aud"', JSON.stringify(AUDIENCE)],
  ['"sub"', '"somebody"'],
  ['"exp"', String(NOW_S + 600)],
];

/** Names and values as they are written, so that duplicates, escapes and odd numbers can be. */
const headerMembers = fc.constantFrom<Member>(
  ...['RS256', 'rs256', 'RS384', 'PS256', 'HS256', 'none', 'RS256 ', ''].map((alg): Member => [
    '"alg"',
    JSON.stringify(alg),
  ]),
  ['"\\u0061lg"', '"none"'],
  ['"alg"', 'null'],
  ['"alg"', '["RS256"]'],
  ['"ALG"', '"none"'],
  ...[
    'JWT',
    'jwt',
    'at+jwt',
    'application/AT+JWT',
    'application/jwt',
    'dpop+jwt',
    'at+jWT ',
    '\u212Awt',
    '',
  ].map((typ): Member => ['"typ"', JSON.stringify(typ)]),
  ['"typ"', '7'],
  ['"typ"', 'null'],
  ...['key-1', 'key-2', 'stranger', 'unheard', '__proto__', 'constructor', ''].map((kid): Member => [
    '"kid"',
    JSON.stringify(kid),
  ]),
  ['"kid"', '1'],
  ['"kid"', 'null'],
  ['"k\\u0069d"', '"key-2"'],
  ['"crit"', '["exp"]'],
  ['"crit"', 'null'],
  ['"crit"', '[]'],
  ['"b64"', 'true'],
  ['"b64"', 'false'],
  ['"jku"', '"https://evil.example.org"'],
  ['"jwk"', '{"kty":"RSA","kty":"x"}'],
  ['"x5c"', '["AA"]'],
  ['"__proto__"', '{"alg":"none"}'],
  ['"nested"', '{"a":1,"a":2}'],
);

const instants = [
  '0',
  '-1',
  '1e999',
  '-1e999',
  '1e12',
  `${NOW_S}`,
  `${NOW_S - 1e-3}`,
  `${NOW_S + 1}`,
  `${NOW_S + 30}`,
  `${NOW_S + 30.001}`,
  `${NOW_S + 3_155_760_000}`,
  `${NOW_S + 3_155_760_001}`,
  '"1893456000"',
  'null',
  'true',
  '[1893456000]',
  '1893456000.25',
  '18934560e2',
];
const claimMembers = fc.constantFrom<Member>(
  ...[ISSUER, 'https://issuer.example.org', `${ISSUER} `, ISSUER.toUpperCase(), ''].map((iss): Member => [
    '"iss"',
    JSON.stringify(iss),
  ]),
  ...[
    AUDIENCE,
    [AUDIENCE],
    ['x', AUDIENCE],
    [AUDIENCE, 7],
    [],
    'x',
    `${AUDIENCE}/`,
    null,
    { 0: AUDIENCE },
  ].map((aud): Member => ['"aud"', JSON.stringify(aud)]),
  ...['"exp"', '"nbf"', '"iat"', '"\\u0065xp"'].flatMap((name) =>
    instants.map((value): Member => [name, value]),
  ),
  ...['somebody', '', 'é', '\u0000', '224622000001'].map((sub): Member => ['"sub"', JSON.stringify(sub)]),
  ['"sub"', '7'],
  ['"azp"', '"client"'],
  ['"azp"', '""'],
  ['"client_id"', '"other"'],
  ['"client_id"', '9'],
  ['"scope"', '"a b  a"'],
  ['"scope"', '["a"]'],
  ['"scope"', '"é \\u0007 ok"'],
  ['"permissions"', '["p","a"]'],
  ['"permissions"', '["p q"]'],
  ['"permissions"', '["p",7]'],
  ...['224622000001', '+224 622000001', '', 'nobody', 7, null, ['224622000001']].map((bound): Member => [
    JSON.stringify(MSISDN_CLAIM),
    JSON.stringify(bound),
  ]),
  ['"__proto__"', '{"sub":"x"}'],
  ['"more"', '{"a":{"b":1,"b":1}}'],
  ['"more"', '[[[{"a":1}]]]'],
  ['"toString"', '"x"'],
);

const written = (good: readonly Member[], other: fc.Arbitrary<Member>): fc.Arbitrary<string> =>
  fc
    .record({
      added: fc.oneof(fc.constant<Member[]>([]), fc.array(other, { minLength: 1, maxLength: 3 })),
      replaces: fc.boolean(),
      without: mostly(fc.constant(undefined), fc.nat({ max: good.length - 1 })),
      space: mostly(fc.constantFrom('', ' ', '\n\t'), fc.constant('\u00a0')),
      around: mostly(fc.constant('{}'), fc.constantFrom('[]', '\ufeff{}', '{}x', '{,}')),
    })
    .map(({ added, replaces, without, space, around }) => {
      const kept = good.filter(
        ([name], index) => index !== without && !(replaces && added.some(([other]) => other === name)),
      );
      const text = [...kept, ...added].map(([name, value]) => `${name}:${space}${value}`).join(`,${space}`);
      return around.replace('{', () => `{${text}`).replace('[', () => `[{${text}}`);
    });

/** Tokens that are really signed, most of them wrong in a thing or two. */
const minted = fc
  .record({
    header: written(GOOD_HEADER, headerMembers),
    claims: written(GOOD_CLAIMS, claimMembers),
    signer: mostly(fc.constant('key-1'), fc.constantFrom('key-2', 'stranger')),
    scheme: mostly(
      fc.constantFrom('Bearer ', 'bearer ', 'BEARER '),
      fc.constantFrom('Bearer  ', 'Bearer	', 'Basic ', ''),
    ),
  })
  .map(({ header, claims, signer, scheme }) => scheme + mint(header, claims, signer));

function mint(header: string, claims: string, signer: string): string {
  const input = `${Buffer.from(header).toString('base64url')}.${Buffer.from(claims).toString('base64url')}`;
  const compact = `${input}.${sign('sha256', Buffer.from(input), privateKeyOf(signer)).toString('base64url')}`;
  if (signer !== 'stranger') signed.set(compact, signer);
  return compact;
}

const text = (members: readonly Member[]): string => `{${members.map((member) => member.join(':')).join()}}`;
const goodTokens = ['key-1', 'key-2'].flatMap((kid) =>
  Array.from(
    { length: 20 },
    (_, index) =>
      `Bearer ${mint(text([...GOOD_HEADER.slice(0, 2), ['"kid"', `"${kid}"`]]), text([...GOOD_CLAIMS, ['"n"', String(index)]]), kid)}`,
  ),
);

const mintedAccepted: Tally = { count: 0 };
const editedAccepted: Tally = { count: 0 };

/** Tokens built piece by piece and signed: the verdict, and on Allow the whole context, are the reference's. */
export const mintedTokens: Target = {
  name: 'minted tokens',
  sentence:
    'a token that is really signed is allowed exactly when the reference says so, and hands on exactly its claims',
  weight: 1,
  accepted: mintedAccepted,
  property: fc.asyncProperty(minted, async (authorization) => {
    await check(authorization, mintedAccepted);
    signed.delete(authorization.slice(authorization.lastIndexOf(' ') + 1));
  }) as unknown as fc.IRawProperty<unknown>,
};

/** Good tokens changed in a few characters: none is accepted, and nothing is thrown. */
export const editedTokens: Target = {
  name: 'edited tokens',
  sentence: 'a good token that was changed in any character is denied',
  weight: 8,
  accepted: editedAccepted,
  property: fc.asyncProperty(
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc
          .tuple(fc.constantFrom(...goodTokens), edits(3))
          .map(([token, changes]) => edited(token, changes)),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    ),
    (authorization) => check(authorization, editedAccepted),
  ) as unknown as fc.IRawProperty<unknown>,
};
