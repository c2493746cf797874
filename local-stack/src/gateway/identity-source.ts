import { type TokenAuthorizer } from './authorizer-definition.ts';

/**
 * The identity source of a TOKEN authorizer: the header's whole value, if it is there and matches the validation expression.
 *
 * Undefined means 401 UNAUTHORIZED without a call of the function. A header sent twice is one value joined by a comma, as
 * HTTP reads it, so a second token cannot hide behind a good one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 */
export function identitySource(
  authorizer: TokenAuthorizer,
  headerValues: readonly string[],
): string | undefined {
  const value = headerValues.join(',');
  if (value === '') return undefined;
  return authorizer.validation === undefined || authorizer.validation.test(value) ? value : undefined;
}
