import { GUINEA_PLAN, type Msisdn } from '@fintech-solution/domain/msisdn';
import type { CountedOpening } from '@fintech-solution/domain/opening-allowance';
import type { GuardFailure } from '@fintech-solution/domain/request-guard';
import { createTolerantGuard } from '@fintech-solution/runtime/tolerant-guard';
import { createInMemoryAccounts } from '@fintech-solution/testing/in-memory-accounts';
import { createInMemoryRequestGuard } from '@fintech-solution/testing/in-memory-request-guard';
import { createHandler } from '../../src/handler.ts';
import { createInMemoryAccountRequests } from '../fakes/in-memory-account-requests.ts';

/** The beginning of a minute. */
const START = 1_764_039_120_000;
const NUMBER = '224622000001' as Msisdn;
const LIMITS = { enquiriesPerMinute: 120, pendingTtlSeconds: 60 };
const ROUTES = [
  '/get-account-info/msisdn/{msisdn}',
  '/accounts/{identifierType}/{identifier}/balance',
] as const;
const [ENQUIRY, BALANCE] = ROUTES;

/** The handler behind a guard in memory, with a clock of its own; `hasGuard: false` is the handler without one. */
function setup({ hasGuard = true, limits = LIMITS } = {}) {
  let nowMs = START;
  const clock = () => nowMs;
  const accounts = createInMemoryAccounts();
  const requests = createInMemoryAccountRequests();
  const find = jest.spyOn(accounts, 'find');
  const request = jest.spyOn(requests, 'request');
  const take = jest.fn(async (_opening: CountedOpening) => ({ kind: 'granted' }) as const);
  const store = createInMemoryRequestGuard(limits);
  const metrics = { count: jest.fn() };
  const silent = () => undefined;
  const log = { begin: silent, info: silent, warn: silent, error: silent };
  const guard = createTolerantGuard(store, { ...limits, log, metrics, clock });
  const handler = createHandler({
    ...{ accounts, requests, allowance: { take }, log, metrics, clock },
    guard: hasGuard ? guard : undefined,
    rules: { requiredScopes: [], unboundScopes: [], plan: GUINEA_PLAN },
    allowedOrigins: [],
    newId: () => 'new-id',
  });
  const ask = async (
    msisdn: string = NUMBER,
    { resource = ENQUIRY as string, sub = 'caller', exp = '99999999999' } = {},
  ) => {
    const { statusCode, headers, body } = await handler({
      resource,
      pathParameters: { msisdn, identifierType: 'msisdn', identifier: msisdn },
      requestContext: { requestId: 'request-1', authorizer: { sub, exp } },
    });
    return { statusCode, headers: headers ?? {}, body: JSON.parse(body) as Record<string, unknown> };
  };
  const open = (msisdn: Msisdn, balance: string) =>
    accounts.put(msisdn, {
      ...{
        balance,
        openingBalance: '1000',
        currency: 'GNF',
        status: 'ACTIVE',
        openedBy: 'event',
        version: 1,
      },
      createdAt: '2025-11-25T02:52:00.000Z',
    });
  return {
    ask,
    open,
    find,
    request,
    requests,
    take,
    store,
    metrics,
    pass: (ms: number) => void (nowMs += ms),
  };
}

/** The same a number of times, one after the other. */
async function repeat<T>(times: number, action: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index += 1) results.push(await action());
  return results;
}

describe.each(ROUTES)('a caller over its enquiries of a minute, on %s', (resource) => {
  it('is refused until the next, and nothing is read, counted or queued for it', async () => {
    const { ask, open, find, request, take, metrics, pass } = setup({
      limits: { ...LIMITS, enquiriesPerMinute: 3 },
    });
    open(NUMBER, '1000');
    expect((await repeat(3, () => ask(NUMBER, { resource }))).map(({ statusCode }) => statusCode)).toEqual([
      200, 200, 200,
    ]);
    find.mockClear();
    pass(15_000);

    const { statusCode, headers, body } = await ask(NUMBER, { resource });

    expect([statusCode, headers['Retry-After'], headers['Content-Type']]).toEqual([
      429,
      '45',
      'application/problem+json',
    ]);
    expect(body).toMatchObject({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      code: 'TOO_MANY_REQUESTS',
      message: 'Trop de demandes. Veuillez réessayer dans un instant.',
    });
    expect([find, request, take].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
    expect(metrics.count.mock.calls).toEqual([['EnquiryRefused']]);
    expect((await ask(NUMBER, { resource, sub: 'another' })).statusCode).toBe(200);
    pass(45_000);
    expect((await ask(NUMBER, { resource })).statusCode).toBe(200);
  });

  it('has them counted over all routes, and only where something would be read', async () => {
    const { ask } = setup({ limits: { ...LIMITS, enquiriesPerMinute: 2 } });
    await repeat(5, () => ask('33612345678', { resource }));
    await repeat(5, () => ask(NUMBER, { resource, exp: '1' }));

    await ask(NUMBER, { resource: ENQUIRY });
    await ask(NUMBER, { resource: BALANCE });

    expect((await ask(NUMBER, { resource })).statusCode).toBe(429);
  });
});

describe('a refusal of the accounts API', () => {
  it('is an error object of the standard too', async () => {
    const { ask } = setup({ limits: { ...LIMITS, enquiriesPerMinute: 1 } });
    await ask();

    const { body } = await ask(NUMBER, { resource: BALANCE });

    expect(body).toMatchObject({ errorCategory: 'businessRule', errorCode: 'rateLimitError' });
  });
});

describe('a hundred polls of a new number', () => {
  it('queue one event and count one opening with the guard', async () => {
    const { ask, requests, take } = setup();

    const answers = await repeat(100, () => ask());

    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${String(body['code'])}`))).toEqual(
      new Set(['200 ACCOUNT_BEING_OPENED']),
    );
    expect([requests.requested.length, take.mock.calls.length]).toEqual([1, 1]);
  });

  it('queue a hundred without it', async () => {
    const { ask, requests } = setup({ hasGuard: false });
    await repeat(100, () => ask());

    expect(requests.requested).toHaveLength(100);
  });

  it('queue one more where the account is still not there after the time of the mark', async () => {
    const { ask, requests, pass } = setup();
    await ask();
    pass(60_000);
    await repeat(10, () => ask());

    expect(requests.requested).toHaveLength(2);
  });

  it('read the account each time, and tell it once it is there', async () => {
    const { ask, open, find } = setup();
    await repeat(3, () => ask());
    open(NUMBER, '1000');

    expect((await ask()).body).toMatchObject({ code: 'ACCOUNT_FOUND', data: { balance: '1000' } });
    expect(find).toHaveBeenCalledTimes(4);
  });
});

describe('a number', () => {
  it('is not marked where the queue did not take its request', async () => {
    const { ask, request, requests } = setup();
    request.mockRejectedValueOnce(new Error('off'));
    await ask();
    expect((await ask()).body).toMatchObject({ code: 'ACCOUNT_BEING_OPENED' });

    expect(requests.requested).toHaveLength(1);
  });

  it('that is marked is told from its account all the same', async () => {
    const { ask, open, store } = setup();
    open(NUMBER, '777');
    store.forgeMark(NUMBER, START);

    expect((await ask()).body).toMatchObject({ data: { balance: '777' } });
  });
});

describe('a guard that goes wrong', () => {
  const NUMBERS = [NUMBER, '224622000002', '224622000003'] as Msisdn[];
  type Setup = ReturnType<typeof setup>;

  /** What callers are told and what is asked for, of numbers with and without an account. */
  async function told(given: Setup, disturb: (given: Setup, turn: number) => void) {
    given.open('224622000002' as Msisdn, '5000');
    const answers: unknown[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      disturb(given, turn);
      for (const number of NUMBERS) answers.push((await given.ask(number)).body);
      given.pass(20_000);
    }
    return { answers, opened: [...new Set(given.requests.requested.map(({ msisdn }) => msisdn))] };
  }

  const failing =
    (reason: GuardFailure) =>
    ({ store }: Setup, turn: number) =>
      store.failing(turn < 4 ? reason : undefined);

  it.each<[string, (given: Setup, turn: number) => void]>([
    ['is cut off', failing('not-connected')],
    ['is silent', failing('timeout')],
    ['refuses', failing('refused')],
    ['answers nonsense', failing('nonsense')],
    ['forgets everything', ({ store }) => store.flush()],
    [
      'believes that everything is asked for already',
      ({ store }, turn) => NUMBERS.forEach((number) => store.forgeMark(number, START + turn * 20_000)),
    ],
    ['keeps marks from long ago', ({ store }) => store.forgeMark(NUMBER, START - 3_600_000)],
  ])('and %s changes no answer, and every account is asked for', async (_, disturb) => {
    const without = await told(setup({ hasGuard: false }), () => undefined);

    expect(await told(setup(), disturb)).toEqual(without);
  });
});
