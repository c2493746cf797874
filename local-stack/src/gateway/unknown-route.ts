import { type GatewayResponseType } from './gateway-response-types.ts';

/**
 * What API Gateway says of a route or method that it does not know. Without an Authorization header it misses one; with
 * one it takes the request for signed and refuses the signature, whatever the scheme.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function unknownRoute(authorization: readonly string[]): GatewayResponseType {
  return authorization.some((value) => value.trim() !== '')
    ? 'INVALID_SIGNATURE'
    : 'MISSING_AUTHENTICATION_TOKEN';
}
