import { createServer } from 'node:https';
import { generate } from 'selfsigned';
import { listenOnLoopback } from './loopback-server.ts';

/** A server with TLS whose certificate has no trusted issuer, and how many requests it was trusted with. */
export interface StrangerServer {
  /** `https://localhost:PORT`, no trailing slash. */
  readonly url: string;
  /** Its certificate in PEM, for a client that shall trust it. */
  readonly certificate: string;
  requests(): number;
  connections(): number;
  stop(): Promise<void>;
}

/** Starts a {@link StrangerServer} that answers every request with 200. */
export async function startStrangerServer(): Promise<StrangerServer> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  let requests = 0;
  let connections = 0;
  const server = createServer({ key, cert }, (_, response) => {
    requests += 1;
    response.end('{}');
  }).on('connection', () => (connections += 1));
  const { port, stop } = await listenOnLoopback(server);
  return {
    url: `https://localhost:${port}`,
    certificate: cert,
    requests: () => requests,
    connections: () => connections,
    stop,
  };
}
