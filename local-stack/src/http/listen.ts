import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A server that answers, until it is stopped. */
export interface Listening {
  /** The address that it is really bound to, without a trailing slash. */
  readonly url: string;
  /** Ends it and every connection to it. */
  stop(): Promise<void>;
}

/**
 * Binds a server to the loopback interface.
 *
 * @param port 0 takes a free one.
 * @throws the listen error (`EADDRINUSE`) as Node gives it.
 */
export async function listen(server: Server, port = 0): Promise<Listening> {
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${bound}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
