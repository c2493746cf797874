import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { GuardLimits, RequestGuard } from '@fintech-solution/domain/request-guard';

export const LIMITS: GuardLimits = { enquiriesPerMinute: 3, pendingTtlSeconds: 60 };

const MINUTE_MS = 60_000;
let numbers = 0;

/** The rules of {@link RequestGuard}, held against the real store, its stand-in and the fake alike. */
export function describeRequestGuard(name: string, createGuard: (limits: GuardLimits) => RequestGuard): void {
  /** A guard, and a caller and a number that no other test has. The time is today's: a store expires by its own clock. */
  const setup = (limits: Partial<GuardLimits> = {}) => {
    numbers += 1;
    return {
      guard: createGuard({ ...LIMITS, ...limits }),
      caller: `caller-${numbers}@clients`,
      number: `22462${String(numbers).padStart(7, '0')}` as Msisdn,
      minute: Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS,
    };
  };

  describe(`the request guard in ${name}`, () => {
    it('grants a caller the enquiries of a minute, and then none until the next', async () => {
      const { guard, caller, minute } = setup();
      const verdicts = [];
      for (const at of [0, 10_000, 20_000, 30_000, 59_000])
        verdicts.push(await guard.countEnquiry(caller, minute + at));

      expect(verdicts).toEqual([
        { kind: 'granted' },
        { kind: 'granted' },
        { kind: 'granted' },
        { kind: 'spent', retryAfterSeconds: 30 },
        { kind: 'spent', retryAfterSeconds: 1 },
      ]);
      expect(await guard.countEnquiry(caller, minute + MINUTE_MS)).toEqual({ kind: 'granted' });
    });

    it('counts enquiries that come at one instant one by one', async () => {
      const { guard, caller, minute } = setup();

      const verdicts = await Promise.all(
        Array.from({ length: 10 }, () => guard.countEnquiry(caller, minute)),
      );

      expect(verdicts.filter(({ kind }) => kind === 'granted')).toHaveLength(3);
    });

    it('counts each caller apart', async () => {
      const { guard, caller, minute } = setup();
      for (let index = 0; index < 4; index += 1) await guard.countEnquiry(caller, minute);

      expect(await guard.countEnquiry(`${caller}-other`, minute)).toEqual({ kind: 'granted' });
    });

    it('knows a number as pending from its mark until the time of the mark is over', async () => {
      const { guard, number } = setup();
      const nowMs = Date.now();
      expect(await guard.isPending(number, nowMs)).toBe(false);

      await guard.markPending(number, nowMs);

      const later = [0, 59_999, 60_000].map((ms) => guard.isPending(number, nowMs + ms));
      expect(await Promise.all(later)).toEqual([true, true, false]);
    });

    it('marks each number apart, and anew', async () => {
      const { guard, number } = setup();
      const nowMs = Date.now();
      await guard.markPending(number, nowMs - 50_000);
      await guard.markPending(number, nowMs);

      expect(await guard.isPending(number, nowMs + 59_000)).toBe(true);
      expect(await guard.isPending(`${number.slice(0, -1)}x` as Msisdn, nowMs)).toBe(false);
    });

    it('limits nothing and marks nothing where the settings say so', async () => {
      const { guard, caller, number, minute } = setup({ enquiriesPerMinute: 0, pendingTtlSeconds: 0 });
      await guard.markPending(number, minute);

      expect(await guard.isPending(number, minute)).toBe(false);
      for (let index = 0; index < 5; index += 1)
        expect(await guard.countEnquiry(caller, minute)).toEqual({ kind: 'granted' });
    });
  });
}
