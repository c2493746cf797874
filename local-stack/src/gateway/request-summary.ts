import { type AuthorizerCacheUse } from './authorization.ts';
import { type Exchange } from './exchange.ts';
import { type GatewayResponseType } from './gateway-response-types.ts';
import { maskPath } from './path-mask.ts';
import { type Served } from './request-service.ts';

/** One request as a line on the terminal tells it: no query, no token, numbers masked. */
export interface RequestSummary {
  readonly method: string;
  /** The route's template; absent where no route matched. */
  readonly routeTemplate?: string;
  /** Path inside the stage, masked. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Whether the function behind the route started cold; absent where it was not called or had not answered yet. */
  readonly coldStart?: boolean;
  readonly authorizer: AuthorizerCacheUse;
  /** Set where the gateway answered by itself. */
  readonly responseType?: GatewayResponseType;
  readonly requestId: string;
  /** Request ids of the invocations behind it: of the route's function and of the authorizer. */
  readonly functionRequestId?: string;
  readonly authorizerRequestId?: string;
}

/** Draws up the summary of an answered request. */
export function summarise(method: string, served: Served, exchange: Exchange, nowMs: number): RequestSummary {
  const { match, invocation, authorizerInvocationId, responseType } = served;
  return {
    method,
    path: maskPath(served.path, match),
    status: served.answer.status,
    durationMs: nowMs - exchange.receivedAtMs,
    authorizer: served.authorizer,
    requestId: exchange.requestId,
    ...(match && { routeTemplate: match.route.resource }),
    ...(responseType && { responseType }),
    ...(authorizerInvocationId && { authorizerRequestId: authorizerInvocationId }),
    ...(invocation && { coldStart: invocation.coldStart, functionRequestId: invocation.requestId }),
  };
}
