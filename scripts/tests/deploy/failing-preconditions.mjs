// A sandbox's bad environments, with the real programs: each gets the sentence that mends it, and nothing was changed.
import { existsSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../infra/terraform.mjs';
import { equal, includes, test } from './checks.mjs';
import { BUCKET } from './deployment.mjs';

/** Tasks that make a deployment, change it, or look at one. */
const OF_A_DEPLOYMENT = [
  'bootstrap',
  'build-and-deploy-dev',
  'tf-plan-dev',
  'tf-apply-dev',
  'tf-destroy-dev',
  'rotate-sms-credentials',
  'smoke:dev',
  'authorizer:test',
  'logs',
  'dlq:peek',
  'dlq:redrive',
  'alarm:test',
];

/** Before the account was made ready. */
export async function beforeBootstrap(deployment) {
  const { fails } = deployment;
  const changesNothing = (title, work) => test(title, () => withoutChange(deployment, work));
  await changesNothing('no state bucket: says task bootstrap', async () =>
    includes((await fails('tf-plan-dev')).output, `${BUCKET} does not exist`, 'task bootstrap'),
  );
  await changesNothing('another account’s credentials are refused', async () =>
    includes(
      (await fails('build-and-deploy-dev', '--yes', { env: { AWS_ACCOUNT_ID: '999999999999' } })).output,
      'these credentials are of account 123456789012',
    ),
  );
  await changesNothing('expired credentials are called expired', async () =>
    includes(
      (await fails('build-and-deploy-dev', '--yes', { env: { AWS_ACCESS_KEY_ID: 'EXPIRED' } })).output,
      'the credentials have expired',
      'aws sso login',
    ),
  );
  await changesNothing('every fault is named at once', async () => {
    const { output } = await fails('doctor', {
      env: { FINTECH_SOLUTION_ISSUER_URI: '', FINTECH_SOLUTION_AUDIENCE: ' ', AWS_ACCOUNT_ID: '12' },
    });
    includes(
      output,
      'FINTECH_SOLUTION_ISSUER_URI: not set',
      'FINTECH_SOLUTION_AUDIENCE: not set',
      'AWS_ACCOUNT_ID: "12"',
    );
  });
  await changesNothing('no account number: every task that needs it says which file', async () => {
    await Promise.all(
      OF_A_DEPLOYMENT.map(async (name) =>
        includes(
          (await fails(name, '--yes', { env: { AWS_ACCOUNT_ID: '' } })).output,
          'cp .envrc.example .envrc',
        ),
      ),
    );
  });
  await changesNothing('no Terraform: every task that needs it says where to get it', () =>
    withoutTerraform(deployment.env, async (PATH) => {
      await Promise.all(
        OF_A_DEPLOYMENT.map(async (name) =>
          includes((await fails(name, '--yes', { env: { PATH } })).output, 'Install 1.11 or later'),
        ),
      );
    }),
  );
}

/** Where the account is ready and nothing is deployed. */
export async function afterBootstrap(deployment) {
  const { aws, fails } = deployment;
  await test('a locked state: says where the lock is and how to lift it', () =>
    withoutChange(deployment, async () => {
      const lock = path.join(mkdtempSync(path.join(os.tmpdir(), 'lock-')), 'lock');
      writeFileSync(lock, '{"ID":"00000000-0000-4000-8000-000000000000","Operation":"OperationTypeApply"}');
      aws('s3', 'cp', lock, `s3://${BUCKET}/dev/terraform.tfstate.tflock`);
      try {
        includes(
          (await fails('tf-apply-dev', '--yes')).output,
          `s3://${BUCKET}/dev/terraform.tfstate.tflock is there`,
          'force-unlock',
        );
      } finally {
        aws('s3', 'rm', `s3://${BUCKET}/dev/terraform.tfstate.tflock`);
      }
    }));
  await test('a zip that was not built: says npm run build', () =>
    withoutChange(deployment, async () => {
      const zip = path.join(root, 'lambda-src', 'authorizer', 'dist', 'authorizer.zip');
      renameSync(zip, `${zip}.away`);
      try {
        includes((await fails('tf-apply-dev', '--yes')).output, 'npm run build', 'nothing was changed');
      } finally {
        renameSync(`${zip}.away`, zip);
      }
    }));
}

/** What a deployment would have made first: functions, tables, and the state itself. */
async function withoutChange({ json, functions }, work) {
  const look = () => [
    functions().length,
    json('dynamodb', 'list-tables').TableNames.length,
    json('s3api', 'list-buckets').Buckets.map(({ Name }) => Name),
  ];
  const before = look();
  await work();
  equal(look(), before);
}

/** A PATH with everything that the tasks call but Terraform. */
async function withoutTerraform(env, work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'no-terraform-'));
  try {
    for (const program of ['task', 'aws', 'git', 'sh'])
      symlinkSync(placeOf(program, env.PATH), path.join(folder, program));
    symlinkSync(process.execPath, path.join(folder, 'node'));
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function placeOf(program, searchPath) {
  const found = searchPath
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${program} on the PATH`);
  return found;
}
