import { record, recordOf, wholeNumber, type Fields } from './document-fields.ts';
import { isGatewayResponseType, type GatewayResponseType } from './gateway-response-types.ts';

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
      if (!isGatewayResponseType(name)) throw new Error(`${name} is no gateway response of API Gateway`);
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
