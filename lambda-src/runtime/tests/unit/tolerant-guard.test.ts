import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { GuardUnavailableError, type RequestGuard } from '@fintech-solution/domain/request-guard';
import { createInMemoryRequestGuard } from '@fintech-solution/testing/in-memory-request-guard';
import { createTolerantGuard } from '../../src/tolerant-guard.ts';

const START = 1_764_039_120_000;
const NUMBER = '224622000001' as Msisdn;
const LIMITS = { enquiriesPerMinute: 2, pendingTtlSeconds: 60 };
const GRANTED = { kind: 'granted' };

/** A tolerant guard over one in memory, with a clock of its own. */
function setup(changes: Partial<RequestGuard> = {}) {
  let nowMs = START;
  const store = createInMemoryRequestGuard(LIMITS);
  const asked = {
    countEnquiry: jest.spyOn(store, 'countEnquiry'),
    isPending: jest.spyOn(store, 'isPending'),
    markPending: jest.spyOn(store, 'markPending'),
  };
  const metrics = { count: jest.fn() };
  const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  const guard = createTolerantGuard(
    { ...store, ...changes },
    { ...LIMITS, metrics, log, clock: () => nowMs },
  );
  return {
    store,
    asked,
    metrics,
    log,
    count: () => guard.countEnquiry('caller', nowMs),
    isPending: () => guard.isPending(NUMBER, nowMs),
    mark: () => guard.markPending(NUMBER, nowMs),
    pass: (ms: number) => void (nowMs += ms),
  };
}

describe('a guard whose store answers', () => {
  it('judges as the store does', async () => {
    const { count, isPending, mark, metrics } = setup();

    expect(await isPending()).toBe(false);
    await mark();
    expect(await isPending()).toBe(true);
    expect([await count(), await count(), await count()]).toEqual([
      GRANTED,
      GRANTED,
      { kind: 'spent', retryAfterSeconds: 60 },
    ]);
    expect(metrics.count).not.toHaveBeenCalled();
  });
});

describe.each(['not-connected', 'timeout', 'refused', 'nonsense'] as const)(
  'a guard whose store fails: %s',
  (reason) => {
    it('lets every request through, and says once why', async () => {
      const { store, count, isPending, mark, metrics, log } = setup();
      await mark();
      store.failing(reason);

      expect([await count(), await isPending(), await mark()]).toEqual([GRANTED, false, undefined]);
      expect(metrics.count.mock.calls).toEqual([['GuardUnavailable']]);
      expect(log.warn.mock.calls).toEqual([['Request guard left alone', { reason }]]);
    });
  },
);

describe('a store that failed', () => {
  it('is left alone for five seconds, then tried with one request', async () => {
    const { store, asked, count, isPending, mark, metrics, pass } = setup();
    store.failing('timeout');
    await count();
    pass(4_999);
    await Promise.all([count(), isPending(), mark()]);
    expect(Object.values(asked).map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0]);

    pass(1);
    await isPending();
    await count();

    expect(Object.values(asked).map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
    expect(metrics.count).toHaveBeenCalledTimes(2);
  });

  it('is asked as before once it answers again', async () => {
    const { store, count, pass, metrics } = setup();
    store.failing('timeout');
    await count();
    store.failing(undefined);
    pass(5_000);

    expect([await count(), await count(), (await count()).kind]).toEqual([GRANTED, GRANTED, 'spent']);
    expect(metrics.count).toHaveBeenCalledTimes(1);
  });

  it('is tried again at once where the clock was set back', async () => {
    const { store, asked, count, pass } = setup();
    store.failing('timeout');
    await count();
    pass(-3_600_000);
    await count();

    expect(asked.countEnquiry).toHaveBeenCalledTimes(2);
  });

  it('costs no caller a request where its error is unknown, and shows nothing of it', async () => {
    const failure = Object.assign(new Error('AUTH user eyJ0b2tlbg'), { command: ['AUTH', 'eyJ0b2tlbg'] });
    const { count, log } = setup({ countEnquiry: () => Promise.reject(failure) });

    expect(await count()).toEqual(GRANTED);
    expect(log.warn.mock.calls).toEqual([['Request guard left alone', { reason: 'unexpected' }]]);
  });
});

describe('a store that lies', () => {
  it('keeps a number from being asked for no longer than the time of one mark', async () => {
    const lying = { isPending: async () => true };
    const { isPending, mark, pass } = setup(lying);
    const told: boolean[] = [await isPending()];
    for (const ms of [30_000, 29_999, 1]) {
      pass(ms);
      told.push(await isPending());
    }
    expect(told).toEqual([true, true, true, false]);

    // The use case asks for the account, and says so.
    await mark();
    expect(await isPending()).toBe(true);
  });

  it('that has lost its memory only costs another request', async () => {
    const { store, isPending, mark } = setup();
    await mark();
    store.flush();

    expect(await isPending()).toBe(false);
  });
});

it('tells the reason of what it throws, and no more', () => {
  expect(new GuardUnavailableError('refused', new Error('inner'))).toMatchObject({
    name: 'GuardUnavailableError',
    message: 'The request guard is unavailable: refused',
    reason: 'refused',
  });
});
