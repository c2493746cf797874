import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';
import type { ProxyEvent } from '@fintech-solution/runtime/http/request-context';
import {
  type AllowanceLimit,
  AllowanceUnavailableError,
  type OpeningAllowance,
  secondsUntilNextDay,
} from '@fintech-solution/domain/opening-allowance';
import { createLog } from '@fintech-solution/runtime/log';
import { createMetrics } from '@fintech-solution/runtime/metrics';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { createInMemoryAccounts, type StoredAccount } from '@fintech-solution/testing/in-memory-accounts';
import { createHandler, type Dependencies } from '../../src/handler.ts';
import { createInMemoryAccountRequests } from '../fakes/in-memory-account-requests.ts';

const NOW = 1_764_039_120_000;
const MSISDN = '224622000001' as Msisdn;
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2ln';
const REQUEST_ID = '9c4d6a3e-6f5a-4f57-8d0e-123456789012';
const OPEN: StoredAccount = {
  balance: '1000',
  openingBalance: '1000',
  currency: 'GNF',
  status: 'ACTIVE',
  createdAt: '2025-11-25T02:52:00.000Z',
  openedBy: 'event-0',
  version: 1,
};

let output: CapturedOutput;
beforeEach(() => {
  process.env['POWERTOOLS_SERVICE_NAME'] = 'get-account-info';
  output = captureOutput();
});
afterEach(() => output.release());

/** The handler, the event of an ordinary call, and everything that the handler touches. */
function setup({
  rules = {},
  ...overrides
}: Partial<Omit<Dependencies, 'rules'>> & { rules?: Partial<AccessRules> } = {}) {
  const accounts = createInMemoryAccounts();
  const requests = createInMemoryAccountRequests();
  const find = jest.spyOn(accounts, 'find');
  const plan = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };
  const handler = createHandler({
    accounts,
    requests,
    rules: { requiredScopes: [], unboundScopes: [], plan, ...rules },
    allowedOrigins: [],
    log: createLog(plan),
    metrics: createMetrics(),
    clock: () => NOW,
    newId: () => 'new-id',
    ...overrides,
  });
  const ask = async (msisdn: string | undefined, changes: Partial<ProxyEvent> = {}) => {
    const { statusCode, headers, body } = await handler({ ...eventFor(msisdn), ...changes });
    return { statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
  };
  return { accounts, requests, find, handler, ask };
}

const CALLER = { principalId: 'abc', sub: 'abc', scope: 'read:account', exp: String(NOW / 1_000 + 60) };

function eventFor(msisdn: string | undefined): ProxyEvent {
  return {
    pathParameters: msisdn === undefined ? null : { msisdn },
    headers: { Authorization: `Bearer ${TOKEN}`, Host: 'api.example' },
    requestContext: { requestId: REQUEST_ID, extendedRequestId: 'JKJaXmPLvHcESHA=', authorizer: CALLER },
  };
}

const withCaller = (changes: Record<string, unknown>): Partial<ProxyEvent> => ({
  requestContext: { requestId: REQUEST_ID, extendedRequestId: 'x', authorizer: { ...CALLER, ...changes } },
});

describe('a call for an account that is open', () => {
  it.each(['224622000001', '%2B224622000001', '622%2000%2000%2001'])(
    'tells its balance, spelled %s',
    async (spelling) => {
      const { accounts, requests, ask } = setup();
      accounts.put(MSISDN, OPEN);
      const answer = await ask(spelling);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toMatchObject({
        code: 'ACCOUNT_FOUND',
        data: { msisdn: '224622000001', balance: '1000', currency: 'GNF' },
      });
      expect(requests.requested).toEqual([]);
    },
  );
});

describe('a call for an account that is not active', () => {
  it('tells a blocked account as any other', async () => {
    const { accounts, ask } = setup();
    accounts.put(MSISDN, { ...OPEN, status: 'BLOCKED' });
    expect(await ask('622000001')).toMatchObject({
      statusCode: 200,
      body: { code: 'ACCOUNT_FOUND', data: { balance: '1000' } },
    });
  });

  it('says that an account is closed, tells no balance and queues nothing', async () => {
    const { accounts, requests, ask } = setup();
    accounts.put(MSISDN, { ...OPEN, balance: '0', status: 'CLOSED' });
    const answer = await ask('622000001');
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toEqual({ code: 'ACCOUNT_CLOSED', message: 'Le compte de ce numéro est fermé.' });
    expect(requests.requested).toEqual([]);
    expect(output.logs()).toMatchObject([{ level: 'INFO', outcome: 'closed', msisdn: '224*******01' }]);
  });

  it('tells a closed account only to those who may read it', async () => {
    const { accounts, ask } = setup();
    accounts.put(MSISDN, { ...OPEN, balance: '0', status: 'CLOSED' });
    expect(await ask('622000001', withCaller({ msisdn: '224622000002' }))).toMatchObject({ statusCode: 403 });
  });
});

describe('a call for an account that is not open', () => {
  it('queues one request and says that it is being opened', async () => {
    const { requests, ask } = setup();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await ask('622000001', { headers: { 'x-correlation-id': 'call-1', traceparent } });
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'X-Correlation-Id': 'call-1', 'Cache-Control': 'no-store' },
      body: { code: 'ACCOUNT_BEING_OPENED' },
    });
    expect(requests.requested).toEqual([
      { eventId: 'JKJaXmPLvHcESHA=', msisdn: MSISDN, correlationId: 'call-1', traceparent },
    ]);
  });

  it.each([undefined, ''])(
    'names the request itself where the gateway did not: %j',
    async (extendedRequestId) => {
      const { requests, ask } = setup();
      const context = { requestId: REQUEST_ID, authorizer: CALLER };
      await ask('622000001', {
        requestContext: extendedRequestId === undefined ? context : { ...context, extendedRequestId },
      });
      expect(requests.requested).toMatchObject([{ eventId: 'new-id', correlationId: REQUEST_ID }]);
    },
  );
});

describe('a call that is refused', () => {
  const expectUntouched = ({ find, requests }: Pick<ReturnType<typeof setup>, 'find' | 'requests'>): void => {
    expect(find).not.toHaveBeenCalled();
    expect(requests.requested).toEqual([]);
  };

  it.each([undefined, '', '224302000001', '2246220000%2531', '224622000001%00', '22462200000%zz'])(
    'because %j is no subscriber number reads nothing and queues nothing',
    async (msisdn) => {
      const call = setup();
      const answer = await call.ask(msisdn);
      expect(answer).toMatchObject({ statusCode: 400, body: { code: 'MSISDN_INVALID' } });
      expectUntouched(call);
    },
  );

  it('because the caller is unknown reads nothing and queues nothing', async () => {
    const call = setup();
    const answer = await call.ask('622000001', { requestContext: { requestId: REQUEST_ID } });
    expect(answer).toMatchObject({ statusCode: 401, body: { code: 'UNAUTHORIZED' } });
    expect(answer.headers).toHaveProperty('WWW-Authenticate');
    expectUntouched(call);
  });

  it('because the token ended reads nothing and queues nothing', async () => {
    const call = setup();
    const answer = await call.ask('622000001', withCaller({ exp: String(NOW / 1_000) }));
    expect(answer).toMatchObject({ statusCode: 401, body: { code: 'UNAUTHORIZED' } });
    expectUntouched(call);
  });

  it('because the token is bound to another number reads nothing and queues nothing', async () => {
    const call = setup();
    const answer = await call.ask('622000001', withCaller({ msisdn: '224622000002' }));
    expect(answer).toMatchObject({ statusCode: 403, body: { code: 'FORBIDDEN' } });
    expectUntouched(call);
  });

  it('because a token without a number lacks the scope for it reads nothing and queues nothing', async () => {
    const call = setup({ rules: { unboundScopes: ['accounts:any'] } });
    expect(await call.ask('622000001')).toMatchObject({ statusCode: 403, body: { code: 'FORBIDDEN' } });
    expectUntouched(call);
  });

  it('because a scope is wanting reads nothing and queues nothing', async () => {
    const call = setup({ rules: { requiredScopes: ['write:account'] } });
    const answer = await call.ask('622000001');
    expect(answer).toMatchObject({ statusCode: 403, body: { code: 'FORBIDDEN' } });
    expectUntouched(call);
  });
});

describe('a call that we cannot serve', () => {
  it('because the store does not answer is to be made again', async () => {
    const { accounts, requests, ask } = setup();
    accounts.failing(true);
    const answer = await ask('622000001');
    expect(answer).toMatchObject({ statusCode: 503, body: { code: 'UNAVAILABLE' } });
    expect(answer.headers).toHaveProperty('Retry-After');
    expect(requests.requested).toEqual([]);
  });

  it('because the queue does not answer is to be made again', async () => {
    const { requests, ask } = setup();
    requests.failing();
    expect(await ask('622000001')).toMatchObject({ statusCode: 503, body: { code: 'UNAVAILABLE' } });
  });

  it.each([
    ['a balance with a fraction', { balance: '1000.5' }],
    ['a negative balance', { balance: '-1' }],
    ['no balance', { balance: '' }],
    ['no currency', { currency: '' }],
    ['another currency', { currency: 'XOF' }],
    ['an unknown status', { status: 'FROZEN' }],
  ])(
    'because the account is corrupt with %s is our fault, and the log names the masked number',
    async (_, change) => {
      const { accounts, requests, ask } = setup();
      accounts.put(MSISDN, { ...OPEN, ...change });
      const answer = await ask('622000001');
      expect(answer).toMatchObject({ statusCode: 500, body: { code: 'INTERNAL_ERROR' } });
      expect(JSON.stringify(answer.body)).not.toMatch(/corrupt|1000\.5/);
      expect(requests.requested).toEqual([]);
      expect(output.logs()).toContainEqual(
        expect.objectContaining({
          level: 'ERROR',
          msisdn: '224*******01',
          error: expect.objectContaining({ name: 'CorruptAccountError' }) as object,
        }),
      );
    },
  );

  it.each([new TypeError(`x of ${TOKEN} is not 224622000001`), 'not even an error', undefined])(
    'because of %s is our fault, and says nothing internal',
    async (thrown) => {
      const accounts = { find: () => Promise.reject(thrown as Error) };
      const answer = await setup({ accounts }).ask('622000001');
      expect(answer).toMatchObject({ statusCode: 500, body: { code: 'INTERNAL_ERROR' } });
      expect(answer.body).toEqual(
        expect.objectContaining({
          message: 'Une erreur est survenue de notre côté. Veuillez réessayer plus tard.',
        }),
      );
    },
  );
});

describe('an opening allowance', () => {
  const NUMBER = '622000001';
  const spent = (limit: AllowanceLimit) => ({ take: async () => ({ kind: 'spent', limit }) as const });

  it.each(['caller', 'total'] as const)('that is spent (%s) is 429 until the next UTC day', async (limit) => {
    const { ask, requests } = setup({ allowance: spent(limit) });
    expect(await ask(NUMBER)).toMatchObject({
      statusCode: 429,
      headers: {
        'Content-Type': 'application/problem+json',
        'Retry-After': String(secondsUntilNextDay(NOW)),
        'Cache-Control': 'no-store',
      },
      body: { status: 429, title: 'Too Many Requests', code: 'TOO_MANY_REQUESTS' },
    });
    expect(requests.requested).toEqual([]);
    expect(output.metrics()).toMatchObject([{ OpeningRefused: 1, Limit: limit }]);
    expect(output.logs()).toMatchObject([{ outcome: 'openings-spent' }]);
  });

  it('charges the caller, but not a token that is bound to the very number', async () => {
    const take = jest.fn<ReturnType<OpeningAllowance['take']>, Parameters<OpeningAllowance['take']>>(
      async () => ({ kind: 'granted' }),
    );
    const { ask } = setup({ allowance: { take } });
    await ask(NUMBER);
    await ask(NUMBER, withCaller({ msisdn: MSISDN }));
    expect(take.mock.calls).toEqual([
      [{ msisdn: MSISDN, caller: 'abc', nowMs: NOW }],
      [{ msisdn: MSISDN, caller: undefined, nowMs: NOW }],
    ]);
  });

  it('that cannot be asked is 503, and nothing is opened', async () => {
    const take = () => Promise.reject(new AllowanceUnavailableError(new Error('off')));
    const { ask, requests } = setup({ allowance: { take } });
    expect(await ask(NUMBER)).toMatchObject({ statusCode: 503, body: { code: 'UNAVAILABLE' } });
    expect(requests.requested).toEqual([]);
  });
});

describe('an answer to a browser', () => {
  it.each([
    ['622000001', {}, 200],
    ['x', {}, 400],
    ['622000001', { requestContext: null }, 401],
    ['622000001', withCaller({ msisdn: '224622000002' }), 403],
  ])('can be read by a script of an allowed origin: %s %j', async (msisdn, changes, statusCode) => {
    const { ask } = setup({ allowedOrigins: ['https://app.example'] });
    const answer = await ask(msisdn, { headers: { Origin: 'https://app.example' }, ...changes });
    expect(answer).toMatchObject({
      statusCode,
      headers: { 'Access-Control-Allow-Origin': 'https://app.example', Vary: 'Origin' },
    });
  });
});

describe('an event', () => {
  it.each<[string, ProxyEvent | null]>([
    ['null', null],
    ['nothing', {}],
    ['everything null', { pathParameters: null, headers: null, requestContext: null }],
    ['no context', { pathParameters: { msisdn: '622000001' }, headers: null }],
  ])('with %s still gets an answer', async (_, event) => {
    const { handler } = setup();
    const { statusCode, headers } = await handler(event);
    expect([400, 401]).toContain(statusCode);
    expect(headers).toMatchObject({ 'X-Correlation-Id': 'new-id', 'Cache-Control': 'no-store' });
  });
});

describe('the log of a call', () => {
  it('is one line of at most 500 bytes when all is well, with the outcome and the correlation id', async () => {
    const { accounts, ask } = setup();
    process.env['_X_AMZN_TRACE_ID'] = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
    accounts.put(MSISDN, OPEN);
    await ask('622000001', { headers: { 'X-Correlation-Id': 'x'.repeat(64) } });
    delete process.env['_X_AMZN_TRACE_ID'];
    expect(output.logs()).toMatchObject([{ level: 'INFO', outcome: 'found', correlationId: 'x'.repeat(64) }]);
    expect(Buffer.byteLength(output.lines().join('\n'))).toBeLessThanOrEqual(500);
  });

  it('carries the correlation id of its own call only', async () => {
    const { ask } = setup();
    await ask('622000001', { headers: { 'X-Correlation-Id': 'first' } });
    await ask('x', { headers: { 'X-Correlation-Id': 'second' } });
    expect(output.logs().map(({ correlationId }) => correlationId)).toEqual(['first', 'second']);
  });

  it('is handed masked numbers, and has nothing to mask itself', async () => {
    const fields: unknown[] = [];
    const note = (_: string, more?: unknown) => void fields.push(more);
    const log = { begin: (common: unknown) => note('', common), info: note, warn: note, error: note };
    await setup({ log }).ask('622000001');
    await setup({ log, accounts: { find: () => Promise.reject(new Error('x')) } }).ask('622000001');
    expect(fields.filter((each) => JSON.stringify(each)?.includes('224*******01'))).toHaveLength(3);
    expect(JSON.stringify(fields)).not.toContain('622000001');
  });

  it('shows no full number and no token, whatever was sent and whatever failed', async () => {
    const failure = new AccountsUnavailableError(new Error(`GetItem 224622000001 with Bearer ${TOKEN}`));
    const { ask } = setup({ accounts: { find: () => Promise.reject(failure) } });
    const hostile = {
      'X-Correlation-Id': '224622000001',
      traceparent: TOKEN,
      Authorization: `Bearer ${TOKEN}`,
    };
    for (const spelling of ['622000001', '+224%20622%2000%2000%2001', '224622000001%2F', TOKEN])
      await ask(spelling, { headers: hostile });
    expect(output.timeless()).not.toMatch(/622000001|622 ?00|eyJ|c2ln/);
    expect(output.logs().length).toBeGreaterThan(4);
  });
});
