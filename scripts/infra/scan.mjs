// Runs checkov over the Terraform and holds infra-as-code/.checkov.yaml to its promise: every failed check is on its list
// with a reason, and nothing is on the list that does not fail. checkov lives in a virtual environment of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { infra, root } from './terraform.mjs';

const VERSION = '3.3.30';
const MOST_SKIPS = 10;

const skips = [
  ...readFileSync(path.join(infra, '.checkov.yaml'), 'utf8').matchAll(
    /^ {2}- (CKV2?_AWS_\d+)(?: # (.+))?$/gm,
  ),
];
const skipped = new Map(skips.map(([, id, reason]) => [id, reason]));
const failed = failedChecks(installed());

const results = [
  [`at most ${MOST_SKIPS} checks are skipped`, skips.length <= MOST_SKIPS ? [] : [`${skips.length} are`]],
  ['each skipped check has its reason', [...skipped].filter(([, reason]) => !reason).map(([id]) => id)],
  [
    'no check fails outside the list',
    [...failed].filter(([id]) => !skipped.has(id)).map(([id, where]) => `${id} ${where}`),
  ],
  ['no check is skipped for nothing', [...skipped.keys()].filter((id) => !failed.has(id))],
];
for (const [title, faults] of results) {
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} checkov ${VERSION}: ${title}`);
  for (const fault of faults) console.log(`       ${fault}`);
}
const bad = results.filter(([, faults]) => faults.length > 0).length;
console.log(`${results.length - bad} passed, ${bad} failed`);
process.exit(bad === 0 ? 0 : 1);

/** Path of checkov in tmp/checkov, put there by pip on the first run. */
function installed() {
  const folder = path.join(root, 'tmp', `checkov-${VERSION}`);
  const checkov = path.join(folder, 'bin', 'checkov');
  if (existsSync(checkov)) return checkov;
  console.log(`installing checkov ${VERSION} into ${path.relative(root, folder)}, a minute on a first run`);
  run('python3', ['-m', 'venv', folder]);
  run(path.join(folder, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `checkov==${VERSION}`,
  ]);
  return checkov;
}

/** Ids of all failed checks, each with a resource that fails it; `--skip-check` here takes the place of the list in the file. */
function failedChecks(checkov) {
  const scan = spawnSync(
    checkov,
    [
      '--directory',
      infra,
      '--skip-check',
      'CKV_NONE',
      '--framework',
      'terraform',
      '--output',
      'json',
      '--quiet',
    ],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (!scan.stdout) throw new Error(`checkov said nothing\n${scan.stderr}`);
  const reports = [JSON.parse(scan.stdout)].flat();
  const passed = reports.reduce((sum, report) => sum + report.summary.passed, 0);
  // A scan that found nothing to look at must not look clean.
  if (passed < 50)
    throw new Error(`checkov passed ${passed} checks only: it did not see the Terraform\n${scan.stderr}`);
  return new Map(
    reports.flatMap((report) =>
      report.results.failed_checks.map((check) => [check.check_id, check.resource]),
    ),
  );
}

function run(program, args) {
  const result = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) {
    console.error(`${program} ${args.join(' ')} failed: is Python 3 with venv there, and PyPI reachable?`);
    process.exit(2);
  }
}
