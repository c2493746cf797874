// `npm run mutate`: installs Stryker on its first run, then mutates the code that decides. What has not changed since the
// last run is not run again. `--only PART` mutates a part by the tests about it (parts.cjs). Other arguments are options of
// Stryker's `run`: `--mutate FILE,FILE`, `--concurrency 1`, `--force`, …
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PARTS } from './parts.cjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const stryker = path.join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');

if (!existsSync(stryker)) {
  console.error('» installing Stryker beside the workspaces (npm ci), once');
  const install = [
    'ci',
    '--workspaces=false',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { status } = spawnSync('npm', install, {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
const [part, options] = partOf(process.argv.slice(2));
const { status } = spawnSync(
  process.execPath,
  [stryker, 'run', path.join(here, 'stryker.config.mjs'), ...options],
  {
    cwd: path.resolve(here, '../..'),
    stdio: 'inherit',
    // Stryker's own options do not reach the configuration of Jest.
    env: { ...process.env, MUTATED_PART: part },
  },
);
process.exitCode = status ?? 1;

/** The part that `--only` names, if any, and what is left for Stryker. */
function partOf(given) {
  const at = given.indexOf('--only');
  if (at < 0) return ['', given];
  const part = given[at + 1] ?? '';
  if (!Object.hasOwn(PARTS, part)) {
    console.error(`--only takes one of: ${Object.keys(PARTS).join(', ')}`);
    process.exit(2);
  }
  return [part, given.toSpliced(at, 2)];
}
