import type { AwsDouble } from './aws-double/aws-double.ts';
import { runSample, type Sample } from './samples/run-sample.ts';
import { shuffled } from './shuffled.ts';
import type { PlacedSample } from './variants/samples.ts';

/** What each sample of one round cost, by its name. */
export type Round = ReadonlyMap<string, Sample>;

export interface RoundsOptions {
  readonly double: AwsDouble;
  /** Rounds that count; one more is run first and dropped: files and disks are cold in it. */
  readonly rounds: number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly progress: (line: string) => void;
}

/** Runs every sample once a round, in another order each time, so that nothing always follows the same neighbour. */
export async function runRounds(kinds: readonly PlacedSample[], options: RoundsOptions): Promise<Round[]> {
  const { double, rounds, random, progress } = options;
  const all: Round[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const samples = new Map<string, Sample>();
    for (const { name, job, latenciesMs, stored, environment } of shuffled(kinds, random)) {
      progress(`round ${round} of ${rounds}: ${name}`);
      double.setLatencies(latenciesMs);
      await double.store(stored);
      samples.set(name, await runSample(job, environment));
      await double.take();
    }
    all.push(samples);
  }
  return all.slice(1);
}
