import { startValkey, type Valkey } from '@fintech-solution/local-stack/emulators/valkey/valkey';
import type { GuardLimits } from '@fintech-solution/domain/request-guard';
import { createInMemoryRequestGuard } from '@fintech-solution/testing/in-memory-request-guard';
import { startValkeyServer, type ValkeyServer } from '@fintech-solution/testing/valkey-server';
import { createValkeyConnection, type ValkeyAddress } from '../../../src/valkey/connection.ts';
import { createValkeyRequestGuard } from '../../../src/valkey/request-guard.ts';
import { describeRequestGuard, LIMITS } from './request-guard-rules.ts';

describeRequestGuard('memory', createInMemoryRequestGuard);

/** Guards in one store, whose connections end with the tests. */
function connectionsTo(address: () => Pick<ValkeyAddress, 'host' | 'port'>, login?: ValkeyAddress['login']) {
  const connections: ReturnType<typeof createValkeyConnection>[] = [];
  const connect = () => {
    const connection = createValkeyConnection({ ...address(), isEncrypted: false, login, commandMs: 10_000 });
    connections.push(connection);
    return connection;
  };
  afterAll(() => connections.forEach(({ close }) => close()));
  return { connect, createGuard: (limits: GuardLimits) => createValkeyRequestGuard(connect(), limits) };
}

describe('the stand-in of the local stack', () => {
  let valkey: Valkey;
  beforeAll(async () => (valkey = await startValkey(Date.now)));
  afterAll(() => valkey.stop());

  describeRequestGuard('the stand-in for Valkey', connectionsTo(() => valkey.address).createGuard);
});

/** `npm run test:engine` names a real server. */
const program = process.env['VALKEY_SERVER'];
if (program !== undefined) {
  describe('a real server', () => {
    /** What the infrastructure gives the function's user: its own keys, and these commands. */
    const USER = 'guard-reader on >secret ~guard:* -@all +incr +expire +get +set';
    let server: ValkeyServer;
    beforeAll(async () => (server = await startValkeyServer(program, [USER])));
    afterAll(() => server.stop());
    const login = async () => ({ user: 'guard-reader', password: 'secret', renewAtMs: Infinity });
    const { connect, createGuard } = connectionsTo(() => server, login);
    const operator = connectionsTo(() => server);
    const stranger = connectionsTo(
      () => server,
      async () => ({ ...(await login()), password: 'guess' }),
    );

    describeRequestGuard('Valkey, as a user who may do nothing else', createGuard);

    it('forgets counters and marks by itself, and shows no subscriber and no caller', async () => {
      const guard = createGuard(LIMITS);
      const [caller, number] = ['caller@clients', '224629999999'];
      await guard.countEnquiry(caller, Date.now());
      await guard.markPending(number as Parameters<typeof guard.markPending>[0], Date.now());

      const { send } = operator.connect();
      const keys = (await send('KEYS', '*')) as string[];
      const times = await Promise.all(keys.map((key) => send('TTL', key)));

      expect(keys.length).toBeGreaterThanOrEqual(2);
      expect(
        keys.filter((key) => !/^guard:(enquiries:[0-9a-f]{64}:\d+|pending:[0-9a-f]{64})$/.test(key)),
      ).toEqual([]);
      expect(times.filter((seconds) => !(Number(seconds) > 0 && Number(seconds) <= 120))).toEqual([]);
    });

    it.each([
      ['another command', ['FLUSHALL']],
      ['another key', ['GET', 'other']],
    ] as const)('refuses the function’s user %s', async (_, words) => {
      await expect(connect().send(...(words as unknown as [string]))).rejects.toMatchObject({
        reason: 'refused',
      });
    });

    it('refuses who does not know the password', async () => {
      await expect(stranger.connect().send('GET', 'guard:x')).rejects.toMatchObject({ reason: 'refused' });
    });
  });
}
