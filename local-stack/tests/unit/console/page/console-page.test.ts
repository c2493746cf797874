import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { createPage } from '../../../../src/console/page/console-page.ts';

type Verify = (entries: readonly object[], receipts: readonly string[]) => Promise<unknown>;

let server: Server;

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const OPEN_API = `
openapi: 3.0.1
info: { title: API, version: '1' }
servers: [{ url: 'http://127.0.0.1:9100/local', description: Environnement déployé }]
x-amazon-apigateway-request-validators: { all: {} }
paths:
  /a:
    get:
      x-amazon-apigateway-integration: { uri: secret }
      responses: { '200': { description: ok } }
`;

async function setup({ dropped = 0 } = {}) {
  const judged: string[] = [];
  const email = (html: string) => ({ to: 'a@b.c', from: 'd@e.f', subject: 's', text: 't', html, at: '' });
  const page = createPage({
    root: path.resolve(__dirname, '../../../../..'),
    openApi: OPEN_API,
    events: { emit: () => undefined, stream: (_request, response) => void response.end('stream') },
    outbox: {
      contents: () => ({
        sms: [],
        emails: [email('<p>one</p>'), email('<script>alert(1)</script>')],
        counts: { sms: 0, emails: 2 + dropped },
      }),
    },
    async judgeToken(pasted) {
      judged.push(pasted);
      return { verdict: 'Deny', durationMs: 1, coldStart: false };
    },
  });
  server = createServer(async (request, response) => {
    if (!(await page.handle(request, response, request.url!.split('?')[0]!))) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (urlPath: string, options: RequestInit = {}) => fetch(`${url}${urlPath}`, options);
  return { get, judged };
}

const policyOf = (response: Response): string => response.headers.get('content-security-policy') ?? '';

describe('the page', () => {
  it('runs its own files only, and lets no text become markup', async () => {
    const { get } = await setup();
    const response = await get('/_local/');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(policyOf(response).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "frame-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ]);
  });

  it.each([
    '/_local/',
    '/_local/page/main.js',
    '/_local/reference',
    '/_local/openapi.json',
    '/_local/mail/1',
  ])('lets no other site use %s, and no browser guess what it is', async (urlPath) => {
    const { get } = await setup();
    expect(Object.fromEntries((await get(urlPath)).headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
  });

  it('lets the reference viewer style itself, and nothing more', async () => {
    const { get } = await setup();
    expect(policyOf(await get('/_local/reference')).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it.each([
    ['/_local/page/main.js', 'text/javascript; charset=utf-8'],
    ['/_local/page/base.css', 'text/css; charset=utf-8'],
    ['/_local/page/icon.svg', 'image/svg+xml'],
    ['/_local/client/verify-statement.js', 'text/javascript; charset=utf-8'],
    ['/_local/reference', 'text/html; charset=utf-8'],
    ['/_local/reference/swagger-ui.css', 'text/css; charset=utf-8'],
    ['/_local/reference/swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ])('serves %s', async (urlPath, contentType) => {
    const { get } = await setup();
    const response = await get(urlPath);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(contentType);
  });

  it.each([
    '/_local/page/../console-page.ts',
    '/_local/page/%2e%2e/console-page.ts',
    '/_local/page/',
    '/_local/page/toString',
    '/_local/reference/package.json',
    '/_local/client/',
    '/_local/client/ledger-client.js',
    '/_local/client/verify-statement.ts',
    '/_local/health',
  ])('leaves %s to others', async (urlPath) => {
    const { get } = await setup();
    expect((await get(urlPath)).status).toBe(418);
  });

  it('serves the client’s own verifyStatement, as a module that imports nothing', async () => {
    const { get } = await setup();
    const module = await (await get('/_local/client/verify-statement.js')).text();
    expect(module).toMatch(/export \{\s*verifyStatement\s*\};/);
    expect(module).not.toMatch(/^import /m);
    const script = module.replace(/export \{[^}]*\};/, '');
    const verify = runInNewContext(`${script}; verifyStatement`, { crypto, TextEncoder }) as Verify;
    await expect(verify([], [])).resolves.toEqual({ isIntact: true, proven: undefined });
    await expect(verify([], [`1.${'0'.repeat(64)}`])).resolves.toMatchObject({
      isIntact: false,
      fault: { kind: 'removed', sequence: 1 },
    });
  });

  it('takes nothing but reads for what it shows', async () => {
    const { get } = await setup();
    const response = await get('/_local/', { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect((await get('/_local/', { method: 'HEAD' })).status).toBe(200);
  });

  it('streams the events', async () => {
    const { get } = await setup();
    expect(await (await get('/_local/events')).text()).toBe('stream');
  });

  it('shows the API’s document without what only API Gateway reads', async () => {
    const { get } = await setup();
    const document = await (await get('/_local/openapi.json')).text();
    expect(JSON.parse(document)).toMatchObject({ openapi: '3.0.1', paths: { '/a': { get: {} } } });
    expect(document).not.toMatch(/x-amazon|secret/);
  });

  it('calls the server of that document what it is here', async () => {
    const { get } = await setup();
    const { servers } = (await (await get('/_local/openapi.json')).json()) as { servers: unknown };
    expect(servers).toEqual([{ url: 'http://127.0.0.1:9100/local', description: 'Pile locale' }]);
  });
});

describe('an e-mail as its reader sees it', () => {
  it('is a document that can do nothing', async () => {
    const { get } = await setup();
    const response = await get('/_local/mail/2');
    expect(await response.text()).toBe('<script>alert(1)</script>');
    expect(policyOf(response).split('; ')).toEqual([
      'sandbox',
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      'img-src data:',
      "frame-ancestors 'self'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('keeps its number when older ones are dropped', async () => {
    const { get } = await setup({ dropped: 10 });
    expect(await (await get('/_local/mail/11')).text()).toBe('<p>one</p>');
    expect((await get('/_local/mail/1')).status).toBe(404);
    expect((await get('/_local/mail/13')).status).toBe(404);
  });
});

describe('a pasted token', () => {
  it('is judged', async () => {
    const { get, judged } = await setup();
    const response = await get('/_local/authorize', { method: 'POST', body: '{"token":"a.b.c"}' });
    expect(await response.json()).toEqual({ verdict: 'Deny', durationMs: 1, coldStart: false });
    expect(judged).toEqual(['a.b.c']);
  });

  it.each(['', '{', 'null', '{"token":1}', '[]', `{"token":"${'a'.repeat(70_000)}"}`])(
    'is refused where it is none: %.20s',
    async (body) => {
      const { get, judged } = await setup();
      expect((await get('/_local/authorize', { method: 'POST', body })).status).toBe(400);
      expect(judged).toEqual([]);
    },
  );

  it('never travels in an address', async () => {
    const { get } = await setup();
    expect((await get('/_local/authorize?token=a.b.c')).status).toBe(405);
  });
});
