import { noiseOf, pairedRatio, verdictOn } from '../../../src/report/statistics.ts';

const ratio = (median: number, spread = 0.01) => ({ median, spread });

describe('a paired ratio', () => {
  it('compares within a round, so that a slow round says what a quick one says', () => {
    const pairs = [
      [10, 20],
      [100, 200],
      [1, 2],
    ] as const;

    expect(pairedRatio(pairs)).toEqual({ median: 0.5, spread: 0 });
  });

  it('is not moved by one round in which something else happened', () => {
    const pairs = [
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
      [50, 2],
    ] as const;

    expect(pairedRatio(pairs).median).toBe(0.5);
  });

  it('tells how far its rounds are apart', () => {
    const pairs = [0.4, 0.45, 0.5, 0.55, 0.6].map((value) => [value, 1] as const);

    expect(pairedRatio(pairs).spread).toBeCloseTo(0.05);
  });
});

describe('the noise of a run', () => {
  it('is five per cent on a quiet machine', () => {
    expect(noiseOf([ratio(1.001, 0.002)])).toBe(0.05);
  });

  it('is twice what a thing differs from itself on a noisy one', () => {
    expect(noiseOf([ratio(1.01, 0.01), ratio(0.97, 0.05)])).toBeCloseTo(0.16);
  });
});

describe('a verdict', () => {
  it.each([
    [0.41, 0.42, 'met'],
    [0.42, 0.42, 'met'],
    [0.43, 0.42, 'too close to tell'],
    [0.5, 0.42, 'missed'],
  ])('on %d with the target %d is "%s"', (median, target, verdict) => {
    expect(verdictOn(ratio(median), target, 0.05)).toBe(verdict);
  });

  it.each([
    [0.96, 'no difference'],
    [1.04, 'no difference'],
    [0.9, 'faster'],
    [1.1, 'slower'],
  ])('on %d without a target is "%s"', (median, verdict) => {
    expect(verdictOn(ratio(median), undefined, 0.05)).toBe(verdict);
  });
});
