import { type RequiredParameter } from './api-definition.ts';
import { type QueryParameters } from './query-string.ts';
import { type RequestHeaders } from './request-headers.ts';

/**
 * True where every parameter that the method's validator demands is there and not blank. Nothing else of a parameter's
 * schema is looked at: API Gateway ignores `pattern`, lengths and types, so the function validates.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function hasRequiredParameters(
  required: readonly RequiredParameter[],
  headers: RequestHeaders,
  query: QueryParameters,
): boolean {
  return required.every(({ in: place, name }) => {
    const value = place === 'header' ? headers.valuesOf(name).at(-1) : query.single?.[name];
    return value !== undefined && value.trim() !== '';
  });
}
