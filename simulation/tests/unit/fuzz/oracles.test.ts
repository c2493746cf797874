import { numberAskedBy } from '../../../src/fuzz/oracles/event-oracle.ts';
import { readJson } from '../../../src/fuzz/oracles/json-oracle.ts';
import { isCanonical, numberMeantBy } from '../../../src/fuzz/oracles/number-oracle.ts';
import { type TokenRules, verdictOn } from '../../../src/fuzz/oracles/token-oracle.ts';
import { goodEvent, malformedMessage } from '../../../src/environment/malformed-messages.ts';
import { MISSPELLINGS, SPELLINGS } from '../../../src/environment/subscribers.ts';

const NUMBER = '224622000001';

describe('the reference for numbers', () => {
  test.each(SPELLINGS.map((spell) => spell(NUMBER)))('takes %s for the number', (segment) => {
    expect(numberMeantBy(segment)).toBe(NUMBER);
  });

  test.each(MISSPELLINGS.map((spell) => spell(NUMBER)))('takes %j for nobody', (segment) => {
    expect(numberMeantBy(segment)).toBeUndefined();
  });

  test('knows one canonical spelling', () => {
    expect(isCanonical(NUMBER)).toBe(true);
    expect([`+${NUMBER}`, NUMBER.slice(3), Number(NUMBER), ''].some(isCanonical)).toBe(false);
  });
});

describe('the reference for JSON', () => {
  test.each(['{"a":[1,-2.5e3,true,null,"\\u00e9\\n"],"b":{"c":{}}}', '[]', ' 0 ', '"x"'])(
    'reads %s as JSON.parse does',
    (text) => {
      expect(readJson(text)).toEqual(JSON.parse(text));
    },
  );

  test.each(['', '{', '{"a":1,}', '{a:1}', '01', '+1', '"\n"', '[1 2]', '{}x', '\ufeff{}', 'nul'])(
    'reads nothing in %j',
    (text) => {
      expect(readJson(text)).toBeUndefined();
    },
  );

  test('refuses a name that stands twice, at any depth and behind an escape', () => {
    expect(readJson('{"a":1,"\\u0061":2}')).toBeUndefined();
    expect(readJson('{"x":[{"a":1,"a":1}]}')).toBeUndefined();
    expect(readJson('{"a":{"a":1}}')).toEqual({ a: { a: 1 } });
  });
});

describe('the reference for events', () => {
  test('takes the number out of a good event', () => {
    expect(numberAskedBy(goodEvent('id', NUMBER))).toBe(NUMBER);
  });

  test.each(Array.from({ length: 20 }, (_, shape) => malformedMessage(shape, 'id', NUMBER)))(
    'takes %j for no event',
    (body) => {
      expect(numberAskedBy(body)).toBeUndefined();
    },
  );
});

describe('the reference for tokens', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  function setup({ header = {}, claims = {} }: { header?: object; claims?: object } = {}) {
    const good = { iss: 'https://issuer/', aud: 'api', sub: 'somebody', exp: 2_000 };
    const compact = `${encode({ alg: 'RS256', kid: 'k', ...header })}.${encode({ ...good, ...claims })}.c2ln`;
    const rules: TokenRules = {
      now: 1_000,
      issuer: 'https://issuer/',
      audience: 'api',
      clientIds: ['app'],
      msisdnClaim: 'number',
      signed: new Map([[compact, 'k']]),
    };
    return { compact, verdict: (authorization = `Bearer ${compact}`) => verdictOn(authorization, rules) };
  }

  test('allows a good token and hands on what it claims', () => {
    const { verdict } = setup({
      claims: { scope: 'a b', scp: ['s'], permissions: ['b', 'c'], roles: 'r', azp: 'client', number: 7 },
    });

    expect(verdict()).toEqual({
      effect: 'Allow',
      principal: 'somebody',
      context: { sub: 'somebody', exp: '2000', scope: 'a b s c r', clientId: 'client', msisdn: 'invalid' },
    });
  });

  test.each([
    ['another algorithm', { header: { alg: 'HS256' } }],
    ['another type', { header: { typ: 'dpop+jwt' } }],
    ['something critical', { header: { crit: ['exp'] } }],
    ['no key', { header: { kid: '' } }],
    ['another issuer', { claims: { iss: 'https://issuer' } }],
    ['another audience', { claims: { aud: ['x'] } }],
    ['an audience that is no text', { claims: { aud: ['api', 7] } }],
    ['an end that has come', { claims: { exp: 1_000 } }],
    ['an end that never comes', { claims: { exp: 4e9 } }],
    ['a beginning in words', { claims: { nbf: 'now' } }],
    ['no audience and a foreign client', { claims: { aud: undefined, client_id: 'x' } }],
    ['no audience and another use', { claims: { aud: undefined, client_id: 'app', token_use: 'id' } }],
    ['nobody', { claims: { sub: '' } }],
  ])('denies a token with %s', (_, changes) => {
    expect(setup(changes).verdict().effect).toBe('Deny');
  });

  test.each(['nbf', 'iat'])('refuses for now a token whose %s has not come', (name) => {
    expect(setup({ claims: { [name]: 1_031 } }).verdict().effect).toBe('NotYet');
    expect(setup({ claims: { [name]: 1_030 } }).verdict().effect).toBe('Allow');
  });

  test('allows a token without an audience of a client that is named', () => {
    const { verdict } = setup({ claims: { aud: undefined, client_id: 'app', token_use: 'access' } });

    expect(verdict()).toMatchObject({ effect: 'Allow', context: { clientId: 'app' } });
  });

  test('denies what is not written as it was signed, or was not signed', () => {
    const { compact, verdict } = setup();

    for (const authorization of [
      '',
      compact,
      `Bearer  ${compact}`,
      `Bearer ${compact} `,
      `Bearer ${compact}.`,
      `Bearer ${compact.slice(0, -1)}h`,
      `Bearer ${compact}=`,
    ])
      expect(verdict(authorization).effect).toBe('Deny');
    expect(verdict(`bEARER ${compact}`).effect).toBe('Allow');
  });
});
