import { COMMAND_MS, type GuardFailure, GuardUnavailableError } from '@fintech-solution/domain/request-guard';
import Valkey from 'iovalkey';
import type { Login } from './iam-token.ts';

/** How long a connection may take; it goes on while callers do without it. */
const CONNECT_MS = 1_000;

/** Where a store is, and who signs in to it. */
export interface ValkeyAddress {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  /** The present name and password; undefined where the store asks for none. */
  readonly login: (() => Promise<Login>) | undefined;
  /** For a test that wants an answer, however busy the machine is. */
  readonly commandMs?: number;
}

/** One connection to a store, which is opened again on use once it broke. */
export interface ValkeyConnection {
  /** Opens it ahead of its first use. */
  connect(): Promise<void>;
  /**
   * Sends one command and gives its answer. It is sent now or never: no command is kept for a connection to come.
   *
   * @throws GuardUnavailableError within 50 ms.
   */
  send(...words: readonly [string, ...string[]]): Promise<unknown>;
  close(): void;
}

/** Opens nothing yet. */
export function createValkeyConnection({
  login,
  commandMs = COMMAND_MS,
  ...address
}: ValkeyAddress): ValkeyConnection {
  let opening: Promise<Valkey> | undefined;
  /** Open, and signed in. */
  let open: Valkey | undefined;
  let signedInWith: Login | undefined;

  function connected(): Promise<Valkey> {
    if (open !== undefined) return Promise.resolve(open);
    opening ??= connect().finally(() => (opening = undefined));
    return opening;
  }

  async function connect(): Promise<Valkey> {
    const client = createClient(address);
    // The client does not mend a connection that broke: the next command opens another, with the token of that time.
    client.once('close', () => (open = open === client ? undefined : open));
    await client.connect();
    signedInWith = undefined;
    await signIn(client);
    return (open = client);
  }

  /** AWS ends a connection twelve hours after its last sign-in, so each new token is shown to the open one too. */
  async function signIn(client: Valkey): Promise<void> {
    try {
      const present = await login?.();
      if (present === undefined || present === signedInWith) return;
      signedInWith = present;
      await client.call('AUTH', present.user, present.password);
    } catch (error) {
      client.disconnect();
      throw error;
    }
  }

  async function ask([command, ...words]: readonly [string, ...string[]], isOver: () => boolean) {
    const client = await connected();
    await signIn(client);
    return isOver() ? undefined : client.call(command, ...words);
  }

  return {
    connect: async () => void (await connected()),
    async send(...words) {
      let timer: NodeJS.Timeout | undefined;
      let isOver = false;
      const timeIsUp = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          isOver = true;
          // A store that is silent may be a connection that died while the function was frozen: a new one tells.
          open?.disconnect();
          open = undefined;
          reject(new GuardUnavailableError('timeout'));
        }, commandMs);
      });
      try {
        return await Promise.race([ask(words, () => isOver), timeIsUp]);
      } catch (error) {
        throw error instanceof GuardUnavailableError ? error : new GuardUnavailableError(failureOf(error));
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      open?.disconnect();
      void opening?.then(
        (client) => client.disconnect(),
        () => undefined,
      );
    },
  };
}

/** A client that does nothing by itself: no second try, no queue, no question of its own to the store. */
function createClient({
  host,
  port,
  isEncrypted,
}: Pick<ValkeyAddress, 'host' | 'port' | 'isEncrypted'>): Valkey {
  const client = new Valkey({
    host,
    port,
    // Either kind of address.
    family: 0,
    ...(isEncrypted && { tls: {} }),
    lazyConnect: true,
    // What is given up is destroyed at once; a peer that is silent does not say goodbye.
    disconnectTimeout: 0,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Every failure reaches the command that meets it; without a listener the client prints it too.
  return client.on('error', () => undefined);
}

/** The client's errors carry the command, and with it hashes and tokens: only their kind is kept. */
function failureOf(error: unknown): GuardFailure {
  return error instanceof Error && error.name === 'ReplyError' ? 'refused' : 'not-connected';
}
