import fc from 'fast-check';
import { AUDIENCE, ISSUER } from '../../environment/issuer.ts';
import { mostly } from './edits.ts';

/** The moment at which every fuzzed token is judged, in seconds since 1970. */
export const NOW_S = 1_793_520_000.5;

/** One member of a JSON object as it is written: names and values may be odd, doubled or escaped. */
export type Member = readonly [name: string, value: string];

/** What a token of the issuer's has. */
export const GOOD_HEADER: readonly Member[] = [
  ['"alg"', '"RS256"'],
  ['"typ"', '"JWT"'],
  ['"kid"', '"key-1"'],
];
export const GOOD_CLAIMS: readonly Member[] = [
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
    'application/',
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
/** Members of one name with each of these values. */
const named = (name: string, values: readonly unknown[]): fc.Arbitrary<Member> =>
  fc.constantFrom(...values).map((value): Member => [JSON.stringify(name), JSON.stringify(value)]);

const claimMembers = fc.oneof(
  named('iss', [ISSUER, 'https://issuer.example.org', `${ISSUER} `, ISSUER.toUpperCase(), '']),
  named('aud', [
    AUDIENCE,
    [AUDIENCE],
    ['x', AUDIENCE],
    [AUDIENCE, 7],
    [],
    'x',
    `${AUDIENCE}/`,
    null,
    { 0: AUDIENCE },
  ]),
  fc.tuple(fc.constantFrom('"exp"', '"nbf"', '"iat"', '"\\u0065xp"'), fc.constantFrom(...instants)),
  named('sub', ['somebody', '', 'é', '\0', '224622000001', 7]),
  named('azp', ['client', '', 7]),
  named('client_id', ['other', '', null]),
  named('token_use', ['access', 'id', null]),
  named('scope', ['a b  a', ['a'], 'é \x07 ok']),
  named('scp', ['s a', ['s'], ['s', null], 7]),
  named('permissions', [['p', 'a'], ['p q'], ['p', 7], 'p']),
  named('roles', [['r', 'a'], 'r s', [['r']]]),
  named('phone_number_verified', [true, false, 'true', null]),
  named('phone_number', ['224622000001', '+224 622000001', '', 'nobody', 7, null, ['224622000001']]),
  fc.constantFrom<Member>(
    ['"__proto__"', '{"sub":"x"}'],
    ['"more"', '{"a":{"b":1,"b":1}}'],
    ['"more"', '[[[{"a":1}]]]'],
    ['"toString"', '"x"'],
  ),
);

/** A JSON object of these members. */
export const textOf = (members: readonly Member[]): string =>
  `{${members.map((member) => member.join(':')).join()}}`;

const written = (good: readonly Member[], other: fc.Arbitrary<Member>): fc.Arbitrary<string> =>
  fc
    .record({
      added: fc.array(other, { maxLength: 2 }),
      replaces: mostly(fc.constant(true), fc.constant(false)),
      without: mostly(fc.constant(undefined), fc.nat({ max: good.length - 1 })),
      space: mostly(fc.constantFrom('', ' ', '\n\t'), fc.constant('\u00a0')),
      around: mostly(fc.constant('{}'), fc.constantFrom('[{}]', '\ufeff{}', '{}x', '{,}')),
    })
    .map(({ added, replaces, without, space, around }) => {
      const kept = good.filter(
        ([name], index) => index !== without && !(replaces && added.some(([other]) => other === name)),
      );
      const text = [...kept, ...added].map(([name, value]) => `${name}:${space}${value}`).join(`,${space}`);
      return around.replace('{', () => `{${text}`);
    });

/** Headers, most of them good. */
export const headerTexts: fc.Arbitrary<string> = mostly(
  fc.constant(textOf(GOOD_HEADER)),
  written(GOOD_HEADER, headerMembers),
);

/** Payloads, most of them with something unusual in them. */
export const claimTexts: fc.Arbitrary<string> = written(GOOD_CLAIMS, claimMembers);
