import type { Msisdn } from '../../src/msisdn.ts';
import {
  createMarkTrust,
  GuardUnavailableError,
  isMarkFresh,
  judgeEnquiry,
  minuteOf,
  pendingMark,
} from '../../src/request-guard.ts';

const LIMITS = { enquiriesPerMinute: 120, pendingTtlSeconds: 60 };
const MINUTE = 1_764_039_120_000;
const NUMBER = '224622000001' as Msisdn;

describe('an enquiry', () => {
  it.each([1, 119, 120])('is granted where it is number %d of 120', (counted) => {
    expect(judgeEnquiry(counted, LIMITS, MINUTE)).toEqual({ kind: 'granted' });
  });

  it.each([
    [MINUTE, 60],
    [MINUTE + 1, 60],
    [MINUTE + 59_000, 1],
    [MINUTE + 59_999, 1],
  ])('over the limit at %d waits for the next minute: %d s', (nowMs, retryAfterSeconds) => {
    expect(judgeEnquiry(121, LIMITS, nowMs)).toEqual({ kind: 'spent', retryAfterSeconds });
  });

  it('waits no longer than a minute, whatever the store counts', () => {
    expect(judgeEnquiry(Number.MAX_SAFE_INTEGER, LIMITS, MINUTE + 30_000)).toEqual({
      kind: 'spent',
      retryAfterSeconds: 30,
    });
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 60, '7', null, undefined, 'OK'])(
    'is not judged by %j, which is no count',
    (counted) => {
      expect(() => judgeEnquiry(counted, LIMITS, MINUTE)).toThrow(GuardUnavailableError);
    },
  );

  it('belongs to one minute from its first millisecond to its last', () => {
    expect(minuteOf(MINUTE + 59_999)).toBe(minuteOf(MINUTE));
    expect(minuteOf(MINUTE + 60_000)).toBe(minuteOf(MINUTE) + 1);
  });
});

describe('a mark', () => {
  it('stands from the moment it was set until its time is over', () => {
    const mark = pendingMark(MINUTE);

    expect([0, 59_999, 60_000].map((later) => isMarkFresh(mark, LIMITS, MINUTE + later))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('does not stand where there is none', () => {
    expect(isMarkFresh(null, LIMITS, MINUTE)).toBe(false);
  });

  it('may come from a clock that is a little ahead, and from none that is far ahead', () => {
    expect(isMarkFresh(pendingMark(MINUTE + 5_000), LIMITS, MINUTE)).toBe(true);
    expect(isMarkFresh(pendingMark(MINUTE + 5_001), LIMITS, MINUTE)).toBe(false);
  });

  it.each([undefined, 1, '', '1', 'yes', '-1', '1e12', `${'9'.repeat(16)}`, ['1764039120000']])(
    'never stands where the store tells %j',
    (mark) => {
      const stands = () => isMarkFresh(mark, LIMITS, MINUTE);
      if (mark === '1') expect(stands()).toBe(false);
      else expect(stands).toThrow(GuardUnavailableError);
    },
  );
});

describe('how long a process believes the marks of a number', () => {
  const setup = () => createMarkTrust(60_000);

  it('is the time of one mark, whoever renews it in the store', () => {
    const trust = setup();

    expect(
      [0, 30_000, 59_999, 60_000, 61_000].map((later) => trust.mayBelieve(NUMBER, MINUTE + later)),
    ).toEqual([true, true, true, false, false]);
  });

  it('begins anew once the process has asked by itself', () => {
    const trust = setup();
    trust.mayBelieve(NUMBER, MINUTE);

    trust.asked(NUMBER);

    expect(trust.mayBelieve(NUMBER, MINUTE + 60_000)).toBe(true);
  });

  it('is told apart by number', () => {
    const trust = setup();
    trust.mayBelieve(NUMBER, MINUTE);

    expect(trust.mayBelieve('224622000002' as Msisdn, MINUTE + 60_000)).toBe(true);
  });

  it('ends where the clock was set back', () => {
    const trust = setup();
    trust.mayBelieve(NUMBER, MINUTE);

    expect(trust.mayBelieve(NUMBER, MINUTE - 1)).toBe(false);
  });

  it('is nothing for numbers beyond what is remembered, until others are forgotten', () => {
    const trust = setup();
    for (let index = 0; index < 10_000; index += 1) trust.mayBelieve(String(index) as Msisdn, MINUTE);

    expect(trust.mayBelieve(NUMBER, MINUTE + 1)).toBe(false);
    expect(trust.mayBelieve(NUMBER, MINUTE + 60_000)).toBe(true);
  });
});
