import { createHttpsPost } from '../../src/https-endpoint.ts';
import {
  type Answer,
  drip,
  dripBody,
  hangUp,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { startStrangerServer } from '@fintech-solution/testing/untrusted-tls-server';

let server: LoopbackServer;
afterEach(() => server.stop());

async function setup(answer: Answer, timeoutMs = 2_000) {
  server = await startLoopbackServer(answer);
  const post = createHttpsPost(timeoutMs);
  return { post: (body = '{}') => post(`${server.url}/v1/messages`, { Authorization: 'Basic abc' }, body) };
}

const status =
  (code: number, headers = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end('{}');

describe('a post', () => {
  it('carries its headers and its body, counted in bytes', async () => {
    const { post } = await setup(status(201));
    await expect(post('{"message":"crédité"}')).resolves.toBe(201);
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v1/messages',
        headers: { authorization: 'Basic abc', 'content-type': 'application/json', 'content-length': '23' },
        body: '{"message":"crédité"}',
      },
    ]);
  });

  it.each([200, 204, 400, 401, 429, 500, 503])('resolves to the status %i', async (code) => {
    const { post } = await setup(status(code));
    await expect(post()).resolves.toBe(code);
  });

  it('does not follow where it is sent elsewhere, so that no secret goes there', async () => {
    const { post } = await setup(status(302, { Location: '/elsewhere' }));
    await expect(post()).resolves.toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it('counts as answered though the body breaks off, for the message was taken', async () => {
    const { post } = await setup((response) => {
      response.writeHead(201, { 'Content-Length': '1000' });
      response.write('{', () => response.destroy());
    });
    await expect(post()).resolves.toBe(201);
  });

  it('counts as answered though the body never ends', async () => {
    const { post } = await setup((response) => {
      response.writeHead(201, { 'Content-Length': '1000' });
      response.write('{');
    });
    await expect(post()).resolves.toBe(201);
  });

  it('lets go, in time, of a server that drips its body for ever', async () => {
    let letGo: () => void = () => undefined;
    const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
    const { post } = await setup((response, request) => {
      response.once('close', letGo);
      dripBody(response, request);
    }, 100);
    await expect(post()).resolves.toBe(200);
    await isLetGo;
  });

  it('ends when the server answers in another protocol', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n';
    const { post } = await setup((response) => void response.socket?.write(upgrade));
    await expect(post()).rejects.toThrow('closed without an answer');
  });

  it('ends when the server accepts and never answers', async () => {
    const { post } = await setup(silence, 50);
    await expect(post()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(server.requests).toHaveLength(1);
  });

  it('ends when the server drips its headers for ever', async () => {
    const { post } = await setup(drip, 100);
    await expect(post()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('ends when the server hangs up, and is not repeated', async () => {
    const { post } = await setup(hangUp);
    await expect(post()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(server.requests).toHaveLength(1);
  });

  it('ends when nobody listens', async () => {
    const { post } = await setup(silence);
    await server.stop();
    await expect(post()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('tells nobody its secret whose certificate is not vouched for', async () => {
    const stranger = await startStrangerServer();
    const post = createHttpsPost(2_000);
    await expect(post(stranger.url, { Authorization: 'Basic abc' }, '{}')).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(stranger.requests()).toBe(0);
    await stranger.stop();
  });

  it.each([
    ['answered', status(201)],
    ['not answered', hangUp],
  ])('leaves no timer behind when it was %s', async (_, answer) => {
    const { post } = await setup(answer);
    const timeouts = jest.spyOn(global, 'setTimeout');
    const cleared = jest.spyOn(global, 'clearTimeout');
    const isCleared = new Promise<void>((resolve) => {
      cleared.mockImplementation((timer) => {
        if (timer === timeouts.mock.results[0]?.value) resolve();
      });
    });
    await Promise.allSettled([post()]);
    await isCleared;
    cleared.mockRestore();
    clearTimeout(timeouts.mock.results[0]?.value as NodeJS.Timeout);
    timeouts.mockRestore();
  });

  it('shares a connection with the next one', async () => {
    const { post } = await setup(status(201));
    await post();
    await post();
    expect(server.connections()).toBe(1);
  });
});
