import { parse } from 'yaml';
import { resolveReferences } from '../openapi-template.ts';
import { readTokenAuthorizers, type TokenAuthorizer } from './authorizer-definition.ts';
import { readGatewayResponses, type GatewayResponseSettings } from './gateway-response-settings.ts';
import { record, recordOf, text, wholeNumber, type Fields } from './document-fields.ts';

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
  readonly integration: { readonly uri: string; readonly timeoutMs: number };
  /** Absent where the method is open to everyone. */
  readonly authorizer?: TokenAuthorizer;
  /** Headers and query parameters whose presence the method's request validator demands. */
  readonly required: readonly RequiredParameter[];
}

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
  return {
    routes: Object.entries(recordOf(document, 'paths')).flatMap(([resource, item]) =>
      readMethods(resource, record(item, resource), authorizers, validators, document),
    ),
    gatewayResponses: readGatewayResponses(document),
    binaryMediaTypes: Array.isArray(binary) ? binary.map(String) : [],
  };
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

function readIntegration(operation: Fields, resource: string): Route['integration'] {
  const integration = recordOf(operation, 'x-amazon-apigateway-integration');
  const type = text(integration, 'type').toLowerCase();
  if (type !== 'aws_proxy' || integration['httpMethod'] !== 'POST') {
    throw new Error(
      `${resource}: only an aws_proxy integration with httpMethod POST runs here, the document says ${type}`,
    );
  }
  return {
    uri: text(integration, 'uri'),
    timeoutMs: wholeNumber(integration, 'timeoutInMillis', DEFAULT_TIMEOUT_MS),
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

function checksParameters(validators: Fields, name: unknown): boolean {
  if (typeof name !== 'string' || !(name in validators)) return false;
  return record(validators[name], `validator ${name}`)['validateRequestParameters'] === true;
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
