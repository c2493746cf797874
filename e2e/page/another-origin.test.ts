import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { MANIFEST } from '../../deployment/manifest.ts';
import { createLocalConfiguration } from '../../local-stack/src/stack/local-configuration.ts';
import { startGateway } from '../../local-stack/tests/unit/gateway/running-gateway.ts';
import { type PageStory, tellPageStory } from './page-story.ts';

/** What a script saw of one answer; `unreadable` where the browser kept it from the script. */
type Seen =
  | 'unreadable'
  | {
      readonly status: number;
      readonly code: string;
      readonly correlationId: string | null;
      readonly retryAfter: string | null;
      readonly authenticate: string | null;
    };

/** Serves one empty page; under both names of this machine, which are two origins to a browser. */
let pages: Server;
const originOfPages = (host = '127.0.0.1'): string =>
  `http://${host}:${(pages.address() as AddressInfo).port}`;

async function servePages(): Promise<Record<string, string>> {
  pages = createServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>app</title>'),
  );
  await new Promise<void>((resolve) => pages.listen(0, resolve));
  return { ALLOWED_ORIGINS: originOfPages() };
}

afterAll(() => {
  pages?.closeAllConnections();
  pages?.close();
});

/** Calls an address from a script of a page of this origin. */
async function seenFrom(
  { open }: PageStory,
  origin: string,
  url: string,
  headers: Record<string, string> = {},
): Promise<Seen> {
  const { page } = await open('/', {}, origin);
  return page.evaluate(
    async ([address, sent]): Promise<Seen> => {
      const response = await fetch(address, { headers: sent }).catch(() => undefined);
      if (response === undefined) return 'unreadable';
      const { code } = (await response.json()) as { code: string };
      return {
        status: response.status,
        code,
        correlationId: response.headers.get('x-correlation-id'),
        retryAfter: response.headers.get('retry-after'),
        authenticate: response.headers.get('www-authenticate'),
      };
    },
    [url, headers] as const,
  );
}

tellPageStory(
  'a page of another origin',
  (story) => {
    const account = (number: string): string =>
      `${story.stack.health.base}/get-account-info/msisdn/${number}`;
    const bearer = (token: string) => ({
      Authorization: `Bearer ${token}`,
      'X-Correlation-Id': 'page-1',
      // As instrumented pages send it with every request.
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    const seen = (number: string, headers?: Record<string, string>) =>
      seenFrom(story, originOfPages(), account(number), headers);
    const text = expect.stringMatching(/./) as string;

    test('reads a success, after a preflight', async () => {
      await expect(seen('224622000801', bearer(await story.client.token()))).resolves.toMatchObject({
        status: 200,
        code: 'ACCOUNT_BEING_OPENED',
        correlationId: 'page-1',
      });
    });

    test('reads why a number is refused', async () => {
      await expect(seen('12345', bearer(await story.client.token()))).resolves.toMatchObject({
        status: 400,
        code: 'MSISDN_INVALID',
      });
    });

    test('reads that its token is absent, or refused', async () => {
      const { client } = story;
      await expect(seen('224622000802')).resolves.toMatchObject({
        status: 401,
        code: 'UNAUTHORIZED',
        correlationId: text,
        authenticate: 'Bearer',
      });
      const foreign = await client.token({ aud: 'https://elsewhere.example' });
      await expect(seen('224622000802', bearer(foreign))).resolves.toMatchObject({
        status: 401,
        authenticate: 'Bearer error="invalid_token"',
      });
    });

    test('reads that its token is for another number', async () => {
      const token = await story.client.token({ msisdn: '224622000803' });
      await expect(seen('224622000804', bearer(token))).resolves.toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    });

    test('reads when to come again while a dependency is down', async () => {
      const token = await story.client.token();
      await story.client.faults({ dynamodb: 'fail' });
      await expect(seen('224622000805', bearer(token))).resolves.toMatchObject({
        status: 503,
        code: 'UNAVAILABLE',
        retryAfter: text,
      });
    });

    test('reads that the service failed where its token cannot be judged', async () => {
      const control = (change: string) => fetch(`${story.stack.origin}/_local/${change}`, { method: 'POST' });
      await story.client.faults({ jwks: 'fail' });
      await control('keys/rotate');
      await expect(seen('224622000806', bearer(await story.client.token()))).resolves.toMatchObject({
        status: 500,
        code: 'INTERNAL_ERROR',
        retryAfter: text,
      });
      // A new authorizer asks for the keys at once; this one waits half a minute, and other tests must not.
      await control('functions/recycle');
    });

    test('reads that it asks too often', async () => {
      const { api } = createLocalConfiguration({
        root: path.resolve(__dirname, '..', '..'),
        origin: 'http://127.0.0.1:3000',
        awsEndpointUrl: 'http://127.0.0.1:4566',
        speed: 1,
        manifest: MANIFEST,
        given: { ALLOWED_ORIGINS: originOfPages() },
      });
      // One request is let through: the preflight.
      const gateway = await startGateway({ openApi: api.openApi, throttle: { ratePerSecond: 0, burst: 1 } });
      const url = `http://127.0.0.1:${gateway.port}/dev/get-account-info/msisdn/224622000001`;
      try {
        await expect(seenFrom(story, originOfPages(), url, bearer('a.b.c'))).resolves.toMatchObject({
          status: 429,
          code: 'TOO_MANY_REQUESTS',
          retryAfter: '1',
        });
      } finally {
        await gateway.stop();
      }
    });

    test('reads that there is no such path only where the browser asks for no preflight', async () => {
      const unknown = `${story.stack.health.base}/no-such-path`;
      await expect(seenFrom(story, originOfPages(), unknown)).resolves.toMatchObject({
        status: 404,
        code: 'NOT_FOUND',
      });
      const headers = bearer(await story.client.token());
      await expect(seenFrom(story, originOfPages(), unknown, headers)).resolves.toBe('unreadable');
    });

    test('of an origin that is not allowed reads nothing of an account', async () => {
      const headers = bearer(await story.client.token());
      await expect(
        seenFrom(story, originOfPages('localhost'), account('224622000801'), headers),
      ).resolves.toBe('unreadable');
    });
  },
  servePages,
);
