import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createConsoleApi } from '../../../src/console/console-api.ts';
import { createCallbacks } from '../../../src/observed/callbacks.ts';
import { createOutbox } from '../../../src/observed/outbox.ts';
import { createFaults } from '../../../src/faults/faults.ts';

let server: Server;

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function setup() {
  const done: unknown[] = [];
  const outbox = createOutbox(() => 0);
  const callbacks = createCallbacks(() => 0);
  let total = { openings: 2, limit: 2 };
  const api = createConsoleApi({
    health: () => ({ status: 'ok' }),
    tokenFor: async (query) =>
      query.get('expires_in') === 'x'
        ? { fault: 'expires_in is wrong' }
        : { token: `for ${query.get('sub')}` },
    rotateKeys: async ({ drop }) => `drop=${drop}`,
    outbox,
    callbacks,
    openings: {
      read: async () => ({ day: '2026-11-30', endsAt: '2026-12-01T00:00:00.000Z', total, callers: [] }),
      reset: async () => void (total = { ...total, openings: 0 }),
    },
    faults: createFaults(),
    readState: async () => ({
      accounts: [],
      transactions: [],
      movements: [],
      notifications: [],
      queue: { visible: 0, inFlight: 0, delayed: 0 },
      deadLetters: [],
      queues: {},
      callbacks: [],
      callbackAttempts: [],
    }),
    readAudit: async () => {
      throw new Error('not asked for here');
    },
    redriveDeadLetters: async (id) => done.push(['redrive', id]),
    recycle: async () => void done.push('recycle'),
  });
  server = createServer(
    (request, response) => void api.handle(request, response, (request.url ?? '').split('?')[0]!),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      document: /^[{[]/.test(text) ? JSON.parse(text) : undefined,
    };
  };
  return { call, outbox, callbacks, done };
}

const WELL = {
  seed: 1,
  duplicate: 0,
  transactionConflict: 0,
  reorder: 0,
  crash: 0,
  sms: 'ok',
  email: 'ok',
  jwks: 'ok',
  dynamodb: 'ok',
  sqs: 'ok',
  ssm: 'ok',
  callback: 'ok',
  valkey: 'ok',
};

describe('the console’s JSON', () => {
  it('shows health and state', async () => {
    const { call } = await setup();
    expect((await call('GET', '/_local/health')).document).toEqual({ status: 'ok' });
    expect((await call('GET', '/_local/state')).document).toHaveProperty('deadLetters', []);
  });

  it('gives a token as bare text', async () => {
    const { call } = await setup();
    const answer = await call('GET', '/_local/token?sub=ama');
    expect(answer.text).toBe('for ama');
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect((await call('GET', '/_local/token?expires_in=x')).document).toMatchObject({
      status: 400,
      message: 'expires_in is wrong',
    });
  });

  it('shows and clears the outbox', async () => {
    const { call, outbox } = await setup();
    outbox.addSms({ to: ['224622000001'], sender_name: 'SMS 9080', message: 'Bienvenue' });
    expect((await call('GET', '/_local/outbox')).document.counts).toEqual({ sms: 1, emails: 0 });
    await call('DELETE', '/_local/outbox');
    expect((await call('GET', '/_local/outbox')).document).toEqual({
      sms: [],
      emails: [],
      counts: { sms: 0, emails: 0 },
    });
  });

  it('shows and forgets the callbacks that arrived', async () => {
    const { call, callbacks } = await setup();
    const callback = { path: '/_local/callback/x', method: 'PUT', headers: {}, body: '{}', verified: true };
    callbacks.add(callback);
    const shown = [{ ...callback, at: '1970-01-01T00:00:00.000Z' }];
    expect((await call('GET', '/_local/callbacks')).document).toEqual(shown);
    expect((await call('DELETE', '/_local/callbacks')).document).toEqual([]);
    expect((await call('GET', '/_local/callbacks')).document).toEqual([]);
  });

  it('shows what is spent of the opening allowance, and resets it', async () => {
    const { call } = await setup();
    const spent = { day: '2026-11-30', endsAt: '2026-12-01T00:00:00.000Z', callers: [] };
    expect((await call('GET', '/_local/allowance')).document).toEqual({
      ...spent,
      total: { openings: 2, limit: 2 },
    });
    const reset = { ...spent, total: { openings: 0, limit: 2 } };
    expect((await call('DELETE', '/_local/allowance')).document).toEqual(reset);
    expect((await call('GET', '/_local/allowance')).document).toEqual(reset);
  });

  it('replaces all faults by a PUT and clears them by a DELETE', async () => {
    const { call } = await setup();
    expect((await call('GET', '/_local/faults')).document).toEqual(WELL);
    await call('PUT', '/_local/faults', { sms: 'fail', crash: 0.5 });
    expect((await call('PUT', '/_local/faults', { email: 'slow' })).document).toEqual({
      ...WELL,
      email: 'slow',
    });
    expect((await call('GET', '/_local/faults')).document).toEqual({ ...WELL, email: 'slow' });
    expect((await call('DELETE', '/_local/faults')).document).toEqual(WELL);
  });

  it('shows the chances of single calls where there are any', async () => {
    const { call } = await setup();
    const chances = { sms: { fail: 0.1 } };
    expect((await call('PUT', '/_local/faults', { chances })).document).toEqual({ ...WELL, chances });
  });

  it('shows the script of one-shot faults while it has entries', async () => {
    const { call } = await setup();
    const next = [{ site: 'dynamodb.PutItem', action: 'crash' }];
    expect((await call('PUT', '/_local/faults', { next })).document).toEqual({ ...WELL, next });
  });

  it.each([
    [{ crash: 2 }, 'crash'],
    [{ sms: 'down' }, 'sms'],
    ['{', 'object'],
  ])('refuses the faults %j, naming %s, and keeps the old ones', async (body, named) => {
    const { call } = await setup();
    await call('PUT', '/_local/faults', { sms: 'fail' });
    const answer = await call('PUT', '/_local/faults', body);
    expect(answer.document).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      message: expect.stringContaining(named),
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect((await call('GET', '/_local/faults')).document.sms).toBe('fail');
  });

  it('rotates the keys and drops the old ones only when told to', async () => {
    const { call } = await setup();
    expect((await call('POST', '/_local/keys/rotate')).document).toEqual({ kid: 'drop=false' });
    expect((await call('POST', '/_local/keys/rotate', { drop: true })).document).toEqual({
      kid: 'drop=true',
    });
  });

  it('recycles functions and redrives dead letters', async () => {
    const { call, done } = await setup();
    await call('POST', '/_local/functions/recycle');
    await call('POST', '/_local/dead-letters/redrive');
    await call('POST', '/_local/dead-letters/redrive', { messageId: 'm1' });
    expect(done).toEqual(['recycle', ['redrive', undefined], ['redrive', 'm1']]);
  });

  it('has problems for unknown paths and methods', async () => {
    const { call } = await setup();
    expect((await call('GET', '/_local/nothing')).document).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await call('GET', '/_local/toString')).status).toBe(404);
    const answer = await call('POST', '/_local/outbox');
    expect(answer.document).toMatchObject({ status: 405 });
    expect(answer.headers.get('allow')).toBe('GET, DELETE');
    expect((await call('HEAD', '/_local/health')).status).toBe(200);
  });
});
