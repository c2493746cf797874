import { type AuthorizerOutput } from '../../../src/gateway/policy.ts';
import { createAuthorizerResults } from '../../../src/gateway/authorization.ts';

const CACHING =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html';
const output = (principalId: string): AuthorizerOutput => ({ principalId, statements: [], context: {} });

function setup(maximum?: number) {
  const time = { now: 0 };
  return { time, results: createAuthorizerResults(() => time.now, maximum) };
}

describe(`kept authorizer results, ${CACHING}`, () => {
  it('are found by authorizer and token until their time is over', () => {
    const { results, time } = setup();
    results.put('one', 'token', output('me'), 10);
    time.now = 9;
    expect(results.get('one', 'token')).toEqual(output('me'));
    time.now = 10;
    expect(results.get('one', 'token')).toBeUndefined();
  });

  it('are not shared between tokens or authorizers', () => {
    const { results } = setup();
    results.put('one', 'token', output('me'), 10);
    expect([results.get('two', 'token'), results.get('one', 'tokens')]).toEqual([undefined, undefined]);
  });

  it('are not kept at all with a time to live of 0', () => {
    const { results, time } = setup();
    results.put('one', 'token', output('me'), 0);
    time.now = -1;
    expect(results.get('one', 'token')).toBeUndefined();
  });

  it('are bounded: the oldest go first, and a renewed one is young again', () => {
    const { results } = setup(2);
    results.put('one', 'a', output('a'), 10);
    results.put('one', 'b', output('b'), 10);
    results.put('one', 'a', output('a'), 10);
    results.put('one', 'c', output('c'), 10);
    expect(['a', 'b', 'c'].map((token) => results.get('one', token)?.principalId)).toEqual([
      'a',
      undefined,
      'c',
    ]);
  });

  it('can be forgotten', () => {
    const { results } = setup();
    results.put('one', 'token', output('me'), 10);
    results.clear();
    expect(results.get('one', 'token')).toBeUndefined();
  });
});
