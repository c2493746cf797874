import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { type AuthorizerContext, judgeCaller } from '../../src/caller.ts';

const PLAN = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };
const NUMBER = '224622000001' as Msisdn;
const EXP = 1_764_039_120;
const NOW = EXP * 1_000 - 1;
const CALLER = { principalId: 'client@clients', sub: 'client@clients', scope: '', exp: String(EXP) };

const judge = (context: AuthorizerContext, requiredScopes: string[] = [], now = NOW) =>
  judgeCaller(context, NUMBER, { requiredScopes, plan: PLAN }, now);

describe('a caller', () => {
  it('that the authorizer let in may read any number', () => {
    expect(judge(CALLER)).toBe('allowed');
  });

  it.each([{ sub: 'somebody' }, { principalId: 'somebody' }])('is known by %j alone', (name) => {
    expect(judge({ ...CALLER, sub: undefined, principalId: undefined, ...name })).toBe('allowed');
  });

  it.each([undefined, null])('whose token is bound to %j may read any number', (msisdn) => {
    expect(judge({ ...CALLER, msisdn })).toBe('allowed');
  });

  it('may have an end with any number of decimals', () => {
    expect(judge({ ...CALLER, exp: `${EXP}.125` }, [], EXP * 1_000 + 124)).toBe('allowed');
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
    expect(judge(context)).toBe('unauthorized');
  });

  it('is not believed from the very moment that the token ends, though the gateway still knows its policy', () => {
    expect(judge(CALLER, [], EXP * 1_000 - 1)).toBe('allowed');
    expect(judge(CALLER, [], EXP * 1_000)).toBe('unauthorized');
    expect(judge({ ...CALLER, exp: `${EXP}.5` }, [], EXP * 1_000 + 499)).toBe('allowed');
    expect(judge({ ...CALLER, exp: EXP }, [], EXP * 1_000 - 1)).toBe('allowed');
  });

  it.each(['224622000001', '+224 622 00 00 01', '622000001'])(
    'whose token is bound to %s reads that number',
    (msisdn) => {
      expect(judge({ ...CALLER, msisdn })).toBe('allowed');
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
    expect(judge({ ...CALLER, msisdn })).toBe('forbidden');
  });

  it.each([[{}], [[]], [false], [0], [{ toString: null }]])(
    'whose token is bound to %j, which is no number, reads nothing',
    (msisdn) => {
      expect(judge({ ...CALLER, msisdn })).toBe('forbidden');
    },
  );

  it('needs every required scope', () => {
    const required = ['read:account', 'read:balance'];
    expect(judge({ ...CALLER, scope: 'read:balance openid read:account' }, required)).toBe('allowed');
    expect(judge({ ...CALLER, scope: 'read:account' }, required)).toBe('forbidden');
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
    expect(judge({ ...CALLER, scope }, ['read:account'])).toBe('forbidden');
  });

  it('past its end is told so, before anything about scopes or numbers', () => {
    expect(judge({ ...CALLER, msisdn: '224622000002' }, ['x'], EXP * 1_000)).toBe('unauthorized');
  });
});
