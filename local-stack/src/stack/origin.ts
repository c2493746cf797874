import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { sendProblem } from '../http/answer.ts';
import { listen, type Listening } from '../http/listen.ts';

/** Answers requests whose path begins with a prefix. */
export interface OriginRoute {
  readonly prefix: string;
  /** @param path undecoded, without the query. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

/** The one address that a person needs: API, identity provider, console. */
export interface Origin extends Listening {
  /** Until this is called, every request is told to come back. */
  serve(routes: readonly OriginRoute[]): void;
}

/**
 * Listens on the loopback interface only. The port is taken before anything else is built, because tokens, queue
 * URLs and the API document all name it.
 *
 * @param port 0 takes a free one.
 * @throws the listen error (`EADDRINUSE`) as Node gives it.
 */
export async function startOrigin(port: number): Promise<Origin> {
  let routes: readonly OriginRoute[] | undefined;
  // Headers beyond API Gateway's 10,240 bytes must reach the gateway front, which refuses them as AWS does. Node closes an
  // idle connection after 5 s, and a client that just then sends its next request would see a reset; AWS waits a minute.
  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: 60_000 }, (request, response) => {
    dispatch(request, response, routes).catch(() => {
      if (response.headersSent) response.destroy();
      else sendProblem(response, 500, 'INTERNAL_ERROR', 'The local stack failed to answer.');
    });
  });
  return { ...(await listen(server, port)), serve: (next) => void (routes = next) };
}

/** The first route whose prefix is the path or a whole-segment beginning of it; the order of routes decides. */
export function routeFor<R extends { readonly prefix: string }>(
  routes: readonly R[],
  path: string,
): R | undefined {
  return routes.find(
    ({ prefix }) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
  );
}

async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly OriginRoute[] | undefined,
): Promise<void> {
  if (routes === undefined) return sendProblem(response, 503, 'UNAVAILABLE', 'The local stack is starting.');
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const route = routeFor(routes, path);
  if (route === undefined)
    return sendProblem(
      response,
      404,
      'NOT_FOUND',
      'Nothing here: the API is below the stage, the console at /_local/.',
    );
  await route.handle(request, response, path);
}
