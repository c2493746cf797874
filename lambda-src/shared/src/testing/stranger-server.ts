import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** A server with TLS whose certificate nobody has vouched for, and how many requests it was trusted with. */
export interface StrangerServer {
  /** `https://localhost:PORT`, no trailing slash. */
  readonly url: string;
  requests(): number;
  stop(): Promise<void>;
}

/** Starts a {@link StrangerServer} that answers every request with 200. */
export async function startStrangerServer(): Promise<StrangerServer> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  let requests = 0;
  const server = createServer({ key, cert }, (_, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
