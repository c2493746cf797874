import { type Claims } from './claims.ts';

/** What API Gateway expects of a Lambda authorizer. */
export interface AuthorizerPolicy {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly [
      { readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string },
    ];
  };
  readonly context?: Readonly<Record<string, string>>;
}

/** `…/{stage}` of `arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}`; no wildcard fits. */
const STAGE_ARN =
  /^arn:aws(?:-[a-z]+)*:execute-api:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+(?=\/[A-Z]+(?:\/|$))/;

/**
 * The resource that names every route of the stage which a request came in by. The gateway caches the policy per token
 * and judges other routes by it, so a policy for the route that was asked for would refuse the next one.
 *
 * @throws Error where it is not the ARN of a method: then nothing can be said about the request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function wholeStage(methodArn: unknown): string {
  const [stageArn] = (typeof methodArn === 'string' && STAGE_ARN.exec(methodArn)) || [];
  if (stageArn === undefined) throw new Error('methodArn is not the ARN of an API method');
  return `${stageArn}/*`;
}

/**
 * Lets the bearer in, and tells the functions behind who it is. Values are strings: the gateway makes strings of
 * them anyway, and how it would write a number is not documented.
 */
export function allow(claims: Claims, resource: string): AuthorizerPolicy {
  const { sub, clientId, scope, msisdn, exp } = claims;
  return {
    ...policy('Allow', sub, resource),
    context: {
      sub,
      scope,
      exp: String(exp),
      ...(clientId === undefined ? {} : { clientId }),
      ...(msisdn === undefined ? {} : { msisdn }),
    },
  };
}

/** Refuses the caller, and repeats nothing of a token that is not believed. */
export function deny(resource: string): AuthorizerPolicy {
  return policy('Deny', 'unauthorized', resource);
}

function policy(effect: 'Allow' | 'Deny', principalId: string, resource: string): AuthorizerPolicy {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
    },
  };
}
