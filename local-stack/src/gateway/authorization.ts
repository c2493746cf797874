import { type Invocation } from '../runtime/invocation.ts';
import { type TokenAuthorizer } from './definition.ts';
import { type AuthorizerOutput, evaluatePolicy, readAuthorizerOutput } from './policy.ts';

/** Whether the gateway knew the token's answer already; `none` where the request needed no answer. */
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
  /** Calls the function behind an invocation ARN; undefined where the API may not call it as its authorizer. */
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

/** The gateway's memory of authorizer answers, one per authorizer and identity source. */
export interface AuthorizerResults {
  get(authorizer: string, identity: string): AuthorizerOutput | undefined;
  /** Keeps an answer for a time; 0 keeps nothing. */
  put(authorizer: string, identity: string, output: AuthorizerOutput, ttlMs: number): void;
  clear(): void;
}

/** Enough for one machine; a flood of different tokens pushes the oldest answers out. */
const MAXIMUM_ENTRIES = 10_000;

/**
 * Keeps answers by token alone: the method and the path are not part of the key, so an answer is used for every method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 */
export function createAuthorizerResults(
  clock: () => number,
  maximumEntries = MAXIMUM_ENTRIES,
): AuthorizerResults {
  const entries = new Map<string, { readonly output: AuthorizerOutput; readonly expiresAt: number }>();
  const keyOf = (authorizer: string, identity: string) => JSON.stringify([authorizer, identity]);
  return {
    get(authorizer, identity) {
      const entry = entries.get(keyOf(authorizer, identity));
      if (entry === undefined || clock() >= entry.expiresAt) return undefined;
      return entry.output;
    },
    put(authorizer, identity, output, ttlMs) {
      if (ttlMs <= 0) return;
      const key = keyOf(authorizer, identity);
      entries.delete(key);
      entries.set(key, { output, expiresAt: clock() + ttlMs });
      const oldest = entries.keys().next().value;
      if (entries.size > maximumEntries && oldest !== undefined) entries.delete(oldest);
    },
    clear: () => entries.clear(),
  };
}

/** What an `execute-api` ARN is made of besides method and path. */
export interface ApiIdentity {
  readonly region: string;
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
}

/**
 * The ARN of the method that a request asks for, with the path that was really called, not its template.
 *
 * @param path inside the stage, percent-encoded, with its leading slash.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
export function methodArn(api: ApiIdentity, method: string, path: string): string {
  return `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/${api.stage}/${method}${path}`;
}

/** The account in an invocation ARN (`…:lambda:REGION:ACCOUNT:function:…`); a placeholder where it has none. */
export function accountOf(invocationUri: string): string {
  return /:lambda:[^:]*:(\d{12}):function:/.exec(invocationUri)?.[1] ?? '000000000000';
}
