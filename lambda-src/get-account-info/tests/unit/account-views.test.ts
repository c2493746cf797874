import { AccountsUnavailableError, CorruptAccountError } from '@fintech-solution/domain/account';
import { HTTP_ERRORS, type LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { GUINEA_PLAN, type Msisdn } from '@fintech-solution/domain/msisdn';
import type { AccessRules } from '@fintech-solution/runtime/http/authorize-caller';
import { createLog } from '@fintech-solution/runtime/log';
import { createMetrics } from '@fintech-solution/runtime/metrics';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { createInMemoryAccounts, type StoredAccount } from '@fintech-solution/testing/in-memory-accounts';
import { createHandler } from '../../src/handler.ts';
import { createInMemoryAccountRequests } from '../fakes/in-memory-account-requests.ts';

const NOW = 1_764_039_120_000;
const NOW_TEXT = new Date(NOW).toISOString();
const MSISDN = '224622000001' as Msisdn;
const BALANCE = '/accounts/{identifierType}/{identifier}/balance';
const STATUS = '/accounts/{identifierType}/{identifier}/status';
const CALLER = { sub: 'abc', scope: 'read:account', exp: String(NOW / 1_000 + 60) };
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
  output = captureOutput();
});
afterEach(() => output.release());

/** The handler, and everything that it touches. */
function setup(rules: Partial<AccessRules> = {}) {
  const accounts = createInMemoryAccounts();
  const requests = createInMemoryAccountRequests();
  const find = jest.spyOn(accounts, 'find');
  const handler = createHandler({
    accounts,
    requests,
    rules: { requiredScopes: [], unboundScopes: [], plan: GUINEA_PLAN, ...rules },
    allowedOrigins: ['https://app.example'],
    log: createLog(GUINEA_PLAN),
    metrics: createMetrics(),
    clock: () => NOW,
    newId: () => 'new-id',
  });
  const get = async (
    resource: string,
    identifier: string,
    caller: object | null = CALLER,
    identifierType = 'msisdn',
  ) => {
    const {
      statusCode,
      headers = {},
      body,
    } = await handler({
      resource,
      pathParameters: { identifierType, identifier },
      headers: { Origin: 'https://app.example' },
      requestContext: { requestId: 'request-1', authorizer: caller as Record<string, unknown> | null },
    });
    return { status: statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
  };
  return { accounts, requests, find, get };
}

function expectRefusal(
  { status, body, headers }: Awaited<ReturnType<ReturnType<typeof setup>['get']>>,
  error: LedgerError,
  field?: string,
): void {
  const expected = HTTP_ERRORS[error];
  expect(body).toMatchObject({ ...expected, errorDescription: expected.message, errorDateTime: NOW_TEXT });
  expect(body['errorParameters']).toEqual([
    ...(field === undefined ? [] : [{ key: 'field', value: field }]),
    { key: 'correlationId', value: 'request-1' },
  ]);
  expect(status).toBe(expected.status);
  expect(headers['X-Date']).toBe(NOW_TEXT);
}

describe('the balance of an account', () => {
  it.each(['224622000001', '%2B224622000001', '622%2000%2000%2001'])(
    'is shown, spelled %s',
    async (spelling) => {
      const { accounts, get } = setup();
      accounts.put(MSISDN, { ...OPEN, balance: '9007199254740993' });
      const answer = await get(BALANCE, spelling);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        accountStatus: 'available',
        currentBalance: '9007199254740993',
        availableBalance: '9007199254740993',
        reservedBalance: '0',
        currency: 'GNF',
      });
      expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Date': NOW_TEXT });
      expect(answer.headers['Access-Control-Expose-Headers']).toContain('X-Date');
      expect(output.lines().join()).not.toContain('622000001');
    },
  );

  it.each(['BLOCKED', 'CLOSED'])('is shown of an account that is %s', async (status) => {
    const { accounts, get } = setup();
    accounts.put(MSISDN, { ...OPEN, status });
    expect((await get(BALANCE, MSISDN)).body).toMatchObject({
      accountStatus: 'unavailable',
      currentBalance: '1000',
    });
  });
});

describe('the status of an account', () => {
  it.each([
    ['ACTIVE', 'available'],
    ['BLOCKED', 'unavailable'],
    ['CLOSED', 'unavailable'],
  ])('is shown without its balance: %s is %s', async (status, accountStatus) => {
    const { accounts, get } = setup();
    accounts.put(MSISDN, { ...OPEN, status });
    expect((await get(STATUS, MSISDN)).body).toEqual({ accountStatus });
  });
});

describe.each([BALANCE, STATUS])('%s', (route) => {
  it('finds nothing of a number without an account, and asks for none', async () => {
    const { requests, get } = setup();
    expectRefusal(await get(route, MSISDN), 'not-found', 'identifier');
    expect(requests.requested).toEqual([]);
  });

  it.each<[string, object | null, string, string, LedgerError, string | undefined]>([
    ['no token', null, MSISDN, 'msisdn', 'unauthorized', undefined],
    ['an expired token, before anything else', { ...CALLER, exp: '1' }, 'x', 'x', 'unauthorized', undefined],
    ['another kind of identifier', CALLER, MSISDN, 'accountid', 'format-error', 'identifierType'],
    ['a foreign number', CALLER, '33612345678', 'msisdn', 'not-a-subscriber-number', 'identifier'],
    [
      'a number that is not the holder’s',
      { ...CALLER, msisdn: '622000002' },
      MSISDN,
      'msisdn',
      'forbidden',
      undefined,
    ],
  ])('refuses %s, and reads nothing', async (_, caller, identifier, type, error, field) => {
    const { find, get } = setup();
    expectRefusal(await get(route, identifier, caller, type), error, field);
    expect(find).not.toHaveBeenCalled();
  });

  it('needs the scopes that reading needs', async () => {
    const { accounts, get } = setup({ requiredScopes: ['read:account'], unboundScopes: ['read:any'] });
    accounts.put(MSISDN, OPEN);
    expectRefusal(await get(route, MSISDN), 'forbidden');
    expect((await get(route, MSISDN, { ...CALLER, msisdn: MSISDN })).status).toBe(200);
  });

  it.each([
    ['is down', new AccountsUnavailableError(new Error('down')), 'unavailable'],
    ['tells no truth', new CorruptAccountError('balance'), 'internal-error'],
    ['has a fault', new Error('224622000001'), 'internal-error'],
  ] as const)('says so when the store %s', async (_, error, expected) => {
    const { find, get } = setup();
    find.mockRejectedValue(error);
    const answer = await get(route, MSISDN);
    expectRefusal(answer, expected);
    expect('Retry-After' in answer.headers).toBe(expected === 'unavailable');
    expect(output.lines().join()).not.toContain('622000001');
  });
});
