import { type IncomingMessage } from 'node:http';
import { type Answer } from './answer.ts';
import { type Exchange } from './exchange.ts';
import { renderGatewayResponse } from './gateway-response.ts';
import { type GatewayResponseType } from './gateway-response-types.ts';
import { identifiedAnswer } from './identified-answer.ts';
import { Refused, refusalOf } from './refused.ts';
import { readRequestBody } from './request-body.ts';
import { readRequestHeaders, sourceIpOf } from './request-headers.ts';
import { headTooLarge, PAYLOAD_LIMIT_BYTES } from './request-limits.ts';
import { parseRequestTarget, type RequestTarget } from './request-target.ts';
import { callRoute, type Progress, type RouteCallOptions } from './route-call.ts';

/** An answer, and what is worth telling about how it came to be. */
export interface Served extends Readonly<Progress> {
  readonly answer: Answer;
  /** Set where the gateway answered by itself. */
  readonly responseType?: GatewayResponseType;
  /** Why, where it is our fault. */
  readonly reason?: string;
}

/** Serves one request; undefined where the client went away before its request was complete. */
export type RequestService = (request: IncomingMessage, exchange: Exchange) => Promise<Served | undefined>;

/** Admits requests, has their route called, and renders the gateway's own answer where any step refuses. */
export function createRequestService(options: RouteCallOptions): RequestService {
  return async (request, exchange) => {
    const headers = readRequestHeaders(request.rawHeaders, {
      sourceIp: sourceIpOf(request),
      port: request.socket.localPort ?? 0,
      protocol: 'http',
      trace: exchange.trace,
    });
    const progress: Progress = { path: '/', authorizer: 'none' };
    try {
      const body = await readRequestBody(request, PAYLOAD_LIMIT_BYTES);
      if (body.kind === 'aborted') return undefined;
      const target = admit(request, progress);
      if (body.kind === 'too-large') throw new Refused({ type: 'REQUEST_TOO_LARGE' });
      const answer = await callRoute(
        options,
        { request, exchange, headers, target, bytes: body.bytes },
        progress,
      );
      return { ...progress, answer: identifiedAnswer(answer, exchange, 'function') };
    } catch (error) {
      const { refusal, reason } = refusalOf(error);
      const answer = renderGatewayResponse(refusal, options.definition.gatewayResponses, {
        context: contextVariables(options.stage, request, exchange, progress),
        header: (name) => headers.valuesOf(name).at(-1),
      });
      return {
        ...progress,
        answer: identifiedAnswer(answer, exchange, 'gateway'),
        responseType: refusal.type,
        ...(reason !== undefined && { reason }),
      };
    }
  };
}

/** What the front refuses before it looks at routes. */
function admit(request: IncomingMessage, progress: Progress): RequestTarget {
  const url = request.url ?? '/';
  if (headTooLarge(request.method ?? 'GET', url, request.rawHeaders))
    throw new Refused({ type: 'REQUEST_TOO_LARGE' });
  const target = parseRequestTarget(url);
  if (target === undefined) throw new Refused({ type: 'DEFAULT_4XX', status: 400 });
  progress.path = target.path;
  return target;
}

/** The `$context` variables that templates and header sources of gateway responses may use. */
function contextVariables(stage: string, request: IncomingMessage, exchange: Exchange, progress: Progress) {
  return {
    stage,
    requestId: exchange.requestId,
    extendedRequestId: exchange.extendedRequestId,
    httpMethod: request.method ?? '',
    resourcePath: progress.match?.route.resource ?? '',
    identity: { sourceIp: sourceIpOf(request) },
  };
}
