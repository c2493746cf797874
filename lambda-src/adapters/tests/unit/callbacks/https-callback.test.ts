import { clientSecretOf, type Callback } from '@fintech-solution/domain/ledger/callback';
import type { CallbackHosts } from '@fintech-solution/domain/ledger/callback-url';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import { acceptedOf, keyOf, NOW, NOW_TEXT } from '@fintech-solution/testing/ledger-samples';
import {
  type Answer,
  dripBody,
  hangUp,
  type LoopbackServer,
  silence,
  stall,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { type StrangerServer, startStrangerServer } from '@fintech-solution/testing/untrusted-tls-server';
import { Webhook } from 'standardwebhooks';
import { createHttpsCallbacks, createPutCallback } from '../../../src/callbacks/https-callback.ts';
import { createSendJson } from '../../../src/https-request.ts';

const MASTER = 'a master of thirty-two characters';
const CLIENT = 'client-1';
const LOCAL: CallbackHosts = { names: [], isLoopbackAllowed: true };
const DEPLOYED: CallbackHosts = { names: ['hooks.example', 'localhost'], isLoopbackAllowed: false };

function callbackTo(url: string): Callback {
  return {
    url,
    client: CLIENT,
    reference: acceptedOf().reference,
    clientCorrelationId: keyOf(1),
    body: '{"transactionStatus":"completed","descriptionText":"thé"}',
  };
}

/** Callbacks with a clock that stands; everything else is real unless it is replaced. */
function setup(changes: Partial<Parameters<typeof createHttpsCallbacks>[0]> = {}) {
  return createHttpsCallbacks({
    put: createPutCallback(),
    hosts: LOCAL,
    masters: { get: async () => ({ current: MASTER }) },
    clock: () => NOW,
    ...changes,
  });
}

const answering = (status: number, body = '', headers: Record<string, string> = {}): Answer => {
  return (response) => void response.writeHead(status, headers).end(body);
};
const breakOff: Answer = (response) => {
  response.writeHead(200, { 'Content-Length': '1000' });
  response.write('{', () => response.destroy());
};

describe('a callback to a server', () => {
  let server: LoopbackServer;
  afterEach(() => server.stop());
  /** Sends one callback to a server that answers so. */
  async function send(answer: Answer, put = createPutCallback()) {
    server = await startLoopbackServer(answer);
    return setup({ put }).send(callbackTo(`${server.url}/paid?token=t`));
  }

  it('is a PUT that the client can verify with the library of the specification', async () => {
    expect(await send(answering(204))).toEqual({ kind: 'sent' });
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'PUT',
      path: '/paid?token=t',
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(callbackTo('').body)),
        'user-agent': 'fintech-solution/0.1 (+send-callback)',
        'x-correlationid': keyOf(1),
        'x-date': NOW_TEXT,
        'webhook-id': acceptedOf().reference,
        'webhook-timestamp': String(NOW / 1_000),
      },
    });
    jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'queueMicrotask'] });
    const { body = '', headers = {} } = request ?? {};
    const verified = new Webhook(clientSecretOf(MASTER, CLIENT)).verify(
      body,
      headers as Record<string, string>,
    );
    jest.useRealTimers();
    expect(verified).toEqual({ transactionStatus: 'completed', descriptionText: 'thé' });
  });

  it.each([200, 201, 202, 204, 299])('is settled by %i', async (status) => {
    expect(await send(answering(status, 'not JSON'))).toEqual({ kind: 'sent' });
  });

  it.each([300, 400, 401, 404, 410, 429, 500, 503])('is to be tried again after %i', async (status) => {
    expect(await send(answering(status))).toEqual({ kind: 'failed', reason: `callback-http-${status}` });
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %i is a failure', async (status) => {
    const outcome = await send(answering(status, '', { Location: '/elsewhere' }));
    expect(outcome).toEqual({ kind: 'failed', reason: `callback-http-${status}` });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['never ends', stall],
    ['drips for ever', dripBody],
    ['breaks off', breakOff],
    ['is larger than anyone reads', answering(200, 'x'.repeat(64 * 1_024 + 1))],
    ['is no text', answering(200, '\u0000\ufffd', { 'Content-Type': 'application/json' })],
  ])('is settled by a 2xx although the answer’s body %s', async (_, answer) => {
    expect(await send(answer, createPutCallback({ timeoutMs: 200 }))).toEqual({ kind: 'sent' });
  });

  it('cuts off an answer without an end after 64 KB', async () => {
    const isClosed = Promise.withResolvers<void>();
    const outcome = await send(
      (response) => {
        const chunk = 'x'.repeat(16 * 1_024);
        const feed = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response
          .on('drain', feed)
          .on('close', () => isClosed.resolve())
          .writeHead(200);
        feed();
        // So long a time-out that it cannot be what hangs up.
      },
      createPutCallback({ timeoutMs: 600_000 }),
    );
    expect(outcome).toEqual({ kind: 'sent' });
    await isClosed.promise;
  });

  it('may have arrived where the server hangs up', async () => {
    expect(await send(hangUp)).toEqual({
      kind: 'unknown',
      reason: 'callback-ECONNRESET',
      timedOut: false,
    });
  });

  it('has five seconds in all', async () => {
    const received = Promise.withResolvers<void>();
    server = await startLoopbackServer((...exchange) => {
      silence(...exchange);
      received.resolve();
    });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
    const outcome = setup().send(callbackTo(server.url));
    await received.promise;
    const settled = jest.fn();
    void outcome.then(settled);
    jest.advanceTimersByTime(4_999);
    await new Promise(setImmediate);
    expect(settled).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    jest.useRealTimers();
    expect(await outcome).toEqual({ kind: 'unknown', reason: 'callback-TimeoutError', timedOut: true });
  });

  it('was not sent where the port is closed', async () => {
    server = await startLoopbackServer(answering(200));
    await server.stop();
    expect(await setup().send(callbackTo(server.url))).toMatchObject({
      kind: 'failed',
      reason: 'callback-ECONNREFUSED',
    });
  });
});

describeExchange(
  'a callback',
  (url) => {
    const callbacks = setup({ put: createPutCallback({ timeoutMs: ATTEMPT_MS }) });
    return { call: () => callbacks.send(callbackTo(url)) };
  },
  answering(200),
);

describe('a callback to a host', () => {
  let server: StrangerServer;
  beforeEach(async () => {
    server = await startStrangerServer();
  });
  afterEach(() => server.stop());

  it('whose name leads to this machine is refused before a connection is made', async () => {
    // The certificate is vouched for, so that only the address can be what is refused.
    const put = createPutCallback({ network: { ca: server.certificate } });
    const outcome = await put(server.url, {}, '{}').catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: 'ADDRESS_NOT_PUBLIC', progress: 'not-sent' });
    expect([server.requests(), server.connections()]).toEqual([0, 0]);
    // The same request reaches the server where nothing judges its address.
    const send = createSendJson('PUT', 'test', {
      timeoutMs: 5_000,
      maxAnswerBytes: 100,
      network: { ca: server.certificate },
    });
    expect(await send(server.url, {}, '{}')).toBe(200);
  });

  it('is to be tried again where its name leads to a private address', async () => {
    const outcome = await setup({ hosts: DEPLOYED }).send(callbackTo('https://localhost/'));
    expect(outcome).toEqual({ kind: 'failed', reason: 'callback-address-not-public' });
  });

  it.each([
    ['is not listed', 'https://evil.example/'],
    ['is this machine', 'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next'],
    ['is an address', 'https://169.254.169.254/latest/meta-data/'],
    ['has another port', 'https://hooks.example:22/'],
    ['is spoken to without TLS', 'http://hooks.example/'],
    ['is none', 'nowhere'],
  ])('that %s is given up, and nothing is signed or sent', async (_, url) => {
    const put = jest.fn();
    const get = jest.fn();
    const callbacks = setup({ hosts: DEPLOYED, put, masters: { get } });
    expect(await callbacks.send(callbackTo(url))).toEqual({
      kind: 'refused',
      reason: 'callback-url-not-allowed',
    });
    expect([put, get].map(({ mock }) => mock.calls)).toEqual([[], []]);
  });

  it('is not called while the secret cannot be read', async () => {
    const put = jest.fn();
    const get = () => Promise.reject(Object.assign(new Error('secret'), { name: 'ParameterNotFound' }));
    expect(await setup({ put, masters: { get } }).send(callbackTo('http://127.0.0.1:1/'))).toEqual({
      kind: 'failed',
      reason: 'callback-secret-ParameterNotFound',
    });
    expect(put).not.toHaveBeenCalled();
  });
});
