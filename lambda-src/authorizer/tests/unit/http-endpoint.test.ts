import { download } from '../../src/http-endpoint.ts';
import { startLoopbackServer, type LoopbackServer } from '../loopback-server.ts';

const LIMIT_BYTES = 512 * 1_024;

describe('download', () => {
  let server: LoopbackServer;
  beforeEach(async () => {
    server = await startLoopbackServer();
  });
  afterEach(() => server.close());

  const text = async (path: string, timeoutMs?: number) =>
    Buffer.from(await download(server.origin + path, timeoutMs)).toString();

  it('hands out the body of an answer', async () => {
    server.answerWith((_request, response) => {
      response.write('{"ke');
      response.end('ys":[]}');
    });

    await expect(text('/.well-known/jwks.json?v=1')).resolves.toBe('{"keys":[]}');
    expect(server.requests).toEqual(['GET /.well-known/jwks.json?v=1']);
  });

  it('asks for JSON as it is, and keeps no connection', async () => {
    server.answerWith((_request, response) => response.end('x'));

    await text('/');

    expect(server.headers[0]).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'identity',
      connection: 'close',
    });
  });

  it.each([201, 202, 203, 204, 206, 301, 302, 303, 307, 308, 304, 400, 401, 403, 404, 429, 500, 503])(
    'takes status %i for a failure, and follows nothing',
    async (status) => {
      server.answerWith((_request, response) => {
        response
          .writeHead(status, { location: '/elsewhere' })
          .end(status === 204 || status === 304 ? undefined : '{}');
      });

      await expect(text('/')).rejects.toThrow(`the server answered ${status}`);
      expect(server.requests).toEqual(['GET /']);
    },
  );

  it('accepts a body of the greatest size and cuts off a larger one', async () => {
    server.answerWith((_request, response) => response.end('x'.repeat(LIMIT_BYTES)));
    await expect(text('/')).resolves.toHaveLength(LIMIT_BYTES);

    server.answerWith((_request, response) => response.end('x'.repeat(LIMIT_BYTES + 1)));
    await expect(text('/')).rejects.toThrow('larger than');
  });

  it('cuts off a body without an end, and hangs up', async () => {
    const hungUp = new Promise<void>((resolve) => {
      server.answerWith((_request, response) => {
        const chunk = 'x'.repeat(64 * 1_024);
        const feed = () => {
          while (response.write(chunk) && !response.destroyed);
        };
        response.on('drain', feed).on('close', resolve);
        feed();
      });
    });

    await expect(text('/')).rejects.toThrow('larger than');
    await hungUp;
  });

  it('gives up on a server that does not answer', async () => {
    server.answerWith(() => undefined);

    await expect(text('/', 50)).rejects.toThrow('no whole answer within 50 ms');
  });

  it('gives up on a server that answers byte by byte', async () => {
    server.answerWith((_request, response) => {
      const drip = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(drip));
    });

    await expect(text('/', 100)).rejects.toThrow('no whole answer within 100 ms');
  });

  it('fails where the connection breaks in the middle of the body', async () => {
    server.answerWith((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"keys":', () => response.destroy());
    });

    await expect(text('/')).rejects.toThrow('aborted');
  });

  it('fails where the connection breaks before an answer', async () => {
    server.answerWith((request) => request.socket.destroy());

    await expect(text('/')).rejects.toThrow('socket hang up');
  });

  it('fails where nobody listens', async () => {
    const { origin } = server;
    await server.close();

    await expect(download(`${origin}/`)).rejects.toThrow('ECONNREFUSED');
  });

  it('speaks TLS where the address says so, in whatever case', async () => {
    // The server speaks no TLS, so the handshake fails: what matters is that one was tried.
    await expect(download(`${server.origin.replace('http', 'HTTPS')}/`)).rejects.toThrow(
      /SSL|EPROTO|ECONNRESET|wrong version/,
    );
    expect(server.requests).toEqual([]);
  });
});
