import { type ClaimRules, readClaims } from '../../src/claims.ts';
import { type TokenRefused } from '../../src/token-refused.ts';
import {
  AUDIENCE,
  honestClaims,
  ISSUER,
  MSISDN_CLAIM,
  NOW_MS,
  NOW_SECONDS,
  without,
} from '../token-forge.ts';

const RULES = { issuer: ISSUER, audience: AUDIENCE, clientIds: [], msisdnClaim: MSISDN_CLAIM };

const read = (changes: object, nowMs: number = NOW_MS) =>
  readClaims({ ...honestClaims, ...changes }, RULES, nowMs);

/** The reason for a refusal, marked where the refusal is not final. */
const reasonFor = (payload: object, nowMs: number = NOW_MS, rules: ClaimRules = RULES): unknown => {
  try {
    readClaims(payload as Record<string, unknown>, rules, nowMs);
    return 'accepted';
  } catch (error) {
    const { reason, isFinal } = error as TokenRefused;
    return isFinal ? reason : `${reason}, for now`;
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

describe('a token without an audience', () => {
  const rules = { ...RULES, clientIds: ['app', 'other'] };
  /** An access token of Amazon Cognito. */
  const cognito = {
    ...without(honestClaims, 'aud', 'azp'),
    client_id: 'app',
    token_use: 'access',
    version: 2,
  };
  const reasonOf = (changes: object, omitted: string[] = []) =>
    reasonFor({ ...without(cognito, ...omitted), ...changes }, NOW_MS, rules);

  it('is for us where its client is named', () => {
    expect(reasonOf({})).toBe('accepted');
    expect(reasonOf({}, ['token_use'])).toBe('accepted');
    expect(reasonOf({ azp: 'app' }, ['client_id'])).toBe('accepted');
    expect(readClaims(cognito as never, rules, NOW_MS)).toHaveProperty('clientId', 'app');
  });

  it.each<[string, object, string[]]>([
    ['another client', { client_id: 'stranger' }, []],
    ['another client that is azp to a named one', { client_id: 'stranger', azp: 'app' }, []],
    ['no client', {}, ['client_id']],
    ['a list of clients', { client_id: ['app'] }, []],
    ['an identity token', { token_use: 'id' }, []],
    ['another use', { token_use: null }, []],
  ])('is not for us with %s', (_name, changes, omitted) => {
    expect(reasonOf(changes, omitted)).toBe('audience');
  });

  it.each([null, '', [], 'https://other.example', 'app'])('has one when it is %j', (aud) => {
    expect(reasonOf({ aud })).toBe('audience');
  });

  it('is not for us where the settings name no client', () => {
    expect(reasonFor(cognito)).toBe('audience');
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
    'may not be %p, more than 30 seconds ahead, and time will mend that',
    (moment) => {
      expect(reasonWith({ [name]: moment })).toBe(`${reason}, for now`);
    },
  );

  it('is a final refusal where the token is bad in another way too', () => {
    const [ahead, other] = [NOW_SECONDS + 60, name === 'nbf' ? 'iat' : 'nbf'];

    expect(reasonWith({ [name]: ahead, sub: '' })).toBe('subject');
    expect(reasonWith({ [name]: ahead, exp: NOW_SECONDS })).toBe('expired');
    expect(reasonWith({ [name]: ahead, [other]: 'x' })).toBe(other === 'nbf' ? 'not-before' : 'issued-at');
  });

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
    [{ scope: 'a', scp: 'b', permissions: ['c'], roles: ['d'] }, 'a b c d'],
    [{ scope: undefined, scp: ['a', 'b'] }, 'a b'],
    [{ scope: undefined, scp: 'a b' }, 'a b'],
    [{ scope: undefined, roles: 'a b' }, 'a b'],
    [{ scope: ['a', 'b'] }, 'a b'],
    [{ scope: ' a  b ' }, 'a b'],
    [{ scope: '' }, ''],
    [{ scope: { a: 1 }, permissions: ['c'] }, 'c'],
    [{ scope: null, scp: true, permissions: null, roles: 7 }, ''],
    [{ scope: 'a', permissions: 'b' }, 'a b'],
    [{ scope: 'a', permissions: ['b', 7] }, 'a'],
    [{ scope: 'a', scp: ['b', null], roles: ['c', {}] }, 'a'],
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

  describe('by the claim phone_number', () => {
    const rules = { ...RULES, msisdnClaim: 'phone_number' };
    const boundBy = (changes: object) =>
      readClaims({ ...honestClaims, phone_number: '+224622000001', ...changes }, rules, NOW_MS).msisdn;

    it('is usable where the issuer verified it, or does not say', () => {
      expect(boundBy({})).toBe('+224622000001');
      expect(boundBy({ phone_number_verified: true })).toBe('+224622000001');
    });

    it.each([false, null, 'true', 'false', 1, {}])('is not usable where it is verified: %j', (verified) => {
      expect(boundBy({ phone_number_verified: verified })).toBe('invalid');
    });

    it('is the only one that another claim can spoil', () => {
      expect(read({ [MSISDN_CLAIM]: '224622000001', phone_number_verified: false }).msisdn).toBe(
        '224622000001',
      );
    });
  });
});
