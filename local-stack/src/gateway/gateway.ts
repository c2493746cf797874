import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Invocation } from '../runtime/invocation.ts';
import { type StartTimer, startSystemTimer } from '../runtime/timers.ts';
import { AUTHORIZER_SOURCE, type FunctionName, sourceOfRoute, type Wiring } from '../setup/wiring.ts';
import { sendAnswer } from './answer.ts';
import {
  accountOf,
  type ApiIdentity,
  type AuthorizationOutcome,
  type Authorize,
  createAuthorization,
  createAuthorizerResults,
  methodArn,
} from './authorization.ts';
import { eventBody, PAYLOAD_LIMIT_BYTES, readRequestBody, refuseRest } from './body.ts';
import { type ApiDefinition, readApiDefinition } from './definition.ts';
import { awaitFunction, proxyAnswer } from './integration.ts';
import { proxyEvent } from './proxy-event.ts';
import { summarise, type RequestSummary, type Handled, type Trace } from './request-summary.ts';
import {
  hasRequiredParameters,
  headTooLarge,
  openRequestContext,
  parseQueryString,
  parseRequestTarget,
  readRequestHeaders,
  type RequestContext,
  type RequestHeaders,
  type RequestTarget,
  sourceIpOf,
} from './request.ts';
import { identifiedAnswer, type Refusal, renderGatewayResponse } from './response.ts';
import { matchRoute, type RouteMatch, unknownRoute } from './routes.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** Invokes functions for the gateway. */
export interface FunctionInvoker {
  invoke(name: FunctionName, event: unknown): Promise<Invocation>;
}

/** One thing that an operator should know; never holds a token or a full number. */
export interface GatewayLogEntry {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly requestId: string;
}

export interface GatewayOptions {
  readonly wiring: Pick<Wiring, 'api' | 'region'>;
  readonly host: FunctionInvoker;
  /** Divides the time that authorizer results are kept. */
  readonly speed: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** A random UUID at every call. */
  readonly newRequestId: () => string;
  /** Told about every request once it is answered. */
  readonly onRequest?: (summary: RequestSummary) => void;
  /** Told why the gateway answered a 5xx of its own; writes to stderr where absent. */
  readonly log?: (entry: GatewayLogEntry) => void;
  readonly startTimer?: StartTimer;
}

export interface Gateway {
  /** Answers one request whose path starts with the stage. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Makes the next request of every token ask the authorizer again. */
  forgetAuthorizerResults(): void;
}

/**
 * An API-Gateway-like front: takes routes, authorizer, time-outs and its own answers from the OpenAPI document that
 * Terraform deploys, refuses what API Gateway refuses and ignores what it ignores.
 *
 * @throws for a document that it cannot serve faithfully.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { wiring, host, speed, clock, newRequestId, log = writeToStderr } = options;
  const results = createAuthorizerResults(clock);
  const invokeFrom = (source: string, uri: string, event: unknown) => {
    const name = wiring.api.functionOf(uri, source);
    return name === undefined ? undefined : host.invoke(name, event);
  };
  const api: Api = {
    definition: readApiDefinition(wiring.api.openApi),
    stage: wiring.api.stageName,
    region: wiring.region,
    throttle: createThrottle(wiring.api.throttle, clock),
    authorize: createAuthorization({
      ...{ results, clock, speed },
      invoke: (uri, event) => invokeFrom(AUTHORIZER_SOURCE, uri, event),
    }),
    invokeFrom,
    startTimer: options.startTimer ?? startSystemTimer,
  };
  return {
    async handle(request, response) {
      const context = openRequestContext(request.rawHeaders, clock(), newRequestId);
      const handled = await handleRequest(request, context, api);
      if (handled === undefined) return;
      if (handled.reason !== undefined) {
        const route = handled.match?.route;
        const where = route === undefined ? 'before routing' : `${route.method} ${route.resource}`;
        log({ level: 'error', message: `${where}: ${handled.reason}`, requestId: context.requestId });
      }
      if (request.complete) sendAnswer(response, handled.answer);
      else refuseRest(request, response, handled.answer);
      options.onRequest?.(summarise(request.method ?? 'GET', handled, context, clock()));
    },
    forgetAuthorizerResults: () => results.clear(),
  };
}

/** What every request of the API is handled with. */
interface Api {
  readonly definition: ApiDefinition;
  readonly stage: string;
  readonly region: string;
  readonly throttle: Throttle;
  readonly authorize: Authorize;
  /** Calls the function behind an invocation ARN; undefined where the API may not call it from this source. */
  readonly invokeFrom: (source: string, uri: string, event: unknown) => Promise<Invocation> | undefined;
  readonly startTimer: StartTimer;
}

/** Stops a request with one of the gateway's own answers. */
class GatewayError extends Error {
  readonly refusal: Refusal;
  /** For the log, where the fault is ours; never holds a token or a full number. */
  readonly reason: string | undefined;

  constructor(refusal: Refusal, reason?: string) {
    super(refusal.type);
    this.refusal = refusal;
    this.reason = reason;
  }
}

/**
 * Takes one request through limits, route, throttle, authorizer, validator and integration; the first step that refuses
 * decides the answer.
 *
 * @returns undefined where the client went away before its request was complete.
 */
async function handleRequest(
  request: IncomingMessage,
  context: RequestContext,
  api: Api,
): Promise<Handled | undefined> {
  const headers = readRequestHeaders(request.rawHeaders, {
    sourceIp: sourceIpOf(request),
    port: request.socket.localPort ?? 0,
    protocol: 'http',
    trace: context.trace,
  });
  let trace: Trace = { path: '/', authorizer: 'none' };
  try {
    const body = await readRequestBody(request, PAYLOAD_LIMIT_BYTES);
    if (body.kind === 'aborted') return undefined;
    const target = admit(request);
    trace = { ...trace, path: target.path };
    if (body.kind === 'too-large') throw new GatewayError({ type: 'REQUEST_TOO_LARGE' });
    const match = findRoute(request, headers, target, api);
    trace = { ...trace, match };
    if (!api.throttle.admit()) throw new GatewayError({ type: 'THROTTLED' });
    const authorization = await authorizeRequest(request, headers, target, match, api);
    trace = { ...trace, ...authorizationTrace(authorization) };
    if (authorization?.kind === 'refused')
      throw new GatewayError({ type: authorization.type }, authorization.reason);
    const query = parseQueryString(target.query);
    if (!hasRequiredParameters(match.route.required, headers, query))
      throw new GatewayError({ type: 'BAD_REQUEST_PARAMETERS' });
    const { integration } = match.route;
    if (integration.kind === 'mock')
      return { ...trace, answer: identifiedAnswer(integration.answer, context, 'gateway') };
    const { binaryMediaTypes } = api.definition;
    const event = proxyEvent({
      ...{ api: identityOf(api, match), context, route: match.route, query, headers },
      ...{ method: request.method ?? 'GET', path: target.path, pathParameters: match.pathParameters },
      ...{ protocol: `HTTP/${request.httpVersion}`, sourceIp: sourceIpOf(request) },
      ...eventBody(body.bytes, headers.valuesOf('content-type').at(-1), binaryMediaTypes),
      ...(authorization && { authorizer: authorizerContext(authorization) }),
    });
    const { uri, timeoutMs } = integration;
    const source = sourceOfRoute(api.stage, match.route.method, match.route.resource);
    const invocation = api.invokeFrom(source, uri, event);
    if (invocation === undefined)
      throw new GatewayError({ type: 'API_CONFIGURATION_ERROR' }, `no permission to invoke ${uri}`);
    const outcome = await awaitFunction(invocation, timeoutMs, api.startTimer);
    if (outcome.invocation !== undefined) trace = { ...trace, invocation: outcome.invocation };
    if (outcome.kind === 'refused') throw new GatewayError(outcome.refusal, outcome.reason);
    const answer = proxyAnswer(outcome.result, headers.valuesOf('accept').at(-1), binaryMediaTypes);
    return { ...trace, answer: identifiedAnswer(answer, context, 'function') };
  } catch (error) {
    return refuse(error, trace, { request, context, headers, api });
  }
}

/** What the front refuses before it looks at routes. */
function admit(request: IncomingMessage): RequestTarget {
  const url = request.url ?? '/';
  if (headTooLarge(request.method ?? 'GET', url, request.rawHeaders))
    throw new GatewayError({ type: 'REQUEST_TOO_LARGE' });
  const target = parseRequestTarget(url);
  if (target === undefined) throw new GatewayError({ type: 'DEFAULT_4XX', status: 400 });
  return target;
}

function findRoute(
  { method = 'GET' }: IncomingMessage,
  headers: RequestHeaders,
  target: RequestTarget,
  { definition, stage }: Api,
): RouteMatch {
  const match = target.stage === stage ? matchRoute(definition.routes, method, target.path) : undefined;
  if (match === undefined) throw new GatewayError({ type: unknownRoute(headers.valuesOf('authorization')) });
  return match;
}

async function authorizeRequest(
  { method = 'GET' }: IncomingMessage,
  headers: RequestHeaders,
  { path }: RequestTarget,
  match: RouteMatch,
  api: Api,
): Promise<AuthorizationOutcome | undefined> {
  const { authorizer } = match.route;
  if (authorizer === undefined) return undefined;
  return api.authorize(
    authorizer,
    headers.valuesOf(authorizer.header),
    methodArn(identityOf(api, match), method, path),
  );
}

function authorizationTrace(outcome: AuthorizationOutcome | undefined): Partial<Trace> {
  if (outcome === undefined) return {};
  const { cache: authorizer, invocationId } = outcome;
  return { authorizer, ...(invocationId !== undefined && { authorizerInvocationId: invocationId }) };
}

function authorizerContext({ output, latencyMs }: AuthorizationOutcome & { kind: 'allowed' }) {
  const { context, principalId } = output;
  return { ...context, principalId, integrationLatency: latencyMs };
}

function identityOf({ region, stage }: Api, { route: { integration } }: RouteMatch): ApiIdentity {
  const accountId = accountOf(integration.kind === 'function' ? integration.uri : '');
  return { region, accountId, apiId: 'local', stage };
}

/** The gateway's own answer. An unforeseen fault is a plain 500: its message may quote the request. */
function refuse(
  error: unknown,
  trace: Trace,
  {
    request,
    context,
    headers,
    api,
  }: {
    readonly request: IncomingMessage;
    readonly context: RequestContext;
    readonly headers: RequestHeaders;
    readonly api: Api;
  },
): Handled {
  const { refusal, reason } =
    error instanceof GatewayError
      ? error
      : new GatewayError(
          { type: 'DEFAULT_5XX' },
          `unexpected ${error instanceof Error ? error.name : typeof error}`,
        );
  const answer = renderGatewayResponse(refusal, api.definition.gatewayResponses, {
    context: {
      stage: api.stage,
      requestId: context.requestId,
      extendedRequestId: context.extendedRequestId,
      httpMethod: request.method ?? '',
      resourcePath: trace.match?.route.resource ?? '',
      identity: { sourceIp: sourceIpOf(request) },
    },
    header: (name) => headers.valuesOf(name).at(-1),
  });
  return {
    ...trace,
    answer: identifiedAnswer(answer, context, 'gateway'),
    responseType: refusal.type,
    ...(reason !== undefined && { reason }),
  };
}

function writeToStderr({ level, message, requestId }: GatewayLogEntry): void {
  console.error(`${level} gateway ${requestId} ${message}`);
}
