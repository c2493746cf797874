import type { Msisdn } from '@fintech-solution/domain/msisdn';
import {
  type AccessRules,
  type AuthorizerContext,
  identifyCaller,
  mayRead,
} from '../../../src/http/authorize-caller.ts';

const PLAN = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };
const NUMBER = '224622000001' as Msisdn;
const EXP = 1_764_039_120;
const NOW = EXP * 1_000 - 1;
const CALLER = { principalId: 'client@clients', sub: 'client@clients', scope: '', exp: String(EXP) };

const RULES: AccessRules = { requiredScopes: [], unboundScopes: [], plan: PLAN };
function authorizeCaller(context: AuthorizerContext, msisdn: Msisdn, rules: AccessRules, now: number) {
  const caller = identifyCaller(context, rules.plan, now);
  if (caller === undefined) return 'unauthorized';
  return mayRead(caller, msisdn, rules) ? 'allowed' : 'forbidden';
}
const authorize = (context: AuthorizerContext, requiredScopes: string[] = [], now = NOW) =>
  authorizeCaller(context, NUMBER, { ...RULES, requiredScopes }, now);

describe('a caller', () => {
  it('that the authorizer let in may read any number', () => {
    expect(authorize(CALLER)).toBe('allowed');
  });

  it.each([{ sub: 'somebody' }, { principalId: 'somebody' }])('is known by %j alone', (name) => {
    expect(authorize({ ...CALLER, sub: undefined, principalId: undefined, ...name })).toBe('allowed');
  });

  it.each([undefined, null])('whose token is bound to %j may read any number', (msisdn) => {
    expect(authorize({ ...CALLER, msisdn })).toBe('allowed');
  });

  it('may have an end with any number of decimals', () => {
    expect(authorize({ ...CALLER, exp: `${EXP}.125` }, [], EXP * 1_000 + 124)).toBe('allowed');
  });

  it.each<[string, AuthorizerContext]>([
    ['no context', undefined],
    ['a context that is null', null],
    ['an empty context', {}],
    ['a context that is text', 'sub' as unknown as AuthorizerContext],
    ['no name', { ...CALLER, sub: undefined, principalId: undefined }],
    ['an empty name', { ...CALLER, sub: '', principalId: '' }],
    ['no end', { ...CALLER, exp: undefined }],
    ['an end that is null', { ...CALLER, exp: null }],
    ['an empty end', { ...CALLER, exp: '' }],
    ['an end that is a space', { ...CALLER, exp: ' ' }],
    ['an end that is no number', { ...CALLER, exp: 'never' }],
    ['an infinite end', { ...CALLER, exp: 'Infinity' }],
    ['an end of four hundred digits', { ...CALLER, exp: '9'.repeat(400) }],
    ['an end in an exponent', { ...CALLER, exp: '9e99' }],
    ['an end in hexadecimal', { ...CALLER, exp: '0xffffffffff' }],
    ['an end that is a list', { ...CALLER, exp: [] }],
    ['an end that is true', { ...CALLER, exp: true }],
  ])('with %s is not believed', (_, context) => {
    expect(authorize(context)).toBe('unauthorized');
  });

  it('is not believed from the very moment that the token ends, though the gateway still knows its policy', () => {
    expect(authorize(CALLER, [], EXP * 1_000 - 1)).toBe('allowed');
    expect(authorize(CALLER, [], EXP * 1_000)).toBe('unauthorized');
    expect(authorize({ ...CALLER, exp: `${EXP}.5` }, [], EXP * 1_000 + 499)).toBe('allowed');
    expect(authorize({ ...CALLER, exp: EXP }, [], EXP * 1_000 - 1)).toBe('allowed');
  });

  it.each(['224622000001', '+224 622 00 00 01', '622000001'])(
    'whose token is bound to %s reads that number',
    (msisdn) => {
      expect(authorize({ ...CALLER, msisdn })).toBe('allowed');
    },
  );

  it.each([
    '224622000002',
    '622000002',
    '',
    ' ',
    '224302000001',
    'null',
    '*',
    '224622000001,224622000002',
    '2246220000%30%31',
  ])('whose token is bound to %j reads nothing here', (msisdn) => {
    expect(authorize({ ...CALLER, msisdn })).toBe('forbidden');
  });

  it.each([[{}], [[]], [false], [0], [{ toString: null }]])(
    'whose token is bound to %j, which is no number, reads nothing',
    (msisdn) => {
      expect(authorize({ ...CALLER, msisdn })).toBe('forbidden');
    },
  );

  it('needs every required scope', () => {
    const required = ['read:account', 'read:balance'];
    expect(authorize({ ...CALLER, scope: 'read:balance openid read:account' }, required)).toBe('allowed');
    expect(authorize({ ...CALLER, scope: 'read:account' }, required)).toBe('forbidden');
  });

  it.each([
    undefined,
    null,
    '',
    'read:accounts',
    'xread:account',
    'READ:ACCOUNT',
    'read:account,x',
    ['read:account'],
  ])('is not granted a scope by %j', (scope) => {
    expect(authorize({ ...CALLER, scope }, ['read:account'])).toBe('forbidden');
  });

  it('past its end is told so, before anything about scopes or numbers', () => {
    expect(authorize({ ...CALLER, msisdn: '224622000002' }, ['x'], EXP * 1_000)).toBe('unauthorized');
  });

  describe('where a token without the number claim needs a scope', () => {
    const authorizeUnbound = (changes: Record<string, unknown>) =>
      authorizeCaller({ ...CALLER, ...changes }, NUMBER, { ...RULES, unboundScopes: ['accounts:any'] }, NOW);

    it('reads any number with that scope', () => {
      expect(authorizeUnbound({ scope: 'openid accounts:any' })).toBe('allowed');
    });

    it.each([undefined, null])('reads nothing without it: its claim is %j', (msisdn) => {
      expect(authorizeUnbound({ msisdn, scope: 'openid' })).toBe('forbidden');
    });

    it('reads its own number without it', () => {
      expect(authorizeUnbound({ msisdn: '224622000001' })).toBe('allowed');
    });

    it.each(['', '224622000002'])('gains nothing by it when it is bound to %j', (msisdn) => {
      expect(authorizeUnbound({ msisdn, scope: 'accounts:any' })).toBe('forbidden');
    });

    it('needs the scope that every caller needs besides', () => {
      const rules = { ...RULES, requiredScopes: ['accounts:read'], unboundScopes: ['accounts:any'] };
      expect(authorizeCaller({ ...CALLER, scope: 'accounts:any' }, NUMBER, rules, NOW)).toBe('forbidden');
      expect(authorizeCaller({ ...CALLER, scope: 'accounts:any accounts:read' }, NUMBER, rules, NOW)).toBe(
        'allowed',
      );
    });
  });
});

describe('an identified caller', () => {
  it.each([
    [{}, { isBound: false, msisdn: undefined }],
    [{ msisdn: '622000001' }, { isBound: true, msisdn: NUMBER }],
    [{ msisdn: 'x' }, { isBound: true, msisdn: undefined }],
  ])('with %j', (claim, binding) => {
    expect(identifyCaller({ ...CALLER, scope: 'a b', ...claim }, PLAN, NOW)).toEqual({
      sub: 'client@clients',
      scopes: ['a', 'b'],
      ...binding,
    });
  });

  it('is the principal where the context names no subject', () => {
    expect(identifyCaller({ ...CALLER, sub: '' }, PLAN, NOW)).toHaveProperty('sub', 'client@clients');
  });
});
