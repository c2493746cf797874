import { readApiDefinition } from '../../../src/gateway/definition.ts';
import { invocationUri, renderedApi } from './rendered-api.ts';

const EXTENSIONS =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html';

const INTEGRATION = { type: 'aws_proxy', httpMethod: 'POST', uri: 'uri' };
const mockWith = (header: string) => ({
  type: 'mock',
  requestTemplates: { 'application/json': '{"statusCode":204}' },
  responses: {
    default: { statusCode: '204', responseParameters: { 'method.response.header.X-Own': header } },
  },
});
const MOCK = mockWith("'yes'");
const AUTHORIZER = { type: 'token', authorizerUri: 'uri' };

function setup({
  operation = {},
  authorizer = {},
  more = {},
}: Record<'operation' | 'authorizer' | 'more', object | undefined> | Record<string, never> = {}) {
  return readApiDefinition(
    JSON.stringify({
      paths: {
        '/a': {
          get: { 'x-amazon-apigateway-integration': INTEGRATION, security: [{ Auth: [] }], ...operation },
        },
      },
      components: {
        securitySchemes: {
          Auth: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Auth',
            'x-amazon-apigateway-authorizer': { ...AUTHORIZER, ...authorizer },
          },
        },
      },
      ...more,
    }),
  );
}

describe(`the API’s document, ${EXTENSIONS}`, () => {
  it('gives the project’s routes, each with its function, its time-out and its authorizer', () => {
    const { routes, gatewayResponses } = readApiDefinition(renderedApi());
    expect(routes.map(({ method, resource }) => `${method} ${resource}`).sort()).toEqual([
      'GET /accounts/{identifierType}/{identifier}/balance',
      'GET /accounts/{identifierType}/{identifier}/statemententries',
      'GET /accounts/{identifierType}/{identifier}/status',
      'GET /accounts/{identifierType}/{identifier}/transactions',
      'GET /get-account-info/msisdn/{msisdn}',
      'GET /heartbeat',
      'GET /requeststates/{serverCorrelationId}',
      'GET /responses/{clientCorrelationId}',
      'GET /statemententries/{transactionReference}',
      'GET /transactions/{transactionReference}',
      'POST /transactions/type/{transactionType}',
      'POST /transactions/{transactionReference}/reversals',
    ]);
    expect(routes.find(({ resource }) => resource === '/get-account-info/msisdn/{msisdn}')).toEqual({
      resource: '/get-account-info/msisdn/{msisdn}',
      method: 'GET',
      integration: { kind: 'function', uri: invocationUri('get-account-info'), timeoutMs: 29_000 },
      required: [],
      authorizer: {
        name: 'JwtAuthorizer',
        uri: invocationUri('authorizer'),
        header: 'Authorization',
        validation: expect.any(RegExp),
        resultTtlSeconds: 250,
      },
    });
    expect([...gatewayResponses.keys()]).toEqual(
      expect.arrayContaining(['UNAUTHORIZED', 'DEFAULT_4XX', 'DEFAULT_5XX']),
    );
  });

  it('has API Gateway’s defaults: 29 seconds for the function, 300 for an authorizer’s answer, no expression', () => {
    const route = setup().routes[0];
    expect(route?.integration).toMatchObject({ kind: 'function', timeoutMs: 29_000 });
    expect(route?.authorizer).toEqual({ name: 'Auth', uri: 'uri', header: 'X-Auth', resultTtlSeconds: 300 });
  });

  it('has a validation expression that must match the whole header, anchored or not', () => {
    const validation = setup({ authorizer: { identityValidationExpression: 'a|bc' } } as never).routes[0]
      ?.authorizer?.validation;
    expect(['a', 'bc', 'ac', 'abc', 'xa'].map((text) => validation?.test(text))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('names the header of the identity source where it gives one', () => {
    const found = setup({ authorizer: { identitySource: 'method.request.header.X-Token' } } as never);
    expect(found.routes[0]?.authorizer?.header).toBe('X-Token');
  });

  it('gives a mock integration’s answer, https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html', () => {
    const found = setup({ operation: { 'x-amazon-apigateway-integration': MOCK } } as never);
    expect(found.routes[0]?.integration).toEqual({
      kind: 'mock',
      answer: {
        status: 204,
        headers: [
          ['Content-Type', 'application/json'],
          ['X-Own', 'yes'],
        ],
        body: Buffer.alloc(0),
      },
    });
  });

  it('leaves a method without security open: security at the root is ignored', () => {
    const open = setup({ operation: { security: undefined }, more: { security: [{ Auth: [] }] } } as never);
    expect(open.routes[0]?.authorizer).toBeUndefined();
  });

  it('reads x-amazon-apigateway-any-method and binary media types', () => {
    const paths = {
      '/b': { 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': INTEGRATION } },
    };
    const found = setup({
      more: { paths, 'x-amazon-apigateway-binary-media-types': ['image/png'] },
    } as never);
    expect([found.routes[0]?.method, found.binaryMediaTypes]).toEqual(['ANY', ['image/png']]);
  });

  it('does not start with two variables at one place, which API Gateway refuses to import', () => {
    const paths = { '/a/{kind}/{id}': {}, '/a/{msisdn}/b': {} };
    expect(() => setup({ more: { paths } } as never)).toThrow(
      '/a/{msisdn}/b: after /a/ another route has {kind}, and API Gateway takes one variable there',
    );
  });

  it.each<[string, object]>([
    [
      'another integration',
      { operation: { 'x-amazon-apigateway-integration': { ...INTEGRATION, type: 'http_proxy' } } },
    ],
    [
      'a validator of bodies',
      {
        operation: { 'x-amazon-apigateway-request-validator': 'all' },
        more: { 'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } } },
      },
    ],
    [
      'a mock that names no status',
      { operation: { 'x-amazon-apigateway-integration': { ...MOCK, requestTemplates: {} } } },
    ],
    [
      'a mock without a response for its status',
      { operation: { 'x-amazon-apigateway-integration': { ...MOCK, responses: {} } } },
    ],
    [
      'a mock whose header is not a text in quotes',
      { operation: { 'x-amazon-apigateway-integration': mockWith('integration.response.header.X') } },
    ],
    [
      'an integration called with GET',
      { operation: { 'x-amazon-apigateway-integration': { ...INTEGRATION, httpMethod: 'GET' } } },
    ],
    ['a route without integration', { operation: { 'x-amazon-apigateway-integration': undefined } }],
    ['security that is not declared', { operation: { security: [{ Other: [] }] } }],
    ['an authorizer of another type', { authorizer: { type: 'request' } }],
    ['answers kept for more than an hour', { authorizer: { authorizerResultTtlInSeconds: 3601 } }],
    ['a time to live that is no number', { authorizer: { authorizerResultTtlInSeconds: 'long' } }],
    ['paths that are a list', { more: { paths: [] } }],
  ])('does not start with %s', (_case, changes) => {
    expect(() => setup(changes as never)).toThrow();
  });
});
