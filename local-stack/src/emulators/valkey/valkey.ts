import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createCommandReader, encodeReply } from './resp.ts';
import { createValkeyStore } from './store.ts';

/** Decides what befalls a command before it is done: `drop` breaks its connection, as a store that dies does. */
export type ValkeyFaults = (command: string, gaveUp: AbortSignal) => Promise<'none' | 'drop' | 'flush'>;

/** The stand-in for the request guard's store: Valkey's protocol on the loopback interface. */
export interface Valkey {
  readonly address: { readonly host: string; readonly port: number };
  setFaults(faults: ValkeyFaults): void;
  /** Ends it and every connection to it. */
  stop(): Promise<void>;
}

/**
 * Starts an empty store.
 *
 * @param now epoch milliseconds.
 */
export async function startValkey(now: () => number): Promise<Valkey> {
  const store = createValkeyStore(now);
  const sockets = new Set<Socket>();
  let faults: ValkeyFaults = async () => 'none';

  async function answer([name = '', ...words]: readonly string[], socket: Socket, gaveUp: AbortSignal) {
    const command = name.toUpperCase();
    const fault = await faults(command, gaveUp);
    if (fault === 'drop') return socket.destroy();
    if (fault === 'flush') store.flush();
    return socket.write(encodeReply(store.answer(command, words)));
  }

  // Like the real one: two small answers in a row would otherwise wait for each other's acknowledgement, 40 ms.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    const left = new AbortController();
    const read = createCommandReader();
    // Answers leave in the order of their commands, also where one of them is late.
    let last: Promise<unknown> = Promise.resolve();
    socket.on('data', (chunk) => {
      const commands = read(chunk);
      if (commands === undefined) return void socket.destroy();
      for (const words of commands)
        last = last.then(() => left.signal.aborted || answer(words, socket, left.signal));
    });
    socket.once('close', () => {
      sockets.delete(socket);
      left.abort();
    });
    // A client that breaks off is no event of ours.
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { address: host, port } = server.address() as AddressInfo;
  return {
    address: { host, port },
    setFaults: (next) => void (faults = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
