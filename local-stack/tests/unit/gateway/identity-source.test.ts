import { type TokenAuthorizer } from '../../../src/gateway/definition.ts';
import { identitySource } from '../../../src/gateway/authorization.ts';

const AUTHORIZATION =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html';
const AUTHORIZER: TokenAuthorizer = {
  name: 'Auth',
  uri: 'uri',
  header: 'Authorization',
  resultTtlSeconds: 300,
};

describe(`the identity source of a TOKEN authorizer, ${AUTHORIZATION}`, () => {
  it('is the header’s whole value where there is no validation expression', () => {
    expect(identitySource(AUTHORIZER, ['Bearer x'])).toBe('Bearer x');
  });

  it('is missing where the header is absent or empty, expression or not', () => {
    expect([identitySource(AUTHORIZER, []), identitySource(AUTHORIZER, [''])]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is missing where the validation expression does not match', () => {
    expect(identitySource({ ...AUTHORIZER, validation: /^a$/ }, ['b'])).toBeUndefined();
  });

  it('is one value where the header came twice', () => {
    expect(identitySource(AUTHORIZER, ['a', 'b'])).toBe('a,b');
  });
});
