// `npm run mutate`: installs Stryker on its first run, then mutates what decides (all of it, or the files given).
//   npm run mutate -- lambda-src/authorizer/src/claims.ts
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.resolve(here, '../..');
const stryker = path.join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');

if (!existsSync(stryker)) {
  console.error('» installing Stryker beside the workspaces (npm ci), once');
  const options = { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' };
  const { status } = spawnSync(
    'npm',
    ['ci', '--workspaces=false', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    options,
  );
  if (status !== 0) process.exit(status ?? 1);
}
const files = process.argv.slice(2);
const only = files.length > 0 ? ['--mutate', files.join(',')] : [];
const { status } = spawnSync(
  process.execPath,
  [stryker, 'run', path.join(here, 'stryker.config.mjs'), ...only],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
