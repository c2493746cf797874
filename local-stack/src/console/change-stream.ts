import { type IncomingMessage, type ServerResponse } from 'node:http';

/** Tells every listener that something changed, so that nobody has to poll. */
export interface ChangeStream {
  /** @param what such as `dynamodb.PutItem` or `sms`; never holds a number or a token. */
  announce(what: string): void;
  /** Serves server-sent events until the client goes away. */
  listen(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * A stream of server-sent events.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function createChangeStream(): ChangeStream {
  const listeners = new Set<ServerResponse>();
  return {
    announce(what) {
      for (const listener of listeners) listener.write(`data: ${JSON.stringify({ what })}\n\n`);
    },
    listen(_request, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': listening\n\n');
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
    },
  };
}
