import { createHash } from 'node:crypto';
import { type Valkey, startValkey } from '@fintech-solution/local-stack/emulators/valkey/valkey';
import { ALL_BUT_TIMEOUTS } from '@fintech-solution/testing/exchange-rules';
import { type Answer, json } from '@fintech-solution/testing/loopback-server';
import { wireFunction } from '@fintech-solution/testing/wired-function';

const CLIENTS = new Set<{ disconnect(): void }>();

/** No item is found, every write is done, and a message is received with the digest that the SDK looks at. */
const takeAll: Answer = (response, request) => {
  const { MessageBody = '' } = JSON.parse(request.body) as { MessageBody?: string };
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  json(200, MessageBody === '' ? {} : { MessageId: '1', MD5OfMessageBody })(response, request);
};

let valkey: Valkey;
beforeEach(async () => {
  valkey = await startValkey(Date.now);
  jest.useFakeTimers({ doNotFake: ALL_BUT_TIMEOUTS });
});
afterEach(async () => {
  jest.useRealTimers();
  for (const client of CLIENTS) client.disconnect();
  CLIENTS.clear();
  await valkey.stop();
});

describe('the function behind the request guard', () => {
  const wired = wireFunction({
    load: async () => {
      // Connections end with their test.
      jest.doMock('iovalkey', () => {
        const Client = jest.requireActual<{ default: new (...given: unknown[]) => { disconnect(): void } }>(
          'iovalkey',
        ).default;
        return {
          __esModule: true,
          default: class extends Client {
            constructor(...given: unknown[]) {
              super(...given);
              CLIENTS.add(this);
            }
          },
        };
      });
      jest.doMock('../../src/warm-up.ts', () => ({ warmUpHandler: async () => undefined }));
      return import('../../src/guarded-app.ts');
    },
    // No number has an account, every opening is granted, and the queue takes what comes.
    answer: takeAll,
    environment: (url) => ({
      TABLE_NAME: 'accounts',
      LEDGER_TABLE_NAME: 'ledger',
      INIT_ACCOUNT_QUEUE_URL: `${url}/1/requests`,
      REQUEST_GUARD_HOST: valkey.address.host,
      REQUEST_GUARD_PORT: String(valkey.address.port),
      REQUEST_GUARD_TLS: 'false',
    }),
  });

  async function start(settings: Record<string, string> = {}) {
    const { lambdaHandler, prewarm } = await wired.start(settings);
    await prewarm();
    const ask = async (msisdn = '224622000001', sub = 'caller') => {
      const { statusCode, headers, body } = await lambdaHandler({
        pathParameters: { msisdn },
        requestContext: { authorizer: { sub, exp: '99999999999' } },
      });
      return { statusCode, headers: headers ?? {}, code: (JSON.parse(body) as { code: string }).code };
    };
    /** How often the table was read for an account, an opening counted and a message sent, since it started. */
    const calls = () => {
      const bodies = wired.server.requests.map(
        ({ headers, body }) => `${String(headers['x-amz-target'])} ${body}`,
      );
      const count = (pattern: RegExp) => bodies.filter((call) => pattern.test(call)).length;
      return {
        reads: count(/GetItem .*"accounts"(?!.*warm-up)/),
        counted: count(/TransactWriteItems/),
        sent: count(/SendMessage/),
      };
    };
    return { ask, calls };
  }

  it('queues one event and counts one opening for a hundred polls of a new number', async () => {
    const { ask, calls } = await start();

    const codes = new Set<string>();
    for (let poll = 0; poll < 100; poll += 1) codes.add((await ask()).code);

    expect([[...codes], calls()]).toEqual([['ACCOUNT_BEING_OPENED'], { reads: 100, counted: 1, sent: 1 }]);
  });

  it('reads and sends nothing for a caller over the limit', async () => {
    const { ask, calls } = await start({ ENQUIRIES_PER_MINUTE_PER_CALLER: '2' });
    // Two minutes have room for four.
    const answers = [];
    while (answers.at(-1)?.statusCode !== 429) answers.push(await ask());
    const before = calls();

    const { statusCode, code, headers } = await ask();

    expect(answers.length).toBeLessThanOrEqual(5);
    expect([statusCode, code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(headers['Retry-After'])).toBeGreaterThan(0);
    expect(calls()).toEqual(before);
  });

  it.each<[string, () => Promise<void> | void]>([
    ['is killed', () => valkey.stop()],
    ['breaks each connection', () => valkey.setFaults(async () => 'drop')],
    ['forgets everything', () => valkey.setFaults(async () => 'flush')],
  ])('asks for the account where the store %s', async (_, disturb) => {
    const { ask, calls } = await start();
    await ask();

    await disturb();

    expect((await ask()).code).toBe('ACCOUNT_BEING_OPENED');
    expect(calls()).toEqual({ reads: 2, counted: 2, sent: 2 });
  });

  it('waits 50 ms for a store that is silent, and then not at all', async () => {
    const { ask, calls } = await start();
    const asked = new Promise<void>((resolve) =>
      valkey.setFaults(() => {
        resolve();
        return new Promise(() => undefined);
      }),
    );
    const answer = ask();
    await asked;

    jest.advanceTimersByTime(50);

    expect((await answer).code).toBe('ACCOUNT_BEING_OPENED');
    expect((await ask()).code).toBe('ACCOUNT_BEING_OPENED');
    expect(calls().sent).toBe(2);
    expect(wired.output.metrics()).toMatchObject([{ GuardUnavailable: 1 }]);
  });

  it('signs in as the user that is named, with a token of its role for that cache', async () => {
    // The stand-in knows no sign-in; that the function does without it then is told above.
    const { ask } = await start({
      REQUEST_GUARD_USER: 'guard-reader',
      REQUEST_GUARD_CACHE: 'guard',
      REQUEST_GUARD_TLS: 'true',
    });

    expect((await ask()).code).toBe('ACCOUNT_BEING_OPENED');
    expect(wired.output.lines().join('\n')).not.toMatch(/X-Amz-Signature|guard-reader/);
  });

  it('fails its cold start where a setting of the guard is bad', async () => {
    await expect(wired.start({ REQUEST_GUARD_PORT: 'x' })).rejects.toThrow('REQUEST_GUARD_PORT');
  });
});
