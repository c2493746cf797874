import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createOutbox } from '../../../src/observed/outbox.ts';
import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';
import { HANG_MS, SMS_SLOW_MS } from '../../../src/faults/service-faults.ts';
import { createIdentityProvider } from '../../../src/providers/identity-provider.ts';
import { createNimbaEndpoint } from '../../../src/providers/nimba-endpoint.ts';
import { underJwksFaults } from '../../../src/providers/provider-faults.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const SMS = { to: ['224622000001'], sender_name: 'SMS 9080', message: 'Bienvenue' };

async function nimba(settings: object) {
  const outbox = createOutbox(() => 0);
  const slept: number[] = [];
  /** How many messages had gone out before each wait. */
  const sentBefore: number[] = [];
  const crashes: string[] = [];
  const endpoint = createNimbaEndpoint({
    faults: createFaults({ ...NO_FAULTS, ...settings }),
    outbox,
    storedCredentials: () => '{"client_id":"a","client_secret":"b"}',
    crashSender: () => crashes.push('sender'),
    async sleep(ms) {
      slept.push(ms);
      sentBefore.push(outbox.contents().counts.sms);
    },
    nextId: () => 'message-1',
  });
  const url = await serve((request, response) => void endpoint(request, response));
  const send = () =>
    fetch(url, {
      method: 'POST',
      body: JSON.stringify(SMS),
      headers: { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    });
  return { send, outbox, slept, sentBefore, crashes };
}

describe('the SMS provider under faults', () => {
  it('captures what it accepts', async () => {
    const { send, outbox } = await nimba({});
    expect((await send()).status).toBe(201);
    expect(outbox.contents().sms).toEqual([{ ...SMS, at: '1970-01-01T00:00:00.000Z' }]);
  });

  it('captures nothing while it fails', async () => {
    const { send, outbox } = await nimba({ sms: 'fail' });
    expect((await send()).status).toBe(503);
    expect(outbox.contents().counts.sms).toBe(0);
  });

  it('delivers at once while it is slow, and answers later than a function waits', async () => {
    const { send, slept, sentBefore } = await nimba({ sms: 'slow' });
    expect((await send()).status).toBe(201);
    expect(slept).toEqual([SMS_SLOW_MS]);
    expect(SMS_SLOW_MS).toBeGreaterThan(10_000);
    expect(sentBefore).toEqual([1]);
  });

  it('never answers while it times out', async () => {
    const { send, slept, outbox } = await nimba({ sms: 'timeout' });
    await expect(send()).rejects.toThrow();
    expect(slept).toEqual([HANG_MS]);
    expect(outbox.contents().counts.sms).toBe(0);
  });

  it('kills the sender after the message went out', async () => {
    const { send, outbox, crashes } = await nimba({ crash: 1 });
    await expect(send()).rejects.toThrow();
    expect(outbox.contents().counts.sms).toBe(1);
    expect(crashes).toEqual(['sender']);
  });

  it('can say that it failed although the message went out', async () => {
    const { send, outbox, crashes } = await nimba({
      next: [{ site: 'sms.Send', action: 'applied-then-fail' }],
    });
    expect((await send()).status).toBe(503);
    expect(outbox.contents().counts.sms).toBe(1);
    expect(crashes).toEqual([]);
  });
});

async function identity(settings: object = {}) {
  const rotations: boolean[] = [];
  const keys = {
    sign: async (claims: Record<string, unknown>) => `signed:${JSON.stringify(claims)}`,
    jwks: () => ({ keys: [{ kid: 'k1' }] as never[] }),
    rotate: async ({ drop }: { drop: boolean }) => `k${rotations.push(drop) + 1}`,
  };
  const provider = createIdentityProvider({
    keys,
    issuerSettings: { issuer: 'http://127.0.0.1:3000/', audience: 'api' },
    now: () => 1_700_000_000_000,
  });
  const handle = underJwksFaults(
    provider.handle,
    createFaults({ ...NO_FAULTS, ...settings }),
    async () => undefined,
  );
  const url = await serve(
    (request, response) => void handle(request, response, (request.url ?? '').split('?')[0]!),
  );
  return { url, provider };
}

const CLIENT = {
  grant_type: 'client_credentials',
  client_id: 'local-client',
  client_secret: 'local-secret',
  audience: 'api',
};

describe('the identity provider', () => {
  it.each([
    ['JSON', { body: JSON.stringify(CLIENT), headers: { 'content-type': 'application/json' } }],
    ['a form', { body: new URLSearchParams(CLIENT) }],
  ])('issues a token for %s', async (_format, init) => {
    const { url } = await identity();
    const response = await fetch(`${url}/oauth/token`, { method: 'POST', ...init });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^signed:/),
      token_type: 'Bearer',
      expires_in: 86_400,
      scope: 'read:accounts',
    });
  });

  it('refuses an unknown client', async () => {
    const { url } = await identity();
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...CLIENT, client_secret: 'x' }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'access_denied', error_description: 'Unauthorized' });
  });

  it.each(['{', 'null', '7'])('refuses the JSON body %s', async (body) => {
    const { url } = await identity();
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(401);
  });

  it('takes tokens requests by POST only', async () => {
    const { url } = await identity();
    expect((await fetch(`${url}/oauth/token`)).status).toBe(405);
  });

  it('publishes its keys and itself', async () => {
    const { url } = await identity();
    expect(await (await fetch(`${url}/.well-known/jwks.json`)).json()).toEqual({ keys: [{ kid: 'k1' }] });
    expect(await (await fetch(`${url}/.well-known/openid-configuration`)).json()).toMatchObject({
      issuer: 'http://127.0.0.1:3000/',
      jwks_uri: 'http://127.0.0.1:3000/.well-known/jwks.json',
      token_endpoint: 'http://127.0.0.1:3000/oauth/token',
    });
  });

  it('hides its keys alone while the key set is down', async () => {
    const { url } = await identity({ jwks: 'fail' });
    expect((await fetch(`${url}/.well-known/jwks.json`)).status).toBe(503);
    expect((await fetch(`${url}/.well-known/openid-configuration`)).status).toBe(200);
  });

  it('has nothing elsewhere', async () => {
    const { url } = await identity();
    expect((await fetch(`${url}/oauth/authorize`)).status).toBe(404);
  });

  it('issues a token with bent claims to a person', async () => {
    const { provider } = await identity();
    expect(await provider.tokenFor(new URLSearchParams('sub=ama'))).toEqual({
      token: expect.stringContaining('"sub":"ama"'),
    });
    expect(await provider.tokenFor(new URLSearchParams('expires_in=x'))).toHaveProperty('fault');
  });

  it('remembers to whom it gave tokens, each once', async () => {
    const { url, provider } = await identity();
    expect(provider.callers()).toEqual([]);
    for (const query of ['sub=ama', 'sub=ama', 'sub=bo&expires_in=x'])
      await provider.tokenFor(new URLSearchParams(query));
    await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(CLIENT) });
    expect(provider.callers()).toEqual(['ama', 'local-client@clients']);
  });
});
