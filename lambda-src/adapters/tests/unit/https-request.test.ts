import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
  type Socket,
} from 'node:net';
import { Worker } from 'node:worker_threads';
import {
  ALL_BUT_TIMEOUTS,
  answerHeadersArrive,
  ATTEMPT_MS,
  describeExchange,
} from '@fintech-solution/testing/exchange-rules';
import {
  type Answer,
  drip,
  dripBody,
  hangUp,
  type LoopbackServer,
  silence,
  stall,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { startStrangerServer } from '@fintech-solution/testing/untrusted-tls-server';
import {
  addressTimeoutMs,
  createGetDocument,
  createHttpsClient,
  createSendJson,
  type HttpsAnswer,
  RequestFailed,
  type RequestLimits,
} from '../../src/https-request.ts';

const LIMIT_BYTES = 512 * 1_024;
const LIMITS: RequestLimits = { timeoutMs: 2_000, maxAnswerBytes: LIMIT_BYTES };

const answering = (status: number, body = '{}', headers: Record<string, string> = {}): Answer => {
  return (response) => void response.writeHead(status, headers).end(body);
};
const good = answering(200);

/** A second address of this machine; macOS has only one of version 4. */
const OTHER_LOOPBACK =
  process.platform === 'darwin' ? { address: '::1', family: 6 } : { address: '127.0.0.2', family: 4 };

const failureOf = async (exchange: Promise<unknown>): Promise<RequestFailed> => {
  const failure: unknown = await exchange.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  return failure as RequestFailed;
};

describeExchange(
  'a document',
  (url) => {
    const get = createGetDocument('test', { timeoutMs: ATTEMPT_MS, maxAnswerBytes: LIMIT_BYTES });
    return { call: async () => (await get(url)).status };
  },
  good,
);

describeExchange(
  'a post',
  (url) => {
    const post = createSendJson('POST', 'test', { timeoutMs: ATTEMPT_MS, maxAnswerBytes: LIMIT_BYTES });
    return { call: () => post(url, {}, '{}') };
  },
  good,
);

describe('a request', () => {
  let server: LoopbackServer;
  let answer: Answer;
  const paths = () => server.requests.map(({ method, path }) => `${method} ${path}`);
  beforeEach(async () => {
    answer = good;
    server = await startLoopbackServer((response, request) => answer(response, request));
  });
  afterEach(() => server.stop());

  const get = (path = '/', limits: Partial<RequestLimits> = {}): Promise<HttpsAnswer> =>
    createGetDocument('get-jwks', { ...LIMITS, ...limits })(server.url + path);

  it('brings the status, the headers and the whole body of its answer', async () => {
    answer = (response) => {
      response.writeHead(200, { 'X-One': '1', 'Set-Cookie': ['a', 'b'] });
      response.write('{"ke');
      response.end('ys":[]}');
    };

    const { status, headers, body } = await get('/.well-known/jwks.json?v=1');

    expect([status, body.toString()]).toEqual([200, '{"keys":[]}']);
    expect(headers).toMatchObject({ 'x-one': '1', 'set-cookie': 'a,b' });
    expect(paths()).toEqual(['GET /.well-known/jwks.json?v=1']);
  });

  it('says who asks, and for what', async () => {
    await get();

    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'fintech-solution/0.1 (+get-jwks)',
      accept: 'application/json',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
    });
  });

  it.each([200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 404, 429, 500, 503])(
    'hands out status %i as it is, and follows nothing',
    async (status) => {
      answer = answering(status, '', { location: '/elsewhere' });

      await expect(get()).resolves.toHaveProperty('status', status);
      expect(paths()).toEqual(['GET /']);
    },
  );

  it('accepts a body of the greatest size and cuts off a larger one', async () => {
    answer = answering(200, 'x'.repeat(LIMIT_BYTES));
    await expect(get()).resolves.toHaveProperty('body.length', LIMIT_BYTES);

    answer = answering(200, 'x'.repeat(LIMIT_BYTES + 1));
    await expect(get()).rejects.toMatchObject({
      code: 'ANSWER_TOO_LARGE',
      progress: 'answered',
      status: 200,
    });
  });

  it('hangs up on a body without an end', async () => {
    const hungUp = new Promise<void>((resolve) => {
      answer = (response) => {
        const chunk = 'x'.repeat(64 * 1_024);
        const feed = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', feed).on('close', resolve).writeHead(200);
        feed();
      };
    });

    // So long a time-out that it cannot be what hangs up.
    await expect(get('/', { timeoutMs: 600_000 })).rejects.toThrow('larger than');
    await hungUp;
  });

  it('speaks TLS where the address says so, in whatever case', async () => {
    const failure = await failureOf(createGetDocument('test', LIMITS)(server.url.replace('http', 'HTTPS')));

    // The server speaks no TLS, so the handshake fails: what matters is that one was tried.
    expect(failure).toMatchObject({ progress: 'not-sent', code: expect.stringMatching(/SSL|EPROTO|RESET/) });
    expect(paths()).toEqual([]);
  });

  it('ends when its caller aborts it', async () => {
    const caller = new AbortController();
    answer = () => caller.abort();
    const request = { protocol: 'http:', method: 'GET', headers: {}, path: '/', hostname: '127.0.0.1' };
    const client = createHttpsClient(LIMITS);

    const failure = await failureOf(
      client.send({ ...request, port: new URL(server.url).port }, caller.signal),
    );

    expect(failure).toMatchObject({ name: 'AbortError', progress: 'unknown' });
  });

  it('throws a mistake of ours as it is', async () => {
    const client = createHttpsClient(LIMITS);
    const request = { protocol: 'http:', method: 'GET', path: '/', hostname: '127.0.0.1' };

    await expect(client.send({ ...request, headers: { 'no header': 'x' } })).rejects.toMatchObject({
      name: 'TypeError',
      code: 'ERR_INVALID_HTTP_TOKEN',
    });
  });
});

describe('a failed request', () => {
  let server: LoopbackServer;
  afterEach(() => server.stop());

  async function failureWith(answer: Answer, timeoutMs = 2_000): Promise<RequestFailed> {
    server = await startLoopbackServer(answer);
    return failureOf(createGetDocument('test', { ...LIMITS, timeoutMs })(server.url));
  }

  it.each<[string, Answer, object]>([
    ['hangs up', hangUp, { progress: 'unknown', code: 'ECONNRESET', name: 'RequestFailed' }],
    ['is silent', silence, { progress: 'unknown', code: 'ETIMEDOUT', name: 'TimeoutError' }],
    ['drips its headers', drip, { progress: 'unknown', code: 'ETIMEDOUT', name: 'TimeoutError' }],
    ['stalls in its body', stall, { progress: 'answered', status: 200, name: 'TimeoutError' }],
    ['drips its body', dripBody, { progress: 'answered', status: 200, name: 'TimeoutError' }],
    [
      'answers what is not HTTP',
      (response) => void response.socket?.end('SSH-2.0-server\r\n'),
      { progress: 'unknown', code: 'HPE_INVALID_CONSTANT' },
    ],
    [
      'answers in another protocol',
      (response) =>
        void response.socket?.write(
          'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
        ),
      { progress: 'unknown', code: 'NO_ANSWER' },
    ],
    [
      'breaks off in its body',
      (response) => {
        response.writeHead(201, { 'Content-Length': '1000' });
        response.write('{', () => response.destroy());
      },
      { progress: 'answered', status: 201, code: 'ECONNRESET' },
    ],
  ])('tells how far it came with a server that %s', async (_, answer, expected) => {
    const isTimeOut = 'name' in expected && expected.name === 'TimeoutError';
    expect(await failureWith(answer, isTimeOut ? 100 : 2_000)).toMatchObject(expected);
  });

  it('was not sent where the port is closed', async () => {
    server = await startLoopbackServer(good);
    await server.stop();

    const failure = await failureOf(createGetDocument('test', LIMITS)(server.url));

    expect(failure).toMatchObject({ progress: 'not-sent', code: 'ECONNREFUSED' });
  });

  it('was not sent where the name has no address', async () => {
    server = await startLoopbackServer(good);
    const lookup = ((_name: string, _options: unknown, done: (error: Error) => void) =>
      done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))) as never;

    const failure = await failureOf(
      createGetDocument('test', { ...LIMITS, network: { lookup } })('http://issuer.example/'),
    );

    expect(failure).toMatchObject({ progress: 'not-sent', code: 'ENOTFOUND' });
  });

  it('was not sent where the resolver does not answer in time', async () => {
    server = await startLoopbackServer(good);
    const lookup = (() => undefined) as never;

    const failure = await failureOf(
      createGetDocument('test', { ...LIMITS, timeoutMs: 50, network: { lookup } })('http://issuer.example/'),
    );

    expect(failure).toMatchObject({ progress: 'not-sent', name: 'TimeoutError' });
  });

  it('was not sent where the certificate is not vouched for', async () => {
    server = await startLoopbackServer(good);
    const stranger = await startStrangerServer();

    const failure = await failureOf(
      createSendJson('POST', 'test', LIMITS)(stranger.url, { Authorization: 'Basic abc' }, '{}'),
    );

    expect(failure).toMatchObject({ progress: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(stranger.requests()).toBe(0);
    await stranger.stop();
  });

  it('was not sent where the TLS handshake does not end', async () => {
    server = await startLoopbackServer(good);
    const mute = createTcpServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    mute.on('connection', (socket) => socket.on('error', () => undefined));

    const failure = await failureOf(
      createGetDocument('test', { ...LIMITS, timeoutMs: 100 })(`https://127.0.0.1:${port}/`),
    );

    expect(failure).toMatchObject({ progress: 'not-sent', name: 'TimeoutError' });
    mute.close();
  });
});

describe('a kept connection', () => {
  let server: LoopbackServer;
  afterEach(() => server.stop());

  async function setup(answer: (request: number) => Answer, timeoutMs = 2_000) {
    let requests = 0;
    server = await startLoopbackServer((response, request) => {
      requests += 1;
      answer(requests)(response, request);
    });
    const get = createGetDocument('test', { ...LIMITS, timeoutMs });
    return () => get(server.url);
  }
  const counts = () => ({ requests: server.requests.length, connections: server.connections() });

  it('serves the next request', async () => {
    const get = await setup(() => good);
    await get();
    await get();
    expect(counts()).toEqual({ requests: 2, connections: 1 });
  });

  it('that is dead is replaced once, and no more', async () => {
    const get = await setup((request) => (request === 1 ? good : hangUp));
    await get();

    expect(await failureOf(get())).toMatchObject({ progress: 'unknown', code: 'ECONNRESET' });
    expect(counts()).toEqual({ requests: 3, connections: 2 });
  });

  it.each(['ETIMEDOUT', 'EHOSTUNREACH', 'ERR_SSL_BAD_RECORD_TYPE'])(
    'that breaks with %s is dead too, before the first byte of an answer',
    async (code) => {
      const opened: Socket[] = [];
      const remember = (message: unknown) => void opened.push((message as { socket: Socket }).socket);
      const breakFirst: Answer = () => void opened[0]?.destroy(Object.assign(new Error(code), { code }));
      subscribe('net.client.socket', remember);
      const get = await setup((request) => (request === 2 ? breakFirst : good));
      await get();

      await expect(get()).resolves.toHaveProperty('status', 200);

      unsubscribe('net.client.socket', remember);
      expect(counts()).toEqual({ requests: 3, connections: 2 });
    },
  );

  it('that is dead may have carried the request, also where no other can be made', async () => {
    const goAway: Answer = (response, request) => {
      void server.stop();
      hangUp(response, request);
    };
    const get = await setup((request) => (request === 1 ? good : goAway));
    await get();

    expect(await failureOf(get())).toMatchObject({ progress: 'unknown', code: 'ECONNREFUSED' });
    expect(counts()).toEqual({ requests: 2, connections: 1 });
  });

  it('that is dead costs no request, though ten are and three are needed at once', async () => {
    const old = new Set<unknown>();
    const waiting: Parameters<Answer>[0][] = [];
    const get = await setup(() => (response, request) => {
      if (old.has(response.socket)) return hangUp(response, request);
      if (waiting.length === 10) return good(response, request);
      old.add(response.socket);
      waiting.push(response);
      if (waiting.length === 10) waiting.forEach((each) => each.end());
    });
    await Promise.all(Array.from({ length: 10 }, get));
    expect(server.connections()).toBe(10);

    const answers = await Promise.all([get(), get(), get()]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await expect(get()).resolves.toHaveProperty('status', 200);
  });

  it('that breaks after the first byte of an answer is not replaced', async () => {
    const partial: Answer = (response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\nX-Half', () => response.destroy());
    };
    const get = await setup((request) => (request === 1 ? good : partial));
    await get();

    expect(await failureOf(get())).toMatchObject({ progress: 'unknown' });
    expect(counts()).toEqual({ requests: 2, connections: 1 });
  });

  it('that is silent to the deadline takes the other idle ones with it', async () => {
    let waiting: Parameters<Answer>[0][] = [];
    const get = await setup((request) => {
      if (request > 3) return request === 4 ? silence : good;
      return (response) => {
        waiting.push(response);
        if (waiting.length === 3) waiting.forEach((each) => each.end());
        if (waiting.length === 3) waiting = [];
      };
    }, 200);
    await Promise.all([get(), get(), get()]);
    expect(await failureOf(get())).toMatchObject({ name: 'TimeoutError' });

    await get();

    expect(counts()).toEqual({ requests: 5, connections: 4 });
  });
});

describe('a post', () => {
  let server: LoopbackServer;
  afterEach(() => server.stop());

  async function setup(answer: Answer, timeoutMs = 2_000) {
    server = await startLoopbackServer(answer);
    const post = createSendJson('POST', 'send-sms', { timeoutMs, maxAnswerBytes: 100 });
    return (body = '{}') => post(`${server.url}/v1/messages`, { Authorization: 'Basic abc' }, body);
  }

  it('carries its headers and its body, counted in bytes', async () => {
    const post = await setup(answering(201));
    await expect(post('{"message":"crédité"}')).resolves.toBe(201);
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v1/messages',
        headers: {
          authorization: 'Basic abc',
          'content-type': 'application/json',
          'content-length': '23',
          'user-agent': 'fintech-solution/0.1 (+send-sms)',
        },
        body: '{"message":"crédité"}',
      },
    ]);
  });

  it('does not follow where it is sent elsewhere, so that no secret goes there', async () => {
    const post = await setup(answering(302, '', { Location: '/elsewhere' }));
    await expect(post()).resolves.toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['never ends', stall],
    ['drips for ever', dripBody],
    ['is too large', answering(200, 'x'.repeat(101))],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'Content-Length': '1000' });
        response.write('{', () => response.destroy());
      },
    ],
  ])('counts as answered though the body %s, for the message was taken', async (_, answer) => {
    const post = await setup(answer, 200);
    await expect(post()).resolves.toBe(200);
  });

  it('waits a second for a body that nobody reads, so that a provider which hangs in it delays nothing', async () => {
    const post = await setup(stall, 10_000);
    jest.useFakeTimers({ doNotFake: ALL_BUT_TIMEOUTS });
    const headersArrive = answerHeadersArrive();
    const status = post();
    await headersArrive;

    jest.advanceTimersByTime(1_000);

    await expect(status).resolves.toBe(200);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it.each<[string, Answer, number]>([
    ['hangs up', hangUp, 2_000],
    ['does not answer', silence, 50],
  ])('has an unknown outcome when the server %s', async (_, answer, timeoutMs) => {
    const post = await setup(answer, timeoutMs);
    expect(await failureOf(post())).toMatchObject({ progress: 'unknown', status: undefined });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a name with two addresses', () => {
  const NODES_DEFAULT_MS = getDefaultAutoSelectFamilyAttemptTimeout();
  const stops: (() => unknown)[] = [];
  let server: LoopbackServer;
  let port: string;
  beforeEach(async () => {
    server = await startLoopbackServer(good);
    ({ port } = new URL(server.url));
    // So long that only a time-out of ours lets the second address have its turn.
    setDefaultAutoSelectFamilyAttemptTimeout(60_000);
  });
  afterEach(async () => {
    setDefaultAutoSelectFamilyAttemptTimeout(NODES_DEFAULT_MS);
    for (const stop of stops.splice(0)) await stop();
    await server.stop();
  });

  const lookup = ((_name: string, _options: unknown, done: (error: null, all: object[]) => void) =>
    done(null, [OTHER_LOOPBACK, { address: '127.0.0.1', family: 4 }])) as never;
  const get = () =>
    createGetDocument('test', { ...LIMITS, network: { lookup } })(`http://issuer.example:${port}/`);

  /** Occupies the same port at the other address, with a queue of connections so full that the kernel answers no more. */
  async function startDeafListener() {
    const listener = `
      const { parentPort, workerData } = require('node:worker_threads');
      require('node:net').createServer().listen(workerData, () => {
        parentPort.postMessage('listening');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`;
    const workerData = { host: OTHER_LOOPBACK.address, port: Number(port), backlog: 1 };
    const worker = new Worker(listener, { eval: true, workerData });
    await once(worker, 'message');
    const queued = Array.from({ length: 8 }, () =>
      connect(workerData.port, workerData.host).on('error', () => undefined),
    );
    stops.push(() => queued.forEach((socket) => socket.destroy()));
    stops.push(() => worker.terminate());
    await once(queued[0] as Socket, 'connect');
  }

  it('is reached at the second one when the first one refuses', async () => {
    await expect(get()).resolves.toHaveProperty('status', 200);
  });

  it('is reached at the second one when the first one does not answer', async () => {
    await startDeafListener();

    await expect(get()).resolves.toHaveProperty('status', 200);
  });

  it('fails with what each of them said', async () => {
    await server.stop();

    const failure = await failureOf(get());

    expect(failure).toMatchObject({ progress: 'not-sent', code: 'ECONNREFUSED' });
    expect(failure.message).toMatch(/ECONNREFUSED.*; .*ECONNREFUSED/);
  });

  it('fails with the code of each, where they differ', () => {
    const parts = ['ECONNREFUSED', 'ETIMEDOUT', 'ECONNREFUSED'].map((code) =>
      Object.assign(new Error(code), { code }),
    );
    const cause = Object.assign(new AggregateError(parts), { code: 'ECONNREFUSED' });

    expect(new RequestFailed(cause, 'not-sent')).toMatchObject({
      code: 'ECONNREFUSED+ETIMEDOUT',
      message: 'ECONNREFUSED; ETIMEDOUT; ECONNREFUSED',
    });
  });

  it.each([3_000, 10_000])(
    'gives each a second at least, and the next one its turn, in %i ms',
    (timeoutMs) => {
      const ofOneAddress = addressTimeoutMs(timeoutMs);

      expect(ofOneAddress).toBeGreaterThanOrEqual(1_000);
      expect(2 * ofOneAddress).toBeLessThan(timeoutMs);
    },
  );
});
