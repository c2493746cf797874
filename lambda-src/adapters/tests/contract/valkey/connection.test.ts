import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createCommandReader } from '@fintech-solution/local-stack/emulators/valkey/resp';
import '@fintech-solution/testing/one-realm';
import { startStrangerServer } from '@fintech-solution/testing/untrusted-tls-server';
import { createValkeyConnection, type ValkeyAddress } from '../../../src/valkey/connection.ts';

/** How a scripted store answers a command: a text of the protocol, `break` for the end of the connection, or not at all. */
type Script = (words: readonly string[]) => string | 'break' | undefined;

const OK: Script = () => '+OK\r\n';

/** Everything that the tests of a file started, last first. */
const ends: (() => unknown)[] = [];
afterEach(async () => {
  while (ends.length > 0) await ends.pop()?.();
});

/** A store that answers as it is told, on a free port or the one that it had before. */
async function startStore(script: Script, port = 0) {
  const commands: string[][] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const store = { script };
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    const read = createCommandReader();
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const words of read(chunk) ?? []) {
        commands.push(words);
        const reply = store.script(words);
        if (reply === 'break') socket.destroy();
        else if (reply !== undefined) socket.write(reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const kill = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  ends.push(() => server.listening && kill());
  const bound = (server.address() as AddressInfo).port;
  return {
    commands,
    port: bound,
    kill,
    connections: () => connections,
    answer: (next: Script) => void (store.script = next),
  };
}

function connectTo(port: number, changes: Partial<ValkeyAddress> = {}) {
  const connection = createValkeyConnection({
    host: '127.0.0.1',
    port,
    isEncrypted: false,
    login: undefined,
    commandMs: 10_000,
    ...changes,
  });
  ends.push(connection.close);
  return connection;
}

const failsFor = (reason: string) => ({ name: 'GuardUnavailableError', reason, cause: undefined });

describe('a command', () => {
  it.each<[string, Script, string]>([
    ['breaks off', () => 'break', 'not-connected'],
    ['refuses', () => '-NOPERM no\r\n', 'refused'],
    ['is loading', () => '-LOADING wait\r\n', 'refused'],
    ['speaks another protocol', () => 'HTTP/1.1 400 Bad Request\r\n\r\n', 'not-connected'],
  ])('fails where the store %s', async (_, script, reason) => {
    const { port } = await startStore(script);

    await expect(connectTo(port).send('GET', 'key')).rejects.toMatchObject(failsFor(reason));
  });

  it('is waited for fifty milliseconds', async () => {
    const { port } = await startStore(() => undefined);
    const { connect, send, close } = createValkeyConnection({
      host: '127.0.0.1',
      port,
      isEncrypted: false,
      login: undefined,
    });
    ends.push(close);
    await connect();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    ends.push(() => jest.useRealTimers());

    const settled = jest.fn();
    const failure = send('GET', 'key').catch((error: unknown) => error);
    void failure.finally(settled);
    await jest.advanceTimersByTimeAsync(49);
    expect(settled).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);

    expect(await failure).toMatchObject(failsFor('timeout'));
  });

  it('fails where no store listens, and is not sent later', async () => {
    const store = await startStore(OK);
    await store.kill();
    const { send } = connectTo(store.port);
    await expect(send('INCR', 'lost')).rejects.toMatchObject(failsFor('not-connected'));

    const again = await startStore(OK, store.port);
    await send('INCR', 'kept');

    expect(again.commands).toEqual([['INCR', 'kept']]);
  });

  it('tells nothing of what was said, not even to whoever looks into the error', async () => {
    const { port } = await startStore(() => '-ERR no such user guard-reader\r\n');
    const login = async () => ({ user: 'guard-reader', password: 'the-token', renewAtMs: 0 });

    const failure: unknown = await connectTo(port, { login })
      .send('GET', 'the-key')
      .catch((error: unknown) => error);

    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure)) + String(failure)).not.toMatch(
      /the-token|the-key|guard-reader/,
    );
  });

  it('gets its own answer, also where commands leave together', async () => {
    const { port } = await startStore(([, key]) => `$1\r\n${key}\r\n`);
    const { send } = connectTo(port);

    expect(await Promise.all([send('GET', 'a'), send('GET', 'b')])).toEqual(['a', 'b']);
  });
});

describe('a connection', () => {
  it('is opened once, ahead of its first use', async () => {
    const store = await startStore(OK);
    const { connect, send } = connectTo(store.port);
    await connect();
    expect([store.connections(), store.commands]).toEqual([1, []]);

    await Promise.all([send('GET', 'a'), send('GET', 'b')]);

    expect(store.connections()).toBe(1);
  });

  it('is opened anew after the store broke it', async () => {
    const store = await startStore(() => 'break');
    const { send } = connectTo(store.port);
    await expect(send('GET', 'a')).rejects.toMatchObject(failsFor('not-connected'));
    store.answer(OK);

    expect(await send('GET', 'b')).toBe('OK');
  });

  it('is given up after a silence, and the next command has a new one', async () => {
    const store = await startStore(() => undefined);
    const { connect, send } = connectTo(store.port, { commandMs: 900 });
    await connect();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const failure = send('GET', 'a').catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(900);
    jest.useRealTimers();
    expect(await failure).toMatchObject(failsFor('timeout'));
    store.answer(OK);

    expect([await send('GET', 'b'), store.connections()]).toEqual(['OK', 2]);
  });

  it('survives the death of the store', async () => {
    const store = await startStore(OK);
    const { send } = connectTo(store.port);
    await send('GET', 'a');
    await store.kill();
    await expect(send('GET', 'b')).rejects.toMatchObject(failsFor('not-connected'));
    await startStore(OK, store.port);

    expect(await send('GET', 'c')).toBe('OK');
  });

  it('sends nothing to a store whose certificate no one vouches for', async () => {
    const stranger = await startStrangerServer();
    ends.push(stranger.stop);
    const { port } = new URL(stranger.url);

    await expect(
      connectTo(Number(port), { host: 'localhost', isEncrypted: true }).send('GET', 'a'),
    ).rejects.toMatchObject(failsFor('not-connected'));
    expect(stranger.requests()).toBe(0);
  });
});

describe('a sign-in', () => {
  function setup() {
    let password = 'first';
    let login = { user: 'guard-reader', password, renewAtMs: 0 };
    return {
      login: async () => login,
      renew(next: string) {
        password = next;
        login = { ...login, password };
      },
    };
  }

  it('comes before the first command, and once for each token', async () => {
    const { login, renew } = setup();
    const store = await startStore(OK);
    const { send } = connectTo(store.port, { login });
    await send('GET', 'a');
    await send('GET', 'b');
    renew('second');
    await send('GET', 'c');
    await send('GET', 'd');

    expect(store.commands).toEqual([
      ['AUTH', 'guard-reader', 'first'],
      ['GET', 'a'],
      ['GET', 'b'],
      ['AUTH', 'guard-reader', 'second'],
      ['GET', 'c'],
      ['GET', 'd'],
    ]);
  });

  it('is shown to each new connection', async () => {
    const { login } = setup();
    const store = await startStore(([command]) => (command === 'GET' ? 'break' : '+OK\r\n'));
    const { send } = connectTo(store.port, { login });
    for (const key of ['a', 'b'])
      await expect(send('GET', key)).rejects.toMatchObject(failsFor('not-connected'));

    expect(store.commands.map(([command]) => command)).toEqual(['AUTH', 'GET', 'AUTH', 'GET']);
  });

  it('that is refused lets no command through, and is tried again', async () => {
    const { login } = setup();
    const store = await startStore(() => '-WRONGPASS no\r\n');
    const { send } = connectTo(store.port, { login });
    await expect(send('GET', 'a')).rejects.toMatchObject(failsFor('refused'));
    store.answer(OK);

    expect(await send('GET', 'b')).toBe('OK');
    expect(store.commands.map(([command]) => command)).toEqual(['AUTH', 'AUTH', 'GET']);
  });

  it('that cannot be made is a failure of its own', async () => {
    const store = await startStore(OK);
    const login = () => Promise.reject(new Error('no credentials'));

    await expect(connectTo(store.port, { login }).send('GET', 'a')).rejects.toMatchObject(
      failsFor('not-connected'),
    );
    expect(store.commands).toEqual([]);
  });
});
