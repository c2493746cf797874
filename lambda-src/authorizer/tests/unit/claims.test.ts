import { readClaims } from '../../src/claims.ts';
import {
  AUDIENCE,
  honestClaims,
  ISSUER,
  MSISDN_CLAIM,
  NOW_MS,
  NOW_SECONDS,
  without,
} from '../token-forge.ts';

const RULES = { issuer: ISSUER, audience: AUDIENCE, msisdnClaim: MSISDN_CLAIM };

const read = (changes: object, nowMs: number = NOW_MS) =>
  readClaims({ ...honestClaims, ...changes }, RULES, nowMs);

const reasonFor = (payload: object, nowMs: number = NOW_MS): unknown => {
  try {
    readClaims(payload as Record<string, unknown>, RULES, nowMs);
    return 'accepted';
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

const reasonWith = (changes: object) => reasonFor({ ...honestClaims, ...changes });

describe('readClaims', () => {
  it('hands out what the functions behind need', () => {
    expect(read({})).toEqual({
      sub: 'client@clients',
      exp: NOW_SECONDS + 3_600,
      clientId: 'client',
      scope: 'read:account',
    });
  });

  it('needs no more than issuer, audience, expiry and subject', () => {
    expect(
      readClaims({ iss: ISSUER, aud: AUDIENCE, exp: NOW_SECONDS + 60, sub: 's' }, RULES, NOW_MS),
    ).toStrictEqual({
      sub: 's',
      exp: NOW_SECONDS + 60,
      scope: '',
    });
  });
});

describe('the issuer', () => {
  it.each([
    ISSUER.slice(0, -1),
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    ` ${ISSUER}`,
    'https://tenant.eu.auth0.example.evil.example/',
    '',
    null,
    7,
    [ISSUER],
    undefined,
  ])('is not %j', (iss) => {
    expect(reasonWith({ iss })).toBe('issuer');
  });
});

describe('the audience', () => {
  it.each([[AUDIENCE], [[AUDIENCE]], [['https://other.example', AUDIENCE]], [[AUDIENCE, AUDIENCE]]])(
    'is found in %j',
    (aud) => {
      expect(reasonWith({ aud })).toBe('accepted');
    },
  );

  it.each([
    ['https://other.example'],
    [`${AUDIENCE}/`],
    [AUDIENCE.toUpperCase()],
    [`${AUDIENCE} https://other.example`],
    [''],
    [null],
    [undefined],
    [7],
    [true],
    [[]],
    [['https://other.example']],
    [[AUDIENCE, 7]],
    [[AUDIENCE, null]],
    [[[AUDIENCE]]],
    [{ 0: AUDIENCE, length: 1 }],
  ])('is not found in %j', (aud) => {
    expect(reasonWith({ aud })).toBe('audience');
  });
});

describe('the expiry', () => {
  it.each([
    null,
    undefined,
    '',
    String(NOW_SECONDS + 60),
    true,
    [NOW_SECONDS + 60],
    {},
    Infinity,
    -Infinity,
    NaN,
  ])('is not %p', (exp) => {
    expect(reasonWith({ exp })).toBe('expiry-malformed');
  });

  it('is required', () => {
    expect(reasonFor(without(honestClaims, 'exp'))).toBe('expiry-malformed');
  });

  it.each([NOW_SECONDS - 1, NOW_SECONDS, NOW_SECONDS + 0.25, 0, -1, -1e300])(
    'is over at %p, without any grace',
    (exp) => {
      expect(reasonWith({ exp })).toBe('expired');
    },
  );

  it('is not rounded: a millisecond before it the token is good, at it the token is not', () => {
    const exp = NOW_SECONDS + 10;

    expect(reasonFor({ ...honestClaims, exp }, exp * 1_000 - 1)).toBe('accepted');
    expect(reasonFor({ ...honestClaims, exp }, exp * 1_000)).toBe('expired');
    expect(reasonFor({ ...honestClaims, exp: exp + 0.5 }, exp * 1_000 + 499)).toBe('accepted');
    expect(reasonFor({ ...honestClaims, exp: exp + 0.5 }, exp * 1_000 + 500)).toBe('expired');
  });

  it('is at most a hundred years ahead, so that milliseconds are not taken for seconds', () => {
    const aCentury = 36_525 * 24 * 60 * 60;

    expect(reasonWith({ exp: NOW_MS / 1_000 + aCentury })).toBe('accepted');
    expect(reasonWith({ exp: NOW_SECONDS + aCentury + 1 })).toBe('expiry-malformed');
    expect(reasonWith({ exp: (NOW_SECONDS + 3_600) * 1_000 })).toBe('expiry-malformed');
    expect(reasonWith({ exp: Number.MAX_VALUE })).toBe('expiry-malformed');
  });
});

describe.each([
  ['nbf', 'not-before'],
  ['iat', 'issued-at'],
])('the claim %s', (name, reason) => {
  it('may be absent', () => {
    expect(reasonFor(without(honestClaims, name))).toBe('accepted');
  });

  it.each([0, -5, NOW_SECONDS, NOW_SECONDS + 30, NOW_SECONDS + 30.25])('may be %p', (moment) => {
    expect(reasonWith({ [name]: moment })).toBe('accepted');
  });

  it.each([NOW_SECONDS + 30.251, NOW_SECONDS + 31, NOW_MS])(
    'may not be %p, more than 30 seconds ahead',
    (moment) => {
      expect(reasonWith({ [name]: moment })).toBe(reason);
    },
  );

  it.each([null, '', String(NOW_SECONDS), true, [NOW_SECONDS], {}, Infinity, -Infinity, NaN])(
    'may not be %p, which is no number',
    (moment) => {
      expect(reasonWith({ [name]: moment })).toBe(reason);
    },
  );
});

describe('the subject', () => {
  it.each([undefined, null, '', 0, 7, true, ['x'], {}])('is not %j', (sub) => {
    expect(reasonWith({ sub })).toBe('subject');
  });
});

describe('the client', () => {
  it.each([
    [{ client_id: 'a', azp: 'b' }, 'a'],
    [{ client_id: undefined, azp: 'b' }, 'b'],
    [{ client_id: '', azp: 'b' }, 'b'],
    [{ client_id: 7, azp: 'b' }, 'b'],
    [{ client_id: 'a', azp: undefined }, 'a'],
    [{ client_id: null, azp: { x: 1 } }, undefined],
  ])('of %j is %j', (changes, clientId) => {
    expect(read(changes).clientId).toBe(clientId);
  });
});

describe('the scope', () => {
  it.each([
    [{ scope: 'a b' }, 'a b'],
    [{ scope: undefined, permissions: ['b', 'c'] }, 'b c'],
    [{ scope: 'a b', permissions: ['b', 'c'] }, 'a b c'],
    [{ scope: ' a  b ' }, 'a b'],
    [{ scope: '' }, ''],
    [{ scope: ['a', 'b'] }, ''],
    [{ scope: { a: 1 }, permissions: ['c'] }, 'c'],
    [{ scope: null, permissions: null }, ''],
    [{ scope: 'a', permissions: 'b' }, 'a'],
    [{ scope: 'a', permissions: ['b', 7] }, 'a'],
    [{ scope: 'a', permissions: [['b']] }, 'a'],
    [{ scope: 'a\tb', permissions: ['c'] }, 'c'],
    [{ scope: 'a', permissions: ['b c', 'd', '', 'e\nf', 'g"h', 'é'] }, 'a d'],
  ])('granted by %j is %j', (changes, scope) => {
    expect(read(changes).scope).toBe(scope);
  });
});

describe('the bound number', () => {
  it('is absent where nothing is claimed', () => {
    expect(read({})).not.toHaveProperty('msisdn');
  });

  it.each(['224622000001', '+224 622 00 00 01', 'nonsense', ' '])(
    'is passed on as claimed: %j',
    (claimed) => {
      expect(read({ [MSISDN_CLAIM]: claimed }).msisdn).toBe(claimed);
    },
  );

  it.each([null, '', 224_622_000_001, 0, true, false, [], ['224622000001'], {}])(
    'is never dropped: %j binds to no number at all',
    (claimed) => {
      expect(read({ [MSISDN_CLAIM]: claimed }).msisdn).toBe('invalid');
    },
  );

  it('is read from the configured claim alone', () => {
    const payload = { ...honestClaims, msisdn: '224622000001', 'https://other/msisdn': '224622000002' };

    expect(readClaims(payload, { ...RULES, msisdnClaim: 'https://other/msisdn' }, NOW_MS).msisdn).toBe(
      '224622000002',
    );
    expect(readClaims(payload, { ...RULES, msisdnClaim: 'toString' }, NOW_MS)).not.toHaveProperty('msisdn');
  });
});
