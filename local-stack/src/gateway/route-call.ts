import { type IncomingMessage } from 'node:http';
import { type Invocation } from '../runtime/invocation.ts';
import { type Answer } from './answer.ts';
import { type ApiDefinition } from './api-definition.ts';
import { type Authorize, type AuthorizerCacheUse } from './authorization.ts';
import { type Exchange } from './exchange.ts';
import { awaitIntegration, type StartTimer } from './integration.ts';
import { accountOf, methodArn, type ApiIdentity } from './method-arn.ts';
import { proxyAnswer } from './proxy-answer.ts';
import { proxyEvent } from './proxy-event.ts';
import { parseQueryString } from './query-string.ts';
import { Refused } from './refused.ts';
import { eventBody } from './request-body.ts';
import { sourceIpOf, type RequestHeaders } from './request-headers.ts';
import { type RequestTarget } from './request-target.ts';
import { hasRequiredParameters } from './request-validation.ts';
import { matchRoute, type RouteMatch } from './route-match.ts';
import { type Throttle } from './throttle.ts';
import { unknownRoute } from './unknown-route.ts';

export interface RouteCallOptions {
  readonly definition: ApiDefinition;
  readonly stage: string;
  readonly region: string;
  readonly throttle: Throttle;
  readonly authorize: Authorize;
  /** Calls the function behind an invocation ARN; undefined where the API may not call it. */
  readonly invoke: (uri: string, event: unknown) => Promise<Invocation> | undefined;
  readonly startTimer: StartTimer;
}

/** A request that is well formed and small enough. */
export interface AdmittedRequest {
  readonly request: IncomingMessage;
  readonly exchange: Exchange;
  readonly headers: RequestHeaders;
  readonly target: RequestTarget;
  readonly bytes: Buffer;
}

/** What is known of a request on its way; grows step by step and survives a refusal. */
export interface Progress {
  path: string;
  authorizer: AuthorizerCacheUse;
  authorizerInvocationId?: string;
  match?: RouteMatch;
  invocation?: Invocation;
}

/**
 * Takes an admitted request through route, throttle, authorizer, validator and function.
 *
 * @throws Refused with the gateway's own answer at the first step that refuses.
 */
export async function callRoute(
  options: RouteCallOptions,
  admitted: AdmittedRequest,
  progress: Progress,
): Promise<Answer> {
  const { definition, stage } = options;
  const { request, headers, target } = admitted;
  const method = request.method ?? 'GET';
  const match = target.stage === stage ? matchRoute(definition.routes, method, target.path) : undefined;
  if (match === undefined) throw new Refused({ type: unknownRoute(headers.valuesOf('authorization')) });
  progress.match = match;
  if (!options.throttle.admit()) throw new Refused({ type: 'THROTTLED' });
  const accountId = accountOf(match.route.integration.uri);
  const api: ApiIdentity = { region: options.region, accountId, apiId: 'local', stage };
  const arn = methodArn(api, method, target.path);
  const authorizer = await authorizeCall(options.authorize, headers, match, arn, progress);
  const query = parseQueryString(target.query);
  if (!hasRequiredParameters(match.route.required, headers, query)) {
    throw new Refused({ type: 'BAD_REQUEST_PARAMETERS' });
  }
  const contentType = headers.valuesOf('content-type').at(-1);
  const event = proxyEvent({
    ...{ api, exchange: admitted.exchange, route: match.route, method, query, headers },
    ...{ path: target.path, pathParameters: match.pathParameters },
    ...{ protocol: `HTTP/${request.httpVersion}`, sourceIp: sourceIpOf(request) },
    ...eventBody(admitted.bytes, contentType, definition.binaryMediaTypes),
    ...(authorizer && { authorizer }),
  });
  return callFunction(options, headers, match, event, progress);
}

async function authorizeCall(
  authorize: Authorize,
  headers: RequestHeaders,
  { route }: RouteMatch,
  arn: string,
  progress: Progress,
): Promise<Record<string, string | number> | undefined> {
  if (route.authorizer === undefined) return undefined;
  const outcome = await authorize(route.authorizer, headers.valuesOf(route.authorizer.header), arn);
  progress.authorizer = outcome.cache;
  if (outcome.invocationId !== undefined) progress.authorizerInvocationId = outcome.invocationId;
  if (outcome.kind === 'refused') throw new Refused({ type: outcome.type }, outcome.reason);
  const { context, principalId } = outcome.output;
  return { ...context, principalId, integrationLatency: outcome.latencyMs };
}

async function callFunction(
  { definition, invoke, startTimer }: RouteCallOptions,
  headers: RequestHeaders,
  { route }: RouteMatch,
  event: unknown,
  progress: Progress,
): Promise<Answer> {
  const { uri, timeoutMs } = route.integration;
  const invocation = invoke(uri, event);
  if (invocation === undefined) {
    throw new Refused({ type: 'API_CONFIGURATION_ERROR' }, `no permission to invoke ${uri}`);
  }
  const outcome = await awaitIntegration(invocation, timeoutMs, startTimer);
  if (outcome.invocation !== undefined) progress.invocation = outcome.invocation;
  if (outcome.kind === 'refused') throw new Refused(outcome.refusal, outcome.reason);
  return proxyAnswer(outcome.result, headers.valuesOf('accept').at(-1), definition.binaryMediaTypes);
}
