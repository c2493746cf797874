import { profileOf, runSeed, type Report } from './run-seed.ts';
import type { SeedChoice, Suite } from './profiles/seed-choice.ts';
import type { TokenFixtures } from './environment/token-fixtures.ts';

/** A run of consecutive seeds, in both suites by turns or in one. */
export interface Share extends SeedChoice {
  readonly from: number;
  readonly count: number;
  /** Only every `step`-th seed from the first, so that several workers can share a range. */
  readonly step: number;
  readonly suite: Suite | 'all';
}

export interface Failure {
  readonly seed: number;
  readonly suite: Suite;
  readonly report: Report;
  /** How many seeds were run until it was found. */
  readonly ran: number;
}

/** The suite of a seed: both by turns, so that any range of seeds holds as much of one as of the other. */
export function suiteOf(seed: number, suite: Share['suite']): Suite {
  if (suite !== 'all') return suite;
  return seed % 2 === 0 ? 'safety' : 'liveness';
}

/** Runs seeds until one fails or all are through. `onProgress` hears of the number that is done, now and then. */
export async function runSeeds(
  tokens: () => TokenFixtures,
  { from, count, step, suite, ...choice }: Share,
  onProgress: (done: number) => void = () => undefined,
): Promise<Failure | undefined> {
  let ran = 0;
  for (let index = 0; index < count; index += 1) {
    const order = { seed: from + index * step, suite: suiteOf(from + index * step, suite) };
    if (!isChosen(order, choice)) continue;
    const report = await runSeed(tokens, order);
    ran += 1;
    if (report.violation !== undefined) return { ...order, report, ran };
    if (index % 200 === 199) onProgress(index + 1);
  }
  onProgress(count);
  return undefined;
}

function isChosen(
  { seed, suite }: Pick<Failure, 'seed' | 'suite'>,
  { world, profile, turn }: SeedChoice,
): boolean {
  if (turn !== undefined && turn !== suite) return false;
  if (world === undefined && profile === undefined) return true;
  const drawn = profileOf(seed);
  return (world ?? drawn.world) === drawn.world && (profile ?? drawn.profile) === drawn.profile;
}
