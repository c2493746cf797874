import { type PoolState, scaleOut } from '../../../src/runtime/scale-out.ts';

const LIMITS = { maximumEnvironments: 10, maximumStarting: 2 };

const decide = (state: Partial<PoolState>) =>
  scaleOut({ waitedMs: [], starting: 0, warm: 0, coldStartMs: 200, ...state }, LIMITS);

describe('scaleOut', () => {
  it('starts nothing without a waiting invocation', () => {
    expect(decide({})).toEqual({ start: 0, askAgainInMs: undefined });
    expect(decide({ warm: 3 })).toEqual({ start: 0, askAgainInMs: undefined });
  });

  it('starts at once where nothing is warm, as many as the machine starts at a time', () => {
    expect(decide({ waitedMs: [0] }).start).toBe(1);
    expect(decide({ waitedMs: [0, 0, 0] }).start).toBe(2);
  });

  it('starts no second environment for the same invocation', () => {
    expect(decide({ waitedMs: [0], starting: 1 }).start).toBe(0);
    expect(decide({ waitedMs: [200], starting: 1, warm: 1 }).start).toBe(0);
  });

  it('waits for a warm one as long as a cold start takes, and says when that will be over', () => {
    expect(decide({ waitedMs: [199, 20], warm: 1 })).toEqual({ start: 0, askAgainInMs: 1 });
    expect(decide({ waitedMs: [200, 20], warm: 1 })).toEqual({ start: 1, askAgainInMs: 180 });
    expect(decide({ waitedMs: [500, 300], warm: 1 })).toEqual({ start: 2, askAgainInMs: undefined });
  });

  it('need not ask again while nothing more may start: the end of a start does that', () => {
    expect(decide({ waitedMs: [200, 200, 20], starting: 1, warm: 1 })).toEqual({
      start: 1,
      askAgainInMs: undefined,
    });
    expect(decide({ waitedMs: [10], starting: 2, warm: 1 })).toEqual({ start: 0, askAgainInMs: undefined });
  });

  it('never exceeds what the machine carries', () => {
    expect(decide({ waitedMs: [900, 900], warm: 9 })).toEqual({ start: 1, askAgainInMs: undefined });
    expect(decide({ waitedMs: [900, 900], warm: 10 })).toEqual({ start: 0, askAgainInMs: undefined });
    expect(decide({ waitedMs: [900], starting: 1, warm: 10 })).toMatchObject({ start: 0 });
  });
});
