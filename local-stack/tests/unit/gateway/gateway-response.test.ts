import { renderGatewayResponse, type Refusal } from '../../../src/gateway/response.ts';
import { readGatewayResponses } from '../../../src/gateway/definition.ts';

const DEFINITION =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html';

function setup(refusal: Refusal, declared: Record<string, unknown> = {}) {
  const settings = readGatewayResponses({ 'x-amazon-apigateway-gateway-responses': declared });
  const answer = renderGatewayResponse(refusal, settings, {
    context: { requestId: 'r-1', identity: { sourceIp: '127.0.0.1' } },
    header: (name) => (name.toLowerCase() === 'origin' ? 'https://here' : undefined),
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: answer.body.toString() };
}

const template = (text: string) => ({ responseTemplates: { 'application/json': text } });

describe(`a gateway response, ${DEFINITION}`, () => {
  it('without a customisation is the type’s own message as JSON', () => {
    expect(setup({ type: 'MISSING_AUTHENTICATION_TOKEN' })).toEqual({
      status: 403,
      headers: { 'Content-Type': 'application/json' },
      text: '{"message":"Missing Authentication Token"}',
    });
    expect(setup({ type: 'AUTHORIZER_FAILURE' }).text).toBe('{"message":null}');
  });

  it('falls back to DEFAULT_4XX or DEFAULT_5XX by the class of its status, and keeps its status', () => {
    const declared = { DEFAULT_4XX: template('four'), DEFAULT_5XX: template('five') };
    expect(setup({ type: 'THROTTLED' }, declared)).toMatchObject({ status: 429, text: 'four' });
    expect(setup({ type: 'INTEGRATION_TIMEOUT' }, declared)).toMatchObject({ status: 504, text: 'five' });
    expect(setup({ type: 'DEFAULT_5XX', status: 502 }, declared)).toMatchObject({
      status: 502,
      text: 'five',
    });
  });

  it('takes the status of the default where that has one', () => {
    expect(setup({ type: 'THROTTLED' }, { DEFAULT_4XX: { statusCode: '418', ...template('') } }).status).toBe(
      418,
    );
  });

  it('of a type with its own entry uses that alone, with its status', () => {
    const declared = { THROTTLED: { statusCode: 503, ...template('own') }, DEFAULT_4XX: template('four') };
    expect(setup({ type: 'THROTTLED' }, declared)).toMatchObject({ status: 503, text: 'own' });
  });

  it('replaces context variables in its template, and nothing else: it is not VTL', () => {
    const text =
      '#set($a=1)$a $context.requestId $context.identity.sourceIp [$context.nothing.there] $context.responseType';
    expect(setup({ type: 'THROTTLED' }, { THROTTLED: template(text) }).text).toBe(
      '#set($a=1)$a r-1 127.0.0.1 [] THROTTLED',
    );
  });

  it('takes headers from a text, from the context and from the request, and leaves out what is not there', () => {
    const responseParameters = {
      'gatewayresponse.header.Retry-After': "'1'",
      'gatewayresponse.header.X-Id': 'context.requestId',
      'gatewayresponse.header.Allow-Origin': 'method.request.header.Origin',
      'gatewayresponse.header.X-None': 'method.request.header.X-None',
      'gatewayresponse.header.content-type': "'application/problem+json'",
    };
    expect(
      setup({ type: 'THROTTLED' }, { THROTTLED: { responseParameters, ...template('') } }).headers,
    ).toEqual({
      'Retry-After': '1',
      'X-Id': 'r-1',
      'Allow-Origin': 'https://here',
      'content-type': 'application/problem+json',
    });
  });

  it('of a name that API Gateway does not know stops the start, as it stops the import', () => {
    expect(() => setup({ type: 'THROTTLED' }, { TROTTLED: {} })).toThrow(
      'TROTTLED is not a gateway response',
    );
  });
});
