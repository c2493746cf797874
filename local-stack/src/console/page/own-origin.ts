import { type IncomingMessage, type ServerResponse } from 'node:http';
import { sendProblem } from '../../http/answer.ts';

/** What of a request tells whether our own page, or a program of this machine, made it. */
export interface RequestProvenance {
  readonly method?: string | undefined;
  readonly headers: { readonly host?: string | undefined; readonly origin?: string | undefined };
}

/**
 * Why a request must not be served, as a sentence; undefined where it may.
 *
 * Any site that is open in a browser can send requests to the loopback interface. It cannot read the answers, unless
 * it makes its own name point here (DNS rebinding); so the name by which we are called must be ours. And it can
 * change things blindly, so whatever is not a read must come from our own page, or from no page at all.
 *
 * @see https://owasp.org/www-community/attacks/csrf
 * @see https://developer.chrome.com/blog/private-network-access-update
 */
export function foreignRequest({ method, headers }: RequestProvenance, origin: string): string | undefined {
  const own = ownHosts(origin);
  if (!own.includes(headers.host?.toLowerCase() ?? ''))
    return `This address is ${own.join(' or ')}; the request was sent to another name.`;
  if (method === 'GET' || method === 'HEAD') return undefined;
  const from = headers.origin;
  if (from === undefined || own.some((host) => from === `http://${host}`)) return undefined;
  return 'Another site may not steer the local stack.';
}

type Handle = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

/** Puts the check in front of a part of this origin: a foreign request gets a 403 and goes no further. */
export function ownRequestsOnly(origin: string): (handle: Handle) => Handle {
  return (handle) => async (request, response, path) => {
    const sentence = foreignRequest(request, origin);
    if (sentence === undefined) await handle(request, response, path);
    else sendProblem(response, 403, 'FORBIDDEN', sentence);
  };
}

function ownHosts(origin: string): readonly string[] {
  const { port } = new URL(origin);
  const suffix = port === '' ? '' : `:${port}`;
  return [`127.0.0.1${suffix}`, `localhost${suffix}`];
}
