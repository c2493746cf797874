import { parse } from 'yaml';
import { isObject } from '../http/json.ts';
import { resolveReferences } from '../setup/openapi-template.ts';
import { type Answer } from './answer.ts';
import { type GatewayResponseType, isGatewayResponseType } from './gateway-response-types.ts';

/** What API Gateway takes from an OpenAPI document, and nothing that it ignores (a parameter's `pattern`, examples, servers). */
export interface ApiDefinition {
  readonly routes: readonly Route[];
  readonly gatewayResponses: GatewayResponseSettings;
  readonly binaryMediaTypes: readonly string[];
}

/** One method of one resource. */
export interface Route {
  /** The path template, `/get-account-info/msisdn/{msisdn}`. */
  readonly resource: string;
  /** Upper case; `ANY` for `x-amazon-apigateway-any-method`. */
  readonly method: string;
  readonly integration: Integration;
  /** Absent where the method is open to everyone. */
  readonly authorizer?: TokenAuthorizer;
  /** Headers and query parameters whose presence the method's request validator demands. */
  readonly required: readonly RequiredParameter[];
}

/** What answers behind a method. */
export type Integration =
  /** A function; `uri` is its invocation ARN. */
  | { readonly kind: 'function'; readonly uri: string; readonly timeoutMs: number }
  /** Nothing: the gateway answers by itself, always the same. */
  | { readonly kind: 'mock'; readonly answer: Answer };

export interface RequiredParameter {
  readonly in: 'header' | 'query';
  readonly name: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const ANY_METHOD = 'x-amazon-apigateway-any-method';
const DEFAULT_TIMEOUT_MS = 29_000;

/**
 * Reads the rendered document that Terraform hands to API Gateway.
 *
 * @throws where the document asks for something that this front does not offer (another integration or authorizer type):
 *   a start that fails is better than a gateway that quietly leaves a check out.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function readApiDefinition(openApi: string): ApiDefinition {
  const document = record(resolveReferences(parse(openApi)), 'the OpenAPI document');
  const authorizers = readTokenAuthorizers(document);
  const validators = recordOf(document, 'x-amazon-apigateway-request-validators');
  const binary = document['x-amazon-apigateway-binary-media-types'];
  const paths = recordOf(document, 'paths');
  refuseTwoVariables(Object.keys(paths));
  return {
    routes: Object.entries(paths).flatMap(([resource, item]) =>
      readMethods(resource, record(item, resource), authorizers, validators, document),
    ),
    gatewayResponses: readGatewayResponses(document),
    binaryMediaTypes: Array.isArray(binary) ? binary.map(String) : [],
  };
}

/**
 * API Gateway refuses the import with "A sibling ({id}) of this resource already has a variable path part -- only one is
 * allowed": routes that share the beginning of their paths share the name of the variable that follows it.
 */
function refuseTwoVariables(resources: readonly string[]): void {
  const variables = new Map<string, string>();
  for (const resource of resources) {
    for (const [variable] of resource.matchAll(/\{[^}]+\}/g)) {
      const before = resource.slice(0, resource.indexOf(variable));
      const other = variables.get(before) ?? variable;
      if (other !== variable)
        throw new Error(
          `${resource}: after ${before} another route has ${other}, and API Gateway takes one variable there`,
        );
      variables.set(before, variable);
    }
  }
}

function readMethods(
  resource: string,
  item: Fields,
  authorizers: ReadonlyMap<string, TokenAuthorizer>,
  validators: Fields,
  document: Fields,
): Route[] {
  return [...METHODS, ANY_METHOD]
    .filter((key) => key in item)
    .map((key) => {
      const operation = record(item[key], `${key} ${resource}`);
      const authorizer = authorizerOf(operation, authorizers, resource);
      const validator =
        operation['x-amazon-apigateway-request-validator'] ??
        document['x-amazon-apigateway-request-validator'];
      return {
        resource,
        method: key === ANY_METHOD ? 'ANY' : key.toUpperCase(),
        integration: readIntegration(operation, resource),
        required: checksParameters(validators, validator) ? requiredParameters(operation, item) : [],
        ...(authorizer && { authorizer }),
      };
    });
}

function readIntegration(operation: Fields, resource: string): Integration {
  const integration = recordOf(operation, 'x-amazon-apigateway-integration');
  const type = text(integration, 'type').toLowerCase();
  if (type === 'mock') return { kind: 'mock', answer: readMockAnswer(integration, resource) };
  if (type !== 'aws_proxy' || integration['httpMethod'] !== 'POST') {
    throw new Error(
      `${resource}: only a mock or an aws_proxy integration with httpMethod POST runs here, the document says ${type}`,
    );
  }
  return {
    kind: 'function',
    uri: text(integration, 'uri'),
    timeoutMs: wholeNumber(integration, 'timeoutInMillis', DEFAULT_TIMEOUT_MS),
  };
}

const RESPONSE_HEADER = 'method.response.header.';

/**
 * A mock's answer: the status that its request template names picks the response, whose headers are texts in quotes.
 *
 * @throws for a template that names no status, and for a header that is not a text in single quotes.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
function readMockAnswer(integration: Fields, resource: string): Answer {
  const template = String(recordOf(integration, 'requestTemplates')['application/json']);
  const picked = /^\s*\{\s*"statusCode"\s*:\s*(\d{3})\s*\}\s*$/.exec(template)?.[1];
  if (picked === undefined)
    throw new Error(`${resource}: a mock's request template names a statusCode alone`);
  const responses = recordOf(integration, 'responses');
  const response = record(responses[picked] ?? responses['default'], `${resource}: a mock's response`);
  const headers = Object.entries(recordOf(response, 'responseParameters')).map(([key, source]) => {
    const value = /^'(.*)'$/s.exec(String(source))?.[1];
    if (!key.startsWith(RESPONSE_HEADER) || value === undefined)
      throw new Error(`${resource}: a mock's ${key} is not a header with a text in single quotes`);
    return [key.slice(RESPONSE_HEADER.length), value] as const;
  });
  return {
    status: wholeNumber(response, 'statusCode', Number(picked)),
    headers: [['Content-Type', 'application/json'], ...headers],
    body: Buffer.from(String(recordOf(response, 'responseTemplates')['application/json'] ?? '')),
  };
}

/** `security` at the document's root is ignored by API Gateway: only the method's own counts. */
function authorizerOf(
  operation: Fields,
  authorizers: ReadonlyMap<string, TokenAuthorizer>,
  resource: string,
): TokenAuthorizer | undefined {
  const security = Array.isArray(operation['security']) ? (operation['security'] as unknown[]) : [];
  const names = security.flatMap((entry) => Object.keys(record(entry, `security of ${resource}`)));
  if (names.length === 0) return undefined;
  const found = names.map((name) => authorizers.get(name)).find((candidate) => candidate !== undefined);
  if (found === undefined)
    throw new Error(`${resource}: no token authorizer is declared for ${names.join(', ')}`);
  return found;
}

/** @throws for a validator of bodies: a start that fails is better than a check that is left out. */
function checksParameters(validators: Fields, name: unknown): boolean {
  if (typeof name !== 'string' || !(name in validators)) return false;
  const validator = record(validators[name], `validator ${name}`);
  if (validator['validateRequestBody'] === true)
    throw new Error(
      `the request validator ${name} sets validateRequestBody, which the local gateway does not do: let the function validate`,
    );
  return validator['validateRequestParameters'] === true;
}

function requiredParameters(operation: Fields, item: Fields): RequiredParameter[] {
  const declared = [operation['parameters'], item['parameters']].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  return declared
    .map((parameter) => record(parameter, 'a parameter'))
    .filter(
      (parameter) =>
        parameter['required'] === true && (parameter['in'] === 'header' || parameter['in'] === 'query'),
    )
    .map((parameter) => ({ in: parameter['in'] as RequiredParameter['in'], name: text(parameter, 'name') }));
}

/** A Lambda authorizer of type TOKEN: one header is looked at, nothing else of the request. */
export interface TokenAuthorizer {
  readonly name: string;
  /** Invocation ARN of the function. */
  readonly uri: string;
  /** The header that carries the token. */
  readonly header: string;
  /** What the whole header must match before the function is asked. */
  readonly validation?: RegExp;
  /** How long an answer is kept per token; 0 means not at all. */
  readonly resultTtlSeconds: number;
}

const DEFAULT_TTL_SECONDS = 300;
const MAXIMUM_TTL_SECONDS = 3600;

/**
 * The authorizers that the document's security schemes declare, by scheme name.
 *
 * @throws for an authorizer that is not of type TOKEN, and for a time to live that API Gateway refuses.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
export function readTokenAuthorizers(document: Fields): ReadonlyMap<string, TokenAuthorizer> {
  const schemes = recordOf(recordOf(document, 'components'), 'securitySchemes');
  return new Map(
    Object.entries(schemes).map(([name, scheme]) => [name, readAuthorizer(name, record(scheme, name))]),
  );
}

function readAuthorizer(name: string, scheme: Fields): TokenAuthorizer {
  const settings = recordOf(scheme, 'x-amazon-apigateway-authorizer');
  if (text(settings, 'type').toLowerCase() !== 'token')
    throw new Error(`${name}: only a token authorizer runs here`);
  const resultTtlSeconds = wholeNumber(settings, 'authorizerResultTtlInSeconds', DEFAULT_TTL_SECONDS);
  if (resultTtlSeconds > MAXIMUM_TTL_SECONDS)
    throw new Error(`${name}: results are kept ${MAXIMUM_TTL_SECONDS} seconds at most`);
  const expression = settings['identityValidationExpression'];
  return {
    name,
    uri: text(settings, 'authorizerUri'),
    header: headerOf(settings, scheme),
    resultTtlSeconds,
    ...(typeof expression === 'string' && { validation: wholeMatch(expression) }),
  };
}

function headerOf(settings: Fields, scheme: Fields): string {
  const source = settings['identitySource'];
  const named = typeof source === 'string' ? /^method\.request\.header\.(.+)$/.exec(source)?.[1] : undefined;
  return named ?? text(scheme, 'name');
}

/** API Gateway runs Java's `matches`: an expression without anchors still has to cover the whole header. */
function wholeMatch(expression: string): RegExp {
  return new RegExp(`^(?:${expression})$`);
}

/** What the document customises, by type; a type that is absent falls back to DEFAULT_4XX or DEFAULT_5XX. */
export type GatewayResponseSettings = ReadonlyMap<GatewayResponseType, GatewayResponseSetting>;

export interface GatewayResponseSetting {
  /** Absent: the status that API Gateway would have given anyway. */
  readonly status?: number;
  /** Header name and where its value comes from: `'text'`, `context.…` or `method.request.header.…`. */
  readonly headers: ReadonlyMap<string, string>;
  /** Content type and template. */
  readonly templates: ReadonlyMap<string, string>;
}

const HEADER_PREFIX = 'gatewayresponse.header.';

/**
 * Reads `x-amazon-apigateway-gateway-responses`.
 *
 * @throws for a type that API Gateway does not know: it would refuse the import.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.gatewayResponse.html
 */
export function readGatewayResponses(document: Fields): GatewayResponseSettings {
  const declared = Object.entries(recordOf(document, 'x-amazon-apigateway-gateway-responses'));
  return new Map(
    declared.map(([name, setting]) => {
      if (!isGatewayResponseType(name)) throw new Error(`${name} is not a gateway response of API Gateway`);
      return [name, readSetting(record(setting, name))];
    }),
  );
}

function readSetting(setting: Fields): GatewayResponseSetting {
  const parameters = Object.entries(recordOf(setting, 'responseParameters'));
  const templates = Object.entries(recordOf(setting, 'responseTemplates'));
  return {
    headers: new Map(
      parameters
        .filter(([key]) => key.startsWith(HEADER_PREFIX))
        .map(([key, source]) => [key.slice(HEADER_PREFIX.length), String(source)]),
    ),
    templates: new Map(templates.map(([contentType, template]) => [contentType, String(template)])),
    ...(setting['statusCode'] !== undefined && { status: wholeNumber(setting, 'statusCode', 0) }),
  };
}

/** An object of a parsed document, before anything is known about its fields. */
type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; throws with its name where it is something else. */
function record(value: unknown, name: string): Fields {
  if (!isObject(value)) throw new Error(`${name} is not an object`);
  return value;
}

/** The object in a field; empty where the field is absent. */
function recordOf(fields: Fields, name: string): Fields {
  return fields[name] === undefined ? {} : record(fields[name], name);
}

/** The text in a field; throws where it is absent or something else. */
function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`${name} is not a text`);
  return value;
}

/** The whole number in a field, also where it is written as a text; throws where it is something else. */
function wholeNumber(fields: Fields, name: string, absent: number): number {
  const value = fields[name];
  if (value === undefined) return absent;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${name} is not a whole number`);
  return number;
}
