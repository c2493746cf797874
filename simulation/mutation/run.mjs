// `npm run mutate`: installs Stryker on its first run, then mutates the code that decides. What has not changed since the
// last run is not run again. `--only money` mutates what decides about money, by the tests about that. Other arguments are
// options of Stryker's `run`: `--mutate FILE,FILE`, `--concurrency 1`, `--force`, …
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

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
const [configuration, options] = configurationOf(process.argv.slice(2));
const { status } = spawnSync(process.execPath, [stryker, 'run', path.join(here, configuration), ...options], {
  cwd: path.resolve(here, '../..'),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

/** `--only PART` chooses the configuration of that part; everything else is an option of Stryker's. */
function configurationOf(given) {
  const at = given.indexOf('--only');
  if (at < 0) return ['stryker.config.mjs', given];
  const configuration = `${given[at + 1]}.config.mjs`;
  if (!existsSync(path.join(here, configuration))) {
    console.error('--only takes: money');
    process.exit(2);
  }
  return [configuration, given.toSpliced(at, 2)];
}
