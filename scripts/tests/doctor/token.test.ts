import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createOperatorSandbox, type Run } from './operator-sandbox.ts';
import { leaveAfterTest } from './sandboxes.ts';

const CLIENT = { FINTECH_SOLUTION_CLIENT_ID: 'client', FINTECH_SOLUTION_CLIENT_SECRET: 'se:cr et' };
const BASIC = `Basic ${Buffer.from('client:se%3Acr+et').toString('base64')}`;

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

interface Provider {
  readonly takes: 'post' | 'basic';
  /** Whether it says which way it takes. */
  readonly names?: boolean;
  readonly tokenEndpoint?: string;
  /** How it answers a client that has not proven who it is. */
  readonly refuses?: (response: ServerResponse) => void;
}

const invalidClient = (response: ServerResponse): void =>
  void response.writeHead(401).end(JSON.stringify({ error: 'invalid_client' }));

/** A provider that gives a token to a client that proves who it is in one of these ways. */
async function setup(
  env: Readonly<Record<string, string>>,
  { takes, names = true, tokenEndpoint = 'https://issuer.example/token', refuses = invalidClient }: Provider,
): Promise<Run & { readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      const methods = names && { token_endpoint_auth_methods_supported: [`client_secret_${takes}`] };
      return void response.end(JSON.stringify({ token_endpoint: tokenEndpoint, ...methods }));
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      asked.push({ headers: request.headers, form });
      const proven =
        takes === 'post' ? form.get('client_secret') === 'se:cr et' : request.headers.authorization === BASIC;
      if (proven) response.end(JSON.stringify({ access_token: 'a.b.c' }));
      else refuses(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sandbox = createOperatorSandbox({ issuerAt: at, env });
  leaveAfterTest(sandbox.leave);
  leaveAfterTest(() => void (server.closeAllConnections(), server.close()));
  return { ...(await sandbox.run('token.mjs')), asked };
}

test.each([
  ['in the form', 'post'],
  ['by HTTP Basic', 'basic'],
] as const)(
  'task token:dev proves who the client is %s, where the provider names that',
  async (_how, takes) => {
    const { status, output, asked } = await setup(CLIENT, { takes });
    expect([status, output, asked.length]).toEqual([0, 'a.b.c\n', 1]);
    expect(Boolean(asked[0]?.headers.authorization)).toBe(takes === 'basic');
  },
);

test.each<[string, (response: ServerResponse) => void]>([
  ['in OAuth’s words', invalidClient],
  ['in no words', (response) => void response.writeHead(401).end('<html>')],
])('tries HTTP Basic where the form is refused %s and the provider names no way', async (_, refuses) => {
  const { output, asked } = await setup(CLIENT, { takes: 'basic', names: false, refuses });
  expect([output, asked.length]).toEqual(['a.b.c\n', 2]);
});

test('the secret follows no redirect', async () => {
  const refuses = (response: ServerResponse): void =>
    void response.writeHead(307, { Location: 'https://issuer.example/elsewhere' }).end();
  const { status, output, asked } = await setup(CLIENT, { takes: 'basic', names: false, refuses });
  expect([status, asked.length]).toEqual([1, 1]);
  expect(output).toContain('https://issuer.example/token cannot be reached (unexpected redirect)');
});

test.each(['http://issuer.example/token', 'issuer.example/token'])(
  'the secret goes nowhere without TLS: %s',
  async (tokenEndpoint) => {
    const { status, output, asked } = await setup(CLIENT, { takes: 'post', tokenEndpoint });
    expect([status, asked.length]).toEqual([1, 0]);
    expect(output).toContain(`names a token_endpoint without TLS: ${tokenEndpoint}`);
  },
);

test('asks for the scope that is set, and for none otherwise', async () => {
  const scoped = await setup({ ...CLIENT, FINTECH_SOLUTION_SCOPE: 'api://x/.default ' }, { takes: 'post' });
  expect(scoped.asked[0]?.form.get('scope')).toBe('api://x/.default');
  const plain = await setup(CLIENT, { takes: 'post' });
  expect(plain.asked[0]?.form.has('scope')).toBe(false);
});

test('gives FINTECH_SOLUTION_TOKEN as it is, and asks no provider', async () => {
  const { output, asked } = await setup({ FINTECH_SOLUTION_TOKEN: ' d.e.f\r' }, { takes: 'post' });
  expect([output, asked]).toEqual(['d.e.f\n', []]);
});

test('a refusal has the provider’s word and never the secret', async () => {
  const { status, output } = await setup(
    { ...CLIENT, FINTECH_SOLUTION_CLIENT_SECRET: 'wrong-secret' },
    { takes: 'post' },
  );
  expect(status).toBe(1);
  expect(output).toContain('gave no token (401): invalid_client');
  expect(output).not.toContain('wrong-secret');
});

test('without a client and without a token it says what to set', async () => {
  const { status, output } = await setup({}, { takes: 'post' });
  expect(status).toBe(1);
  expect(output).toContain('FINTECH_SOLUTION_CLIENT_ID, FINTECH_SOLUTION_CLIENT_SECRET');
  expect(output).toContain('FINTECH_SOLUTION_TOKEN');
});
