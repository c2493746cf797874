import { type Invocation } from '../runtime/invocation.ts';
import { type TokenAuthorizer } from './authorizer-definition.ts';
import { readAuthorizerOutput, type AuthorizerOutput } from './authorizer-output.ts';
import { type AuthorizerResults } from './authorizer-results.ts';
import { identitySource } from './identity-source.ts';
import { evaluatePolicy } from './policy-evaluation.ts';

/** Whether the gateway knew the token's answer already; `none` where no answer was needed or looked for. */
export type AuthorizerCacheUse = 'hit' | 'miss' | 'none';

export type AuthorizationOutcome = (
  | {
      readonly kind: 'allowed';
      readonly output: AuthorizerOutput;
      readonly cache: AuthorizerCacheUse;
      readonly latencyMs: number;
    }
  | {
      readonly kind: 'refused';
      readonly type:
        'UNAUTHORIZED' | 'ACCESS_DENIED' | 'AUTHORIZER_FAILURE' | 'AUTHORIZER_CONFIGURATION_ERROR';
      readonly cache: AuthorizerCacheUse;
      /** For the log; never holds the token. */
      readonly reason?: string;
    }
) & {
  /** The authorizer's invocation, where there was one. */
  readonly invocationId?: string;
};

export interface AuthorizationOptions {
  readonly results: AuthorizerResults;
  readonly clock: () => number;
  /** Divides the time that answers are kept. */
  readonly speed: number;
  /** Calls the function behind an invocation ARN; undefined where the API may not call it. */
  readonly invoke: (uri: string, event: unknown) => Promise<Invocation> | undefined;
}

/** Asks a TOKEN authorizer about one request. */
export type Authorize = (
  authorizer: TokenAuthorizer,
  headerValues: readonly string[],
  methodArn: string,
) => Promise<AuthorizationOutcome>;

/**
 * Authorizes as API Gateway does: validation expression, then the kept answer or a call of the function, then the
 * policy evaluated for this very method. Only usable answers are kept, denials included; failures never are.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function createAuthorization({ results, clock, speed, invoke }: AuthorizationOptions): Authorize {
  return async (authorizer, headerValues, methodArn) => {
    const token = identitySource(authorizer, headerValues);
    if (token === undefined) return { kind: 'refused', type: 'UNAUTHORIZED', cache: 'none' };
    const startedAt = clock();
    const kept = results.get(authorizer.name, token);
    if (kept !== undefined) return evaluate(kept, methodArn, 'hit', clock() - startedAt);
    const invocation = invoke(authorizer.uri, { type: 'TOKEN', methodArn, authorizationToken: token });
    if (invocation === undefined)
      return failed('AUTHORIZER_CONFIGURATION_ERROR', `no permission to invoke ${authorizer.uri}`);
    const ended = await invocation;
    const invocationId = ended.requestId;
    const answer = readAnswer(ended);
    if ('kind' in answer) return { ...answer, invocationId };
    results.put(authorizer.name, token, answer, (authorizer.resultTtlSeconds * 1000) / speed);
    return { ...evaluate(answer, methodArn, 'miss', clock() - startedAt), invocationId };
  };
}

function readAnswer(invocation: Invocation): AuthorizerOutput | AuthorizationOutcome {
  if (invocation.outcome !== 'success') return failedInvocation(invocation);
  const output = readAuthorizerOutput(invocation.payload);
  if ('unusable' in output)
    return failed(
      'AUTHORIZER_CONFIGURATION_ERROR',
      `the authorizer's answer cannot be used: ${output.unusable}`,
    );
  return output;
}

/** An authorizer that fails with exactly the message "Unauthorized" refuses the caller; every other failure is ours. */
function failedInvocation(invocation: Exclude<Invocation, { outcome: 'success' }>): AuthorizationOutcome {
  if (invocation.outcome === 'error' && invocation.errorMessage === 'Unauthorized') {
    return { kind: 'refused', type: 'UNAUTHORIZED', cache: 'miss' };
  }
  return failed('AUTHORIZER_FAILURE', `the authorizer ended with ${invocation.outcome}`);
}

function failed(
  type: 'AUTHORIZER_FAILURE' | 'AUTHORIZER_CONFIGURATION_ERROR',
  reason: string,
): AuthorizationOutcome {
  return { kind: 'refused', type, cache: 'miss', reason };
}

function evaluate(
  output: AuthorizerOutput,
  methodArn: string,
  cache: 'hit' | 'miss',
  latencyMs: number,
): AuthorizationOutcome {
  if (evaluatePolicy(output.statements, methodArn) === 'deny')
    return { kind: 'refused', type: 'ACCESS_DENIED', cache };
  return { kind: 'allowed', output, cache, latencyMs };
}
