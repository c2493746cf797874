import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { INVARIANTS } from './core/invariants.ts';
import { scanLogs } from './log-scan.ts';
import { selfTest } from './self-test.ts';
import type { Suite } from './profiles/seed-choice.ts';
import { PROFILE_NAMES, runSeed } from './run-seed.ts';
import { type Share, suiteOf } from './seeds.ts';
import { shrink } from './shrink.ts';
import { runInWorker } from './workers.ts';
import { createTokenFixtures } from './environment/token-fixtures.ts';

const USAGE = `npm run simulate                        50,000 seeds, the log scan, then every mutation once
npm run simulate -- --seeds=N           so many seeds (--from=N: the first one; --workers=N)
npm run simulate -- --suite=safety      faults all along (liveness: they stop, and all must come to rest)
npm run simulate -- --profile=NAME      only seeds of this profile (ledger-reversals, allowance, …)
npm run simulate -- --seed=N            one seed; prints the shortest history that shows a violation
npm run simulate -- --seed=N --whole    its whole history
npm run simulate -- --mutations             only the self-test (--mutation=TEXT: those whose name has it, or
                                          which seeds of that profile or world look for)`;

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    suite: { type: 'string', default: 'all' },
    profile: { type: 'string' },
    workers: { type: 'string', default: String(Math.min(availableParallelism(), 4)) },
    whole: { type: 'boolean', default: false },
    mutations: { type: 'boolean', default: false },
    mutation: { type: 'string' },
    'no-mutations': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else if (options.seed !== undefined) await replay(whole(options.seed), suiteOf(whole(options.seed), suite()));
else {
  const results = options.mutations || options.mutation !== undefined ? [] : [await runAll()];
  const isClean = results.every(({ failed }) => failed === 0);
  if (results.length > 0 && isClean) results.push(await scanLogs());
  // Violations come first: with one of them open, a mutation could be found for the wrong reason.
  if (isClean && !options['no-mutations'])
    results.push(await selfTest(options.mutation, Math.max(1, whole(options.workers))));
  const sum = (of: 'passed' | 'failed'): number => results.reduce((all, result) => all + result[of], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`"${text}" is no whole number.\n${USAGE}`);
  return Number(text);
}

function suite(): Share['suite'] {
  const { suite: named } = options;
  if (named !== 'all' && named !== 'safety' && named !== 'liveness')
    throw new Error(`There is no suite "${named}".\n${USAGE}`);
  return named;
}

function profile(): Pick<Share, 'profile'> {
  const { profile: named } = options;
  if (named === undefined) return {};
  const found = PROFILE_NAMES.find((name) => name === named);
  if (found === undefined) throw new Error(`There are the profiles ${PROFILE_NAMES.join(', ')}.\n${USAGE}`);
  return { profile: found };
}

async function runAll(): Promise<{ passed: number; failed: number }> {
  const [seeds, from, workers] = [
    whole(options.seeds),
    whole(options.from),
    Math.max(1, whole(options.workers)),
  ];
  const began = performance.now();
  const done = new Array<number>(workers).fill(0);
  const total = (): number => done.reduce((sum, part) => sum + part, 0);
  const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(0);
  const ticking = setInterval(() => console.log(`  ${total()} of ${seeds} seeds, ${seconds()} s`), 5_000);
  const runs = done.map((_, index) => {
    const share = {
      from: from + index,
      count: Math.ceil((seeds - index) / workers),
      step: workers,
      suite: suite(),
      ...profile(),
    };
    return runInWorker({ share }, (part) => (done[index] = part));
  });
  const ends = await Promise.all(runs.map(({ end }) => end)).finally(() => clearInterval(ticking));
  const failures = ends.filter((end) => end !== undefined);
  console.log(
    `${total()} seeds in ${seconds()} s, ${Object.keys(INVARIANTS).length} invariants, ${failures.length} violated`,
  );
  const [first] = failures.sort((left, right) => left.seed - right.seed);
  if (first !== undefined) await replay(first.seed, first.suite as Suite);
  return { passed: total(), failed: failures.length };
}

/** Runs one seed in words; a violation is told by the shortest history that shows it. */
async function replay(seed: number, of: Suite): Promise<void> {
  const tokens = createTokenFixtures();
  const rerun = (without: ReadonlySet<string>) =>
    runSeed(tokens, { seed, suite: of, without, keepsHistory: true });
  const first = await rerun(new Set());
  const report = options.whole || first.violation === undefined ? first : await shrink(first, rerun);
  const { violation } = report;
  console.log(report.history.join('\n'));
  if (violation === undefined) {
    console.log(`seed ${seed} (${of}): no violation\n1 passed, 0 failed`);
    return;
  }
  process.exitCode = 1;
  console.log(`
seed ${seed} (${of}) violates ${violation.invariant}: ${INVARIANTS[violation.invariant]}
  ${violation.detail}
  shrunk to: ${report.ingredients.join(' · ')}
  replay: npm run simulate -- --seed=${seed}${options.suite === 'all' ? '' : ` --suite=${of}`}`);
  if (options.seed !== undefined) console.log('0 passed, 1 failed');
}
