import { createServer, type RequestListener, type Server } from 'node:http';
import { urlOf } from '../http/server-url.ts';

/** A running stand-in for one or more AWS services. */
export interface Emulator {
  readonly url: string;
  stop(): Promise<void>;
}

/** Puts a Node HTTP server on a free loopback port; only the AWS endpoint talks to it. */
export async function listen(server: Server): Promise<Emulator> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: urlOf(server),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An emulator of our own: one function that answers requests. */
export const listenWith = (answer: RequestListener): Promise<Emulator> => listen(createServer(answer));
