// Checks both models exhaustively with spin, then takes out one guard of each at a time and wants the violation.
// Needs `spin` and `gcc` (Debian and Ubuntu: apt-get install spin gcc). In CI their absence is a failure.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MODELS = fileURLToPath(new URL('.', import.meta.url));

/** Each check: what it shows, the guards that are taken out, and whether a violation is wanted. */
const OPENING = [
  { what: 'safe with up to 5 faults', defines: ['FAULTS=5'], isLive: false, wantsViolation: false },
  { what: 'comes to rest after up to 4 faults', defines: ['FAULTS=4'], isLive: true, wantsViolation: false },
  { what: 'without the write condition', defines: ['NO_CONDITION'], isLive: false, wantsViolation: true },
  { what: 'without the lease', defines: ['NO_LEASE'], isLive: false, wantsViolation: true },
  { what: 'without the fence on settling', defines: ['NO_FENCE'], isLive: false, wantsViolation: true },
  { what: 'without the look at the clock', defines: ['NO_CHECK'], isLive: false, wantsViolation: true },
  { what: 'without parking before giving up', defines: ['NO_PARK'], isLive: false, wantsViolation: true },
];
const TRANSFERS = [
  { what: 'safe with a fault', defines: ['FAULTS=1'], isLive: false, wantsViolation: false },
  { what: 'comes to rest without faults', defines: ['FAULTS=0'], isLive: true, wantsViolation: false },
  {
    what: 'without one transaction for a key',
    defines: ['FAULTS=1', 'NO_KEY'],
    isLive: false,
    wantsViolation: true,
  },
  {
    what: 'without "only what is pending"',
    defines: ['FAULTS=1', 'NO_PENDING'],
    isLive: false,
    wantsViolation: true,
  },
  { what: 'without the version', defines: ['FAULTS=1', 'NO_VERSION'], isLive: false, wantsViolation: true },
  {
    what: 'without the floor and the version',
    defines: ['FAULTS=1', 'NO_FLOOR'],
    isLive: false,
    wantsViolation: true,
  },
  {
    what: 'without the check of a refusal',
    defines: ['FAULTS=1', 'NO_CHECK'],
    isLive: false,
    wantsViolation: true,
  },
  { what: 'without telling again', defines: ['FAULTS=1', 'NO_RETELL'], isLive: false, wantsViolation: true },
  { what: 'without the sweeper', defines: ['FAULTS=1', 'NO_SWEEP'], isLive: true, wantsViolation: true },
  {
    what: 'with a sweeper that fails first',
    defines: ['FAULTS=1', 'FAIL_FIRST'],
    isLive: true,
    wantsViolation: true,
  },
];
const CHECKS = [
  ...OPENING.map((check) => ({ model: 'account-opening', ...check })),
  ...TRANSFERS.map((check) => ({ model: 'transfers', ...check })),
];

const missing = ['spin', 'gcc'].filter((program) => spawnSync(program, ['--version']).error !== undefined);
if (missing.length > 0) {
  const mustRun = process.env.CI === 'true';
  console.error(`THE MODEL WAS NOT CHECKED: ${missing.join(' and ')} not found (apt-get install spin gcc).`);
  console.log(`0 passed, ${mustRun ? 1 : 0} failed`);
  process.exit(mustRun ? 1 : 0);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'account-model-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const model of new Set(CHECKS.map((check) => check.model)))
  copyFileSync(path.join(MODELS, `${model}.pml`), path.join(folder, `${model}.pml`));

let passed = 0;
for (const check of CHECKS) {
  const { isRight, said } = verify(check);
  if (isRight) passed += 1;
  console.log(`${isRight ? 'as it should be' : 'WRONG'}  ${check.model} ${check.what}: ${said}`);
}
console.log(`${passed} passed, ${CHECKS.length - passed} failed`);
process.exitCode = passed === CHECKS.length ? 0 : 1;

function verify({ model, defines, isLive, wantsViolation }) {
  run('spin', [...defines.map((name) => `-D${name}`), '-a', `${model}.pml`]);
  // Memory compression would save little: the state spaces are small.
  run('gcc', [
    '-O2',
    '-w',
    '-DMEMLIM=2000',
    ...(isLive ? ['-DNFAIR=3'] : ['-DSAFETY', '-DNOCLAIM']),
    '-o',
    'pan',
    'pan.c',
  ]);
  const output = run('./pan', ['-m2000000', ...(isLive ? ['-a', '-f'] : [])]);
  const states = /([\d.e+]+) states, stored/.exec(output)?.[1];
  const errors = /errors: (\d+)/.exec(output)?.[1];
  const violated =
    /assertion violated (.*) \(at depth/.exec(output)?.[1] ??
    (/acceptance cycle/.test(output) ? 'comes to no rest' : undefined);
  // An incomplete search proves nothing.
  const isComplete = !/max search depth too small|Search not completed|out of memory|reached -DMEMLIM/.test(
    output,
  );
  if (wantsViolation)
    return {
      isRight: violated !== undefined,
      said: violated === undefined ? 'no violation found' : `violated: ${violated}`,
    };
  const isRight = errors === '0' && isComplete && states !== undefined;
  return {
    isRight,
    said: isRight
      ? `${Math.round(Number(states)).toLocaleString('en')} states, no violation`
      : `${violated ?? 'the search was not completed'}`,
  };
}

function run(program, args) {
  const { stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (error) throw error;
  return stdout + stderr;
}
