import { readApiDefinition } from '../../../src/gateway/definition.ts';
import { parseQueryString } from '../../../src/gateway/request.ts';
import { readRequestHeaders } from '../../../src/gateway/request.ts';
import { hasRequiredParameters } from '../../../src/gateway/request.ts';

const VALIDATION =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html';
const CONNECTION = { sourceIp: '', port: 0, protocol: 'http', trace: '' } as const;

function setup(validator: boolean, headers: string[], query: string) {
  const definition = readApiDefinition(
    JSON.stringify({
      'x-amazon-apigateway-request-validators': { all: { validateRequestParameters: validator } },
      'x-amazon-apigateway-request-validator': 'all',
      paths: {
        '/a/{id}': {
          get: {
            parameters: [
              { name: 'id', in: 'path', required: true },
              { name: 'X-Must', in: 'header', required: true, schema: { pattern: '^never$' } },
              { name: 'must', in: 'query', required: true },
              { name: 'may', in: 'query' },
            ],
            'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: 'uri' },
          },
        },
      },
    }),
  );
  const required = definition.routes[0]?.required ?? [];
  return hasRequiredParameters(required, readRequestHeaders(headers, CONNECTION), parseQueryString(query));
}

describe(`a request validator, ${VALIDATION}`, () => {
  it('wants required headers and query parameters to be there and not blank, and looks at nothing else', () => {
    expect(setup(true, ['x-must', 'anything'], 'must=1')).toBe(true);
    expect(setup(true, [], 'must=1')).toBe(false);
    expect(setup(true, ['X-Must', ' '], 'must=1')).toBe(false);
    expect(setup(true, ['X-Must', 'x'], 'may=1')).toBe(false);
    expect(setup(true, ['X-Must', 'x'], 'must=')).toBe(false);
  });

  it('wants nothing where it is switched off', () => {
    expect(setup(false, [], '')).toBe(true);
  });
});
