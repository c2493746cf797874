import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { callbackHeaders } from '@fintech-solution/domain/ledger/callback';
import { acceptedOf, keyOf } from '@fintech-solution/testing/ledger-samples';
import { listenOnLoopback } from '@fintech-solution/testing/loopback-server';
import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';
import { CALLBACK_SLOW_MS, HANG_MS } from '../../../src/faults/service-faults.ts';
import { createCallbacks } from '../../../src/observed/callbacks.ts';
import { createCallbackTarget } from '../../../src/providers/callback-target.ts';
import { createVerifyCallback } from '../../../src/providers/verify-callback.ts';

const MASTER = 'a master of thirty-two characters';
const OLD_MASTER = 'the master before of enough characters';
const { reference: REFERENCE } = acceptedOf();
const BODY = '{"transactionStatus":"completed","descriptionText":"thé"}';

let stop: () => Promise<void>;
afterEach(() => stop());

/** The target at work; the parameter holds the master, and one transaction was asked for by `client-1`. */
async function setup(
  settings: object = {},
  parameter: string | undefined = JSON.stringify({ current: MASTER }),
) {
  const callbacks = createCallbacks(() => 0);
  const faults = createFaults({ ...NO_FAULTS, ...settings });
  const slept: { ms: number; received: number }[] = [];
  const crashes: string[] = [];
  const target = createCallbackTarget({
    faults,
    callbacks,
    verify: createVerifyCallback({
      storedMasters: () => parameter,
      requesterOf: async (reference) => (reference === REFERENCE ? 'client-1' : undefined),
    }),
    crashSender: () => crashes.push('sender'),
    sleep: async (ms) => void slept.push({ ms, received: callbacks.contents().length }),
  });
  let ended = 0;
  const endings = new EventEmitter();
  const server = createServer((request, response) => {
    void target(request, response);
    // A test that waits for this goes on after every listener of the same event has run, the target's too.
    response.once('close', () => {
      ended += 1;
      endings.emit('end');
    });
  });
  const closed = async (count: number): Promise<void> => {
    while (ended < count) await once(endings, 'end');
  };
  const listening = await listenOnLoopback(server);
  stop = listening.stop;
  const send = (headers: Readonly<Record<string, string>> = signed(), method = 'PUT', body = BODY) =>
    fetch(`http://127.0.0.1:${listening.port}/_local/callback/shop?order=1`, {
      method,
      headers,
      redirect: 'manual',
      ...(method === 'GET' ? {} : { body }),
    });
  return { send, closed, callbacks, faults, slept, crashes };
}

function signed({ master = MASTER, client = 'client-1', reference = REFERENCE, ageMs = 0 } = {}) {
  const callback = { url: '', client, reference, clientCorrelationId: keyOf(1), body: BODY };
  return callbackHeaders(callback, { current: master }, Date.now() - ageMs);
}

describe('the callback target', () => {
  it.each(['PUT', 'POST'])('keeps what it receives by %s, as it came', async (method) => {
    const { send, callbacks } = await setup();
    expect((await send(signed(), method)).status).toBe(200);
    expect(callbacks.contents()).toEqual([
      {
        path: '/_local/callback/shop?order=1',
        method,
        headers: expect.objectContaining({
          'webhook-id': REFERENCE,
          'x-correlationid': keyOf(1),
        }) as unknown,
        body: BODY,
        at: '1970-01-01T00:00:00.000Z',
        verified: true,
      },
    ]);
  });

  it('takes no other method', async () => {
    const { send, callbacks } = await setup();
    const answer = await send({}, 'GET');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'PUT, POST']);
    expect(callbacks.contents()).toEqual([]);
  });

  it.each([
    ['no signature', {}],
    ['the signature of another client', signed({ client: 'client-2' })],
    ['a signature by another master', signed({ master: OLD_MASTER })],
    ['the id of an unknown transaction', signed({ reference: keyOf(9) as typeof REFERENCE })],
    ['a signature that is ten minutes old', signed({ ageMs: 600_000 })],
  ])('says that %s is not right', async (_, headers) => {
    const { send, callbacks } = await setup();
    expect((await send(headers)).status).toBe(200);
    expect(callbacks.contents()).toMatchObject([{ verified: false }]);
  });

  it('says that a signature over another body is not right', async () => {
    const { send, callbacks } = await setup();
    await send(signed(), 'PUT', `${BODY} `);
    expect(callbacks.contents()).toMatchObject([{ verified: false }]);
  });

  it('knows both masters while they are rotated', async () => {
    const both = JSON.stringify({ current: MASTER, previous: OLD_MASTER });
    const { send, callbacks } = await setup({}, both);
    await send(signed({ master: OLD_MASTER }));
    await send(signed());
    expect(callbacks.contents()).toMatchObject([{ verified: true }, { verified: true }]);
  });

  it('verifies nothing while the parameter cannot be read as masters', async () => {
    const { send, callbacks } = await setup({}, 'local-secret');
    await send();
    expect(callbacks.contents()).toMatchObject([{ verified: false }]);
  });

  it('keeps the last thousand', () => {
    stop = async () => undefined;
    const callbacks = createCallbacks(() => 0);
    for (let number = 0; number <= 1_000; number += 1)
      callbacks.add({ path: `/${number}`, method: 'PUT', headers: {}, body: '', verified: true });
    expect(callbacks.contents()).toHaveLength(1_000);
    expect(callbacks.contents()[0]).toMatchObject({ path: '/1' });
    callbacks.clear();
    expect(callbacks.contents()).toEqual([]);
  });
});

describe('the calls of the callback target', () => {
  /** The connection's end is what tells a call that was answered from one that was not. */
  const attempt = (answer: number | null, verified = true) => ({
    reference: REFERENCE,
    host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string,
    at: '1970-01-01T00:00:00.000Z',
    verified,
    answer,
  });

  it('are kept with their host, their answer and what their signature is worth', async () => {
    const { send, closed, callbacks } = await setup();
    await send();
    await send(signed({ client: 'client-2' }));
    await closed(2);
    expect(callbacks.attempts()).toEqual([attempt(200), attempt(200, false)]);
    expect(JSON.stringify(callbacks.attempts())).not.toContain('order=1');
    callbacks.clear();
    expect(callbacks.attempts()).toEqual([]);
  });

  it.each([
    [{ callback: 'fail' }, 503],
    [{ callback: 'redirect' }, 307],
  ])('are kept under the fault %j, which keeps the callback away', async (settings, answer) => {
    const { send, closed, callbacks } = await setup(settings);
    await send();
    await closed(1);
    expect([callbacks.attempts(), callbacks.contents()]).toEqual([[attempt(answer)], []]);
  });

  it.each([{ callback: 'timeout' }, { crash: 1 }])('have no answer under the fault %j', async (settings) => {
    const { send, closed, callbacks } = await setup(settings);
    await expect(send()).rejects.toThrow();
    await closed(1);
    expect(callbacks.attempts()).toEqual([attempt(null)]);
  });

  it('are kept up to a thousand', () => {
    stop = async () => undefined;
    const callbacks = createCallbacks(() => 0);
    for (let number = 0; number <= 1_000; number += 1)
      callbacks.begin({ reference: String(number), host: 'shop', verified: true });
    expect(callbacks.attempts()).toHaveLength(1_000);
    expect(callbacks.attempts()[0]).toMatchObject({ reference: '1' });
  });
});

describe('the callback target under faults', () => {
  it('keeps nothing while it fails', async () => {
    const { send, callbacks } = await setup({ callback: 'fail' });
    expect((await send()).status).toBe(503);
    expect(callbacks.contents()).toEqual([]);
  });

  it('never answers while it times out', async () => {
    const { send, callbacks, slept } = await setup({ callback: 'timeout' });
    await expect(send()).rejects.toThrow();
    expect(slept).toEqual([{ ms: HANG_MS, received: 0 }]);
    expect(callbacks.contents()).toEqual([]);
  });

  it('takes a callback at once while it is slow, and answers later than a function waits', async () => {
    const { send, slept } = await setup({ callback: 'slow' });
    expect((await send()).status).toBe(200);
    expect(slept).toEqual([{ ms: CALLBACK_SLOW_MS, received: 1 }]);
    expect(CALLBACK_SLOW_MS).toBeGreaterThan(5_000);
  });

  it('sends a callback elsewhere while it redirects, and keeps nothing', async () => {
    const { send, callbacks, faults } = await setup({ callback: 'redirect' });
    const answer = await send();
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/_local/callback/redirected']);
    expect(callbacks.contents()).toEqual([]);
    expect(faults.injected()).toEqual({ 'redirect:callback.Put': 1 });
  });

  it('kills the sender after the callback arrived', async () => {
    const { send, callbacks, crashes } = await setup({ crash: 1 });
    await expect(send()).rejects.toThrow();
    expect(callbacks.contents()).toHaveLength(1);
    expect(crashes).toEqual(['sender']);
  });

  it('can say that it failed although the callback arrived', async () => {
    const { send, callbacks } = await setup({
      next: [{ site: 'callback.Put', action: 'applied-then-fail' }],
    });
    expect((await send()).status).toBe(503);
    expect(callbacks.contents()).toHaveLength(1);
  });
});
