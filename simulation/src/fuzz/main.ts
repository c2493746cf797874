import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { Target } from './target.ts';
import { batches } from './targets/batches.ts';
import { events } from './targets/events.ts';
import { numbers } from './targets/numbers.ts';
import { proxyEvents } from './targets/proxy-events.ts';
import { editedTokens, mintedTokens } from './targets/tokens.ts';

const USAGE = `npm run fuzz                        a bounded slice of every target, for each change
npm run fuzz -- --runs=3000000      so many inputs, shared among the targets
npm run fuzz -- --target=numbers    one target only
npm run fuzz -- --seed=N            another beginning; every run prints its own`;

const TARGETS: readonly Target[] = [numbers, events, editedTokens, mintedTokens, proxyEvents, batches];
/** Inputs between two looks at the clock. */
const CHUNK = 5_000;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '120000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else await fuzz(Number(options.runs), Number(options.seed));

async function fuzz(runs: number, seed: number): Promise<void> {
  const chosen = TARGETS.filter(({ name }) => options.target === undefined || name === options.target);
  if (chosen.length === 0)
    throw new Error(
      `There is no target "${options.target}"; there are: ${TARGETS.map(({ name }) => name).join(', ')}`,
    );
  const weights = chosen.reduce((sum, { weight }) => sum + weight, 0);
  console.log(`seed ${seed}`);
  let failed = 0;
  for (const target of chosen)
    if (!(await fuzzOne(target, Math.ceil((runs * target.weight) / weights), seed))) failed += 1;
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Runs one target in chunks, so that a long run shows how far it is. */
async function fuzzOne(
  { name, sentence, accepted, property }: Target,
  runs: number,
  seed: number,
): Promise<boolean> {
  const began = performance.now();
  const share = (): string => `${((100 * accepted.count) / runs).toFixed(1)} % accepted`;
  let shownAt = began;
  for (let done = 0; done < runs; done += CHUNK) {
    const details = await fc.check(property, {
      numRuns: Math.min(CHUNK, runs - done),
      seed: seed + done,
      endOnFailure: false,
    });
    if (details.failed) {
      console.log(
        `FAILED ${name}: ${sentence}\n${fc.defaultReportMessage(details)}\n  replay: npm run fuzz -- --target="${name}" --seed=${seed + done} --runs=${CHUNK}`,
      );
      return false;
    }
    if (performance.now() - shownAt < 5_000) continue;
    shownAt = performance.now();
    console.log(`  ${name}: ${(done + CHUNK).toLocaleString('en')} of ${runs.toLocaleString('en')}`);
  }
  console.log(
    `${name}: ${runs.toLocaleString('en')} inputs in ${((performance.now() - began) / 1_000).toFixed(1)} s, ${share()}; ${sentence}`,
  );
  return true;
}
