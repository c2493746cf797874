// `npm run mutate`: installs Stryker on its first run, then mutates what decides. What has not changed since the last
// run is not run again (`--force` does). Words:
//   FILE …     these files only, judged alone
//   --write    also writes docs/mutation-report.md
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, readReasons, writePage } from './report.ts';
import { lookAgain } from './second-look.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.resolve(here, '../..');
const stryker = path.join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const words = process.argv.slice(2);
const files = words.filter((word) => !word.startsWith('--'));

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
const reportFile = path.join(root, 'tmp/mutation.json');
rmSync(reportFile, { force: true });
const only = files.length > 0 ? ['--mutate', files.join(',')] : [];
spawnSync(
  process.execPath,
  [
    stryker,
    'run',
    path.join(here, 'stryker.config.mjs'),
    ...only,
    ...words.filter((word) => word === '--force'),
  ],
  { cwd: root, stdio: 'inherit' },
);
if (!existsSync(reportFile)) {
  console.error('» Stryker ended without a report');
  process.exit(1);
}
const report = JSON.parse(readFileSync(reportFile, 'utf8'));
lookAgain(root, report, console.error);
const verdict = judge(report, readReasons(root));
if (words.includes('--write') && files.length === 0)
  writePage(root, verdict, new Date().toISOString().slice(0, 10));
for (const fault of verdict.faults) console.error(`✗ ${fault}`);
const { killed, valid } = verdict.all;
console.log(`${killed} of ${valid} mutants noticed, ${verdict.survivors.length} survive with a reason`);
process.exitCode = verdict.faults.length > 0 ? 1 : 0;
