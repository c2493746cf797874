import { type IncomingMessage } from 'node:http';
import { type Invocation } from '../runtime/invocation.ts';
import { type Answer } from './answer.ts';
import { type ApiDefinition } from './api-definition.ts';
import { type Authorize, type AuthorizerCacheUse } from './authorization.ts';
import { type Exchange } from './exchange.ts';
import { renderGatewayResponse, type Refusal } from './gateway-response.ts';
import { type GatewayResponseType } from './gateway-response-types.ts';
import { awaitIntegration, type StartTimer } from './integration.ts';
import { accountOf, methodArn, type ApiIdentity } from './method-arn.ts';
import { proxyAnswer } from './proxy-answer.ts';
import { proxyEvent } from './proxy-event.ts';
import { parseQueryString } from './query-string.ts';
import { eventBody, readRequestBody } from './request-body.ts';
import { readRequestHeaders, type RequestHeaders } from './request-headers.ts';
import { headTooLarge, PAYLOAD_LIMIT_BYTES } from './request-limits.ts';
import { parseRequestTarget, type RequestTarget } from './request-target.ts';
import { hasRequiredParameters } from './request-validation.ts';
import { matchRoute, type RouteMatch } from './route-match.ts';
import { type Throttle } from './throttle.ts';
import { unknownRoute } from './unknown-route.ts';

/** An answer, and what is worth telling about how it came to be. */
export interface Served {
  readonly answer: Answer;
  readonly path: string;
  readonly authorizer: AuthorizerCacheUse;
  readonly match?: RouteMatch;
  readonly invocation?: Invocation;
  /** Set where the gateway answered by itself. */
  readonly responseType?: GatewayResponseType;
  /** Why, where it is our fault. */
  readonly reason?: string;
}

export interface RequestServiceOptions {
  readonly definition: ApiDefinition;
  readonly stage: string;
  readonly region: string;
  readonly throttle: Throttle;
  readonly authorize: Authorize;
  readonly invoke: (uri: string, event: unknown) => Promise<Invocation> | undefined;
  readonly startTimer: StartTimer;
}

/** What is known of a request on its way; grows step by step. */
interface Progress {
  path: string;
  authorizer: AuthorizerCacheUse;
  match?: RouteMatch;
  invocation?: Invocation;
}

/** Stops a request with one of the gateway's own answers. */
class Refused extends Error {
  readonly refusal: Refusal;
  readonly reason: string | undefined;

  constructor(refusal: Refusal, reason?: string) {
    super(refusal.type);
    this.refusal = refusal;
    this.reason = reason;
  }
}

/**
 * Takes requests through the gateway's steps: limits, route, throttle, authorizer, validator, function.
 *
 * The returned function resolves to undefined where the client went away before its request was complete.
 */
export function createRequestService(options: RequestServiceOptions) {
  return async (request: IncomingMessage, exchange: Exchange): Promise<Served | undefined> => {
    const headers = readRequestHeaders(request.rawHeaders, connectionOf(request, exchange));
    const progress: Progress = { path: '/', authorizer: 'none' };
    try {
      const body = await readRequestBody(request, PAYLOAD_LIMIT_BYTES);
      if (body.kind === 'aborted') return undefined;
      const target = admissibleTarget(request, body.kind === 'too-large', progress);
      const answer = await runRoute(
        options,
        { request, exchange, headers, target, bytes: body.kind === 'read' ? body.bytes : Buffer.alloc(0) },
        progress,
      );
      return { ...progress, answer: identified(answer, exchange, exchange.trace) };
    } catch (error) {
      const { refusal, reason } = error instanceof Refused ? error : unexpected(error);
      const rendering = {
        context: contextVariables(options, request, exchange, progress),
        header: (name: string) => headers.valuesOf(name).at(-1),
      };
      const answer = renderGatewayResponse(refusal, options.definition.gatewayResponses, rendering);
      return {
        ...progress,
        answer: identified(answer, exchange),
        responseType: refusal.type,
        ...(reason !== undefined && { reason }),
      };
    }
  };
}

interface IncomingRequest {
  readonly request: IncomingMessage;
  readonly exchange: Exchange;
  readonly headers: RequestHeaders;
  readonly target: RequestTarget;
  readonly bytes: Buffer;
}

/** What the front refuses before it looks at routes. */
function admissibleTarget(
  request: IncomingMessage,
  bodyTooLarge: boolean,
  progress: Progress,
): RequestTarget {
  const url = request.url ?? '/';
  const target = parseRequestTarget(url);
  if (target !== undefined) progress.path = target.path;
  if (bodyTooLarge || headTooLarge(request.method ?? 'GET', url, request.rawHeaders))
    throw new Refused({ type: 'REQUEST_TOO_LARGE' });
  if (target === undefined) throw new Refused({ type: 'DEFAULT_4XX', status: 400 });
  return target;
}

async function runRoute(
  options: RequestServiceOptions,
  incoming: IncomingRequest,
  progress: Progress,
): Promise<Answer> {
  const { definition, stage } = options;
  const { request, headers, target } = incoming;
  const method = request.method ?? 'GET';
  const match = target.stage === stage ? matchRoute(definition.routes, method, target.path) : undefined;
  if (match === undefined) throw new Refused({ type: unknownRoute(headers.valuesOf('authorization')) });
  progress.match = match;
  if (!options.throttle.admit()) throw new Refused({ type: 'THROTTLED' });
  const { route } = match;
  const api: ApiIdentity = {
    region: options.region,
    accountId: accountOf(route.integration.uri),
    apiId: 'local',
    stage,
  };
  const authorizer = await authorizeRoute(
    options,
    incoming,
    match,
    methodArn(api, method, target.path),
    progress,
  );
  const query = parseQueryString(target.query);
  if (!hasRequiredParameters(route.required, headers, query))
    throw new Refused({ type: 'BAD_REQUEST_PARAMETERS' });
  const event = proxyEvent({
    api,
    exchange: incoming.exchange,
    route,
    method,
    protocol: `HTTP/${request.httpVersion}`,
    path: target.path,
    pathParameters: match.pathParameters,
    query,
    headers,
    sourceIp: sourceIpOf(request),
    ...eventBody(incoming.bytes, headers.valuesOf('content-type').at(-1), definition.binaryMediaTypes),
    ...(authorizer && { authorizer }),
  });
  return callFunction(options, incoming, match, event, progress);
}

async function authorizeRoute(
  options: RequestServiceOptions,
  { headers }: IncomingRequest,
  { route }: RouteMatch,
  arn: string,
  progress: Progress,
): Promise<Record<string, string | number> | undefined> {
  if (route.authorizer === undefined) return undefined;
  const outcome = await options.authorize(route.authorizer, headers.valuesOf(route.authorizer.header), arn);
  progress.authorizer = outcome.cache;
  if (outcome.kind === 'refused') throw new Refused({ type: outcome.type }, outcome.reason);
  return {
    ...outcome.output.context,
    principalId: outcome.output.principalId,
    integrationLatency: outcome.latencyMs,
  };
}

async function callFunction(
  options: RequestServiceOptions,
  { headers }: IncomingRequest,
  { route }: RouteMatch,
  event: unknown,
  progress: Progress,
): Promise<Answer> {
  const { uri, timeoutMs } = route.integration;
  const invocation = options.invoke(uri, event);
  if (invocation === undefined)
    throw new Refused({ type: 'API_CONFIGURATION_ERROR' }, `no permission to invoke ${uri}`);
  const outcome = await awaitIntegration(invocation, timeoutMs, options.startTimer);
  if (outcome.invocation !== undefined) progress.invocation = outcome.invocation;
  if (outcome.kind === 'refused') throw new Refused(outcome.refusal, outcome.reason);
  return proxyAnswer(outcome.result, headers.valuesOf('accept').at(-1), options.definition.binaryMediaTypes);
}

/** A fault of the gateway or of the host. Its message stays here: it may quote the request. */
function unexpected(error: unknown): { refusal: Refusal; reason: string } {
  const name = error instanceof Error ? error.name : typeof error;
  return { refusal: { type: 'DEFAULT_5XX' }, reason: `unexpected ${name}` };
}

/** Identifiers of the exchange on every answer; the trace header only on a function's. */
function identified(answer: Answer, exchange: Exchange, trace?: string): Answer {
  const own: (readonly [string, string])[] = [
    ['x-amzn-RequestId', exchange.requestId],
    ['x-amz-apigw-id', exchange.extendedRequestId],
    ...(trace === undefined ? [] : [['X-Amzn-Trace-Id', trace] as const]),
  ];
  const taken = new Set(own.map(([name]) => name.toLowerCase()));
  return {
    ...answer,
    headers: [...answer.headers.filter(([name]) => !taken.has(name.toLowerCase())), ...own],
  };
}

function contextVariables(
  options: RequestServiceOptions,
  request: IncomingMessage,
  exchange: Exchange,
  progress: Progress,
) {
  return {
    requestId: exchange.requestId,
    extendedRequestId: exchange.extendedRequestId,
    httpMethod: request.method ?? '',
    stage: options.stage,
    resourcePath: progress.match?.route.resource ?? '',
    identity: { sourceIp: sourceIpOf(request) },
  };
}

function sourceIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function connectionOf(request: IncomingMessage, exchange: Exchange) {
  return {
    sourceIp: sourceIpOf(request),
    port: request.socket.localPort ?? 0,
    protocol: 'http' as const,
    trace: exchange.trace,
  };
}
