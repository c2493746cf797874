import { parseArgs } from 'node:util';
import { selfTest } from './self-test.ts';
import { fuzz } from './fuzz.ts';

const USAGE = `npm run fuzz                        a bounded slice of every target, then every mutation once
npm run fuzz -- --runs=3000000      so many inputs, shared among the targets
npm run fuzz -- --target=numbers    one target only
npm run fuzz -- --seed=N            another beginning; every run prints its own
npm run fuzz -- --no-mutations         without the self-test (--mutations: only the self-test)`;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    mutations: { type: 'boolean', default: false },
    'no-mutations': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else {
  const order = {
    runs: Number(options.runs),
    seed: Number(options.seed),
    target: options.target,
    say: console.log,
  };
  console.log(`seed ${order.seed}`);
  const { passed, failed } = options.mutations ? { passed: 0, failed: [] } : await fuzz(order);
  const skipsMutations = options['no-mutations'] || options.target !== undefined || failed.length > 0;
  const mutations = skipsMutations ? { passed: 0, failed: 0 } : await selfTest();
  console.log(`${passed + mutations.passed} passed, ${failed.length + mutations.failed} failed`);
  process.exitCode = failed.length + mutations.failed === 0 ? 0 : 1;
}
