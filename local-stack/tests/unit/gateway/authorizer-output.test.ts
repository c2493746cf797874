import { readAuthorizerOutput } from '../../../src/gateway/policy.ts';

const OUTPUT =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html';
const STATEMENT = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' };

const setup = (changes: Record<string, unknown> = {}) =>
  readAuthorizerOutput(
    JSON.stringify({
      principalId: 'me',
      policyDocument: { Version: '2012-10-17', Statement: [STATEMENT] },
      ...changes,
    }),
  );

describe(`an authorizer's answer, ${OUTPUT}`, () => {
  it('is its principal, its statements and a context of texts', () => {
    expect(setup({ context: { text: 'a', number: 1.5, flag: true } })).toEqual({
      principalId: 'me',
      statements: [{ effect: 'Allow', actions: ['execute-api:Invoke'], resources: ['*'] }],
      context: { text: 'a', number: '1.5', flag: 'true' },
    });
  });

  it('may give one statement, several actions and several resources', () => {
    const Statement = { ...STATEMENT, Action: ['a', 'b'], Resource: ['c', 'd'] };
    expect(setup({ policyDocument: { Statement } })).toMatchObject({
      statements: [{ actions: ['a', 'b'], resources: ['c', 'd'] }],
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['without principalId', { principalId: undefined }],
    ['with a principalId that is no text', { principalId: 7 }],
    ['with an empty principalId', { principalId: '' }],
    ['without a policy', { policyDocument: undefined }],
    ['with a policy that is a text', { policyDocument: '{}' }],
    ['without a statement', { policyDocument: { Statement: [] } }],
    ['with an unknown effect', { policyDocument: { Statement: [{ ...STATEMENT, Effect: 'allow' }] } }],
    [
      'with one bad statement among good ones',
      { policyDocument: { Statement: [STATEMENT, { Effect: 'Deny' }] } },
    ],
    [
      'with a condition, which is not evaluated here',
      { policyDocument: { Statement: [{ ...STATEMENT, Condition: {} }] } },
    ],
    ['with NotResource', { policyDocument: { Statement: [{ ...STATEMENT, NotResource: '*' }] } }],
    ['with a resource that is no text', { policyDocument: { Statement: [{ ...STATEMENT, Resource: [1] }] } }],
    ['with a list in the context', { context: { roles: ['a'] } }],
    ['with an object in the context', { context: { who: {} } }],
    ['with null in the context', { context: { who: null } }],
    ['with a context that is a list', { context: [] }],
  ])('cannot be used %s', (_case, changes) => {
    expect(setup(changes)).toEqual({ unusable: expect.any(String) });
  });

  it.each(['', 'null', '[]', '"text"', '{'])('cannot be used where it is %j', (payload) => {
    expect(readAuthorizerOutput(payload)).toEqual({ unusable: 'the answer is not a JSON object' });
  });
});
