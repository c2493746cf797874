import { interquartileRange, median } from 'simple-statistics';

/** A ratio measured many times: its median, and half the distance between its quartiles. */
export interface Ratio {
  readonly median: number;
  readonly spread: number;
}

/** Samples of one round are compared with each other only: what slows a machine down slows both. */
export function pairedRatio(pairs: readonly (readonly [number, number])[]): Ratio {
  const ratios = pairs.map(([ours, theirs]) => ours / theirs);
  return { median: median(ratios), spread: interquartileRange(ratios) / 2 };
}

/** Below this a difference is the machine's: five per cent, or twice what a thing differs from itself. */
export function noiseOf(itself: readonly Ratio[]): number {
  return Math.max(0.05, ...itself.map((ratio) => 2 * (Math.abs(ratio.median - 1) + ratio.spread)));
}

export type Verdict = 'met' | 'missed' | 'too close to tell' | 'no difference' | 'faster' | 'slower';

/**
 * What a ratio says. With a target: whether it is reached, or nearer to it than the noise is wide. Without one: whether
 * the two differ at all.
 */
export function verdictOn({ median: ratio }: Ratio, target: number | undefined, noise: number): Verdict {
  if (target === undefined) {
    if (Math.abs(ratio - 1) < noise) return 'no difference';
    return ratio < 1 ? 'faster' : 'slower';
  }
  if (ratio <= target) return 'met';
  return ratio / target - 1 < noise ? 'too close to tell' : 'missed';
}
