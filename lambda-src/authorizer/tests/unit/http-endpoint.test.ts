import {
  type Answer,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { startStrangerServer } from '@fintech-solution/testing/untrusted-tls-server';
import { download } from '../../src/http-endpoint.ts';

const LIMIT_BYTES = 512 * 1_024;

describe('download', () => {
  let server: LoopbackServer;
  let answer: Answer;
  const paths = () => server.requests.map(({ method, path }) => `${method} ${path}`);
  beforeEach(async () => {
    answer = (response) => void response.writeHead(404).end();
    server = await startLoopbackServer((response, request) => answer(response, request));
  });
  afterEach(() => server.stop());

  const text = async (path: string, timeoutMs?: number) =>
    Buffer.from(await download(server.url + path, timeoutMs)).toString();

  it('hands out the body of an answer', async () => {
    answer = (response) => {
      response.write('{"ke');
      response.end('ys":[]}');
    };

    await expect(text('/.well-known/jwks.json?v=1')).resolves.toBe('{"keys":[]}');
    expect(paths()).toEqual(['GET /.well-known/jwks.json?v=1']);
  });

  it('asks for JSON as it is, and keeps no connection', async () => {
    answer = (response) => void response.end('x');

    await text('/');

    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'identity',
      connection: 'close',
    });
  });

  it.each([201, 202, 203, 204, 206, 301, 302, 303, 307, 308, 304, 400, 401, 403, 404, 429, 500, 503])(
    'takes status %i for a failure, and follows nothing',
    async (status) => {
      answer = (response) => {
        response
          .writeHead(status, { location: '/elsewhere' })
          .end(status === 204 || status === 304 ? undefined : '{}');
      };

      await expect(text('/')).rejects.toThrow(`the server answered ${status}`);
      expect(paths()).toEqual(['GET /']);
    },
  );

  it('accepts a body of the greatest size and cuts off a larger one', async () => {
    answer = (response) => void response.end('x'.repeat(LIMIT_BYTES));
    await expect(text('/')).resolves.toHaveLength(LIMIT_BYTES);

    answer = (response) => void response.end('x'.repeat(LIMIT_BYTES + 1));
    await expect(text('/')).rejects.toThrow('larger than');
  });

  it.each([
    [200, 'larger than'],
    [500, 'the server answered 500'],
  ])('hangs up on a body without an end, of status %i', async (status, message) => {
    const hungUp = new Promise<void>((resolve) => {
      answer = (response) => {
        const chunk = 'x'.repeat(64 * 1_024);
        const feed = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', feed).on('close', resolve).writeHead(status);
        feed();
      };
    });

    // So long a time-out that it cannot be what hangs up.
    await expect(text('/', 600_000)).rejects.toThrow(message);
    await hungUp;
  });

  it('gives up on a server that does not answer', async () => {
    answer = silence;

    await expect(text('/', 50)).rejects.toThrow('no whole answer within 50 ms');
    // Far more than 50 ms on a busy machine, and less than any other time-out.
  }, 2_500);

  it('gives up on a server that answers byte by byte', async () => {
    answer = (response) => {
      const drip = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(drip));
    };

    await expect(text('/', 100)).rejects.toThrow('no whole answer within 100 ms');
  });

  it('fails where the connection breaks in the middle of the body', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"keys":', () => response.destroy());
    };

    await expect(text('/')).rejects.toThrow('aborted');
  });

  it('fails where the connection breaks before an answer', async () => {
    answer = (response) => void response.destroy();

    await expect(text('/')).rejects.toThrow('socket hang up');
  });

  it('fails where nobody listens', async () => {
    const { url } = server;
    await server.stop();

    await expect(download(`${url}/`)).rejects.toThrow('ECONNREFUSED');
  });

  it('believes nobody whose certificate is not vouched for', async () => {
    const stranger = await startStrangerServer();

    await expect(download(`${stranger.url}/`)).rejects.toThrow(/self-signed certificate/);

    expect(stranger.requests()).toBe(0);
    await stranger.stop();
  });

  it('speaks TLS where the address says so, in whatever case', async () => {
    // The server speaks no TLS, so the handshake fails: what matters is that one was tried.
    await expect(download(`${server.url.replace('http', 'HTTPS')}/`)).rejects.toThrow(
      /SSL|EPROTO|ECONNRESET|wrong version/,
    );
    expect(paths()).toEqual([]);
  });
});
