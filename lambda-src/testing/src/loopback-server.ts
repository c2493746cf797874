import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How a server of a test answers; not answering at all is allowed, and so is breaking off. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A running server and what has reached it. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, no trailing slash. */
  readonly url: string;
  /** Everything that arrived so far. */
  readonly requests: readonly ReceivedRequest[];
  /** How many connections clients opened. */
  connections(): number;
  stop(): Promise<void>;
}

/** A server on a free port of this machine that answers as a test says. */
export async function startLoopbackServer(answer: Answer): Promise<LoopbackServer> {
  const requests: ReceivedRequest[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
      requests.push(received);
      answer(response, received);
    });
  }).on('connection', () => (connections += 1));
  const { port, stop } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, requests, connections: () => connections, stop };
}

/** Puts a server on a free port of this machine; `stop` also ends connections that are kept open. */
export async function listenOnLoopback(server: Server): Promise<{ port: number; stop: () => Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers JSON with a status. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Accepts the request and never answers. */
export const silence: Answer = () => undefined;

/** Answers the headers of a success, the beginning of a body, and then nothing more. */
export const stall: Answer = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': '1000' });
  response.write('{');
};

/** Begins an answer and then sends one header after another, so that the connection is never idle. */
export const drip: Answer = (response) => {
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\n');
  const dripping = setInterval(() => socket?.write('X-Drip: 1\r\n'), 10);
  socket?.once('close', () => clearInterval(dripping));
};

/** Answers the headers of a success and then its body, one space after another, for ever. */
export const dripBody: Answer = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' });
  const dripping = setInterval(() => response.write(' '), 10);
  response.once('close', () => clearInterval(dripping));
};

/** Breaks the connection off before any answer. */
export const hangUp: Answer = (response) => void response.destroy();
