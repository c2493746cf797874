import { record, recordOf, text, wholeNumber, type Fields } from './document-fields.ts';

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
