// From a clone to a balance: checks, builds, plans, asks, applies that very plan, and shows how to call what is there now.
// node scripts/infra/deploy.mjs ENVIRONMENT [--yes] [--only plan|apply]
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { doctor } from './doctor.mjs';
import { applySaved, init, outputs, plan, planFile, showSaved } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { confirmOrStop, main, UserError, runSteps } from './steps.mjs';
import { taskFor } from './task-name.mjs';
import { root } from './terraform.mjs';

const [environment = 'dev', ...flags] = process.argv.slice(2);
const yes = flags.includes('--yes');
const only = flags.includes('--only') ? flags[flags.indexOf('--only') + 1] : undefined;
const settings = readSettings(environment);
let changes = true;

const look = ['look at the environment (task doctor)', () => doctor(settings, { quiet: true })];
const ready = ['make Terraform ready', () => init(settings)];
const planned = ['plan', async () => void (changes = await plan(settings))];
const kept = ['the plan that was kept', () => showSaved(settings)];
const confirmed = ['confirm', confirm];
const applied = ['apply the plan above', apply];
const shown = ['what is there now', show];

const flows = {
  plan: [look, ready, planned],
  apply: existsSync(planFile(settings))
    ? [look, ready, kept, confirmed, applied, shown]
    : [look, ready, planned, confirmed, applied, shown],
  all: [
    look,
    ['install the dependencies and check the sources', () => npm('check')],
    ['build the functions', () => npm('build')],
    ready,
    planned,
    confirmed,
    applied,
    shown,
  ],
};

await main(() => runSteps(flows[only ?? 'all']));

async function confirm() {
  if (!changes) return console.log('No changes: what is deployed is what the sources say.');
  await confirmOrStop(`Apply the plan above to ${environment} in account ${settings.accountId}?`, {
    yes,
    again: 'To apply the plan above: the same command with --yes',
  });
}

async function apply() {
  if (!changes) return;
  try {
    await applySaved(settings);
  } finally {
    // A plan is good once: after an apply, finished or not, the state is another.
    rmSync(planFile(settings), { force: true });
  }
}

function show() {
  rmSync(planFile(settings), { force: true });
  const { api_base_url: base, dashboard, alarm_topic: topic } = outputs(settings);
  console.log(`\nAPI        ${base}\nDashboard  ${dashboard}\nAlarms     ${topic}\n`);
  console.log(`TOKEN=$(${taskFor(environment, '--silent token:dev')})`);
  console.log(`curl -H "Authorization: Bearer $TOKEN" ${base}/get-account-info/msisdn/224622000001\n`);
}

function npm(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'scripts', 'run.mjs'), command], {
      cwd: root,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0
        ? resolve()
        : reject(new UserError(`npm run ${command} failed: its message is above, and nothing was changed.`)),
    );
  });
}
