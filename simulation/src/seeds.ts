import { runSeed, type Report, type Suite, type World, worldOf } from './run-seed.ts';
import type { TokenFixtures } from './environment/token-fixtures.ts';

/** A run of consecutive seeds, in both suites by turns or in one. */
export interface Share {
  readonly from: number;
  readonly count: number;
  /** Only every `step`-th seed from the first, so that several workers can share a range. */
  readonly step: number;
  readonly suite: Suite | 'all';
  /** Only seeds that look into this part of the system; the others are passed over. */
  readonly world?: World;
}

export interface Failure {
  readonly seed: number;
  readonly suite: Suite;
  readonly report: Report;
}

/** The suite of a seed: both by turns, so that any range of seeds holds as much of one as of the other. */
export function suiteOf(seed: number, suite: Share['suite']): Suite {
  if (suite !== 'all') return suite;
  return seed % 2 === 0 ? 'safety' : 'liveness';
}

/** Runs seeds until one fails or all are through. `onProgress` hears of the number that is done, now and then. */
export async function runSeeds(
  tokens: () => TokenFixtures,
  { from, count, step, suite, world }: Share,
  onProgress: (done: number) => void = () => undefined,
): Promise<Failure | undefined> {
  for (let index = 0; index < count; index += 1) {
    const seed = from + index * step;
    if (world !== undefined && worldOf(seed) !== world) continue;
    const order = { seed, suite: suiteOf(seed, suite) };
    const report = await runSeed(tokens, order);
    if (report.violation !== undefined) return { ...order, report };
    if (index % 200 === 199) onProgress(index + 1);
  }
  onProgress(count);
  return undefined;
}
