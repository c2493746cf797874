import { type Invocation } from '../runtime/invocation.ts';
import { GUINEA_PLAN, maskDigits } from '@fintech-solution/domain/msisdn';
import { type AuthorizerCacheUse } from './authorization.ts';
import { type Answer } from './answer.ts';
import { type GatewayResponseType } from './gateway-response-types.ts';
import { type RequestContext } from './request.ts';
import { type RouteMatch } from './routes.ts';

/** What is known of a request so far; a refusal keeps it. */
export interface Trace {
  readonly path: string;
  readonly authorizer: AuthorizerCacheUse;
  readonly authorizerInvocationId?: string;
  readonly match?: RouteMatch;
  readonly invocation?: Invocation;
}

/** An answer, and how it came to be. */
export interface Handled extends Trace {
  readonly answer: Answer;
  /** Set where the gateway answered by itself. */
  readonly responseType?: GatewayResponseType;
  /** Why, where it is our fault. */
  readonly reason?: string;
}

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
export function summarise(
  method: string,
  handled: Handled,
  context: RequestContext,
  nowMs: number,
): RequestSummary {
  const { match, invocation, authorizerInvocationId, responseType } = handled;
  return {
    method,
    path: maskPath(handled.path, match),
    status: handled.answer.status,
    durationMs: nowMs - context.receivedAtMs,
    authorizer: handled.authorizer,
    requestId: context.requestId,
    ...(match && { routeTemplate: match.route.resource }),
    ...(responseType && { responseType }),
    ...(authorizerInvocationId && { authorizerRequestId: authorizerInvocationId }),
    ...(invocation && { coldStart: invocation.coldStart, functionRequestId: invocation.requestId }),
  };
}

const DIGITS = /\d(?:[ .-]?\d){5,}/g;
const TOKEN = /eyJ[A-Za-z0-9_.-]{5,}/g;
const LONGEST = 120;

/**
 * A path as it may be shown: no query, no token, and a subscriber number only as `224*******01`.
 *
 * Of a known route the template is shown with its parameters masked, so that no spelling of a number gets through;
 * of an unknown path every run of six digits or more is masked, after all its escapes are undone.
 */
export function maskPath(path: string, match: RouteMatch | undefined): string {
  if (match === undefined) return mask(decodeFully(path));
  return match.route.resource.replace(/\{([^}]+?)\+?\}/g, (placeholder, name: string) => {
    const value = decodeFully(match.pathParameters?.[name] ?? '');
    return /^\+?\d(?:[ .-]?\d){5,31}$/.test(value)
      ? maskDigits(value.replace(/\D/g, ''), GUINEA_PLAN)
      : placeholder;
  });
}

function mask(text: string): string {
  const shown = text
    .replace(TOKEN, '***')
    .replace(DIGITS, (run) => maskDigits(run.replace(/\D/g, ''), GUINEA_PLAN))
    .replace(/[^\x20-\x7e\u00a1-\u024f]/g, '?');
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

/** Undoes escapes of escapes too; a broken escape stays as it is. Ends because every round makes the text shorter. */
function decodeFully(encoded: string): string {
  let text = encoded.slice(0, 4 * LONGEST);
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/%([0-9A-Fa-f]{2})/g, (_escape, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );
  }
  return text;
}
