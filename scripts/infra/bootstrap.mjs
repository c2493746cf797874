// Once per account and region: the state bucket and API Gateway's logging role. Safe to run again, from any machine.
// node scripts/infra/bootstrap.mjs [--yes]
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { aws } from './aws.mjs';
import { accountChecks } from './checks/account.mjs';
import { toolChecks } from './checks/tools.mjs';
import { backendArgs } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { BUCKET_FAULTS, lookAtStateBucket } from './state-bucket.mjs';
import { confirmOrStop, main, UserError, runSteps } from './steps.mjs';
import { infra, initArgs, root, terraform, terraformLive } from './terraform.mjs';

const settings = readSettings('dev');
const yes = process.argv.includes('--yes');
const cwd = path.join(infra, 'bootstrap');
const env = { ...settings.childEnv, TF_VAR_state_bucket: settings.stateBucket };
const override = path.join(cwd, 'first_run_override.tf');
const scratch = path.join(root, 'tmp');
const planFile = path.join(scratch, 'bootstrap.tfplan');
const firstState = path.join(scratch, 'bootstrap.tfstate');
let bucket;
let backend;
let changes = true;

await main(() =>
  runSteps([
    ['look at the tools and the account', look],
    ['make Terraform ready', ready],
    ['plan', plan],
    ['confirm', confirm],
    ['apply', apply],
    ['keep the state in the bucket', keep],
  ]),
);

function look() {
  const faults = [...toolChecks(), ...accountChecks(settings)].filter(
    ({ name, state }) => state === 'fault' && !['state bucket', 'API Gateway logging role'].includes(name),
  );
  if (!/^\d{12}$/.test(settings.accountId ?? ''))
    faults.unshift({
      name: 'AWS_ACCOUNT_ID',
      says: 'not set',
      mend: 'set it in .envrc (cp .envrc.example .envrc)',
    });
  if (faults.length > 0)
    throw new UserError(
      `${faults.map(({ name, says, mend }) => `${name}: ${says}\n    → ${mend}`).join('\n')}\nNothing was changed.`,
    );
  bucket = lookAtStateBucket(settings);
  if (bucket.kind === 'there' || bucket.kind === 'absent') return;
  const { says, mend } = BUCKET_FAULTS[bucket.kind](settings, bucket.says);
  throw new UserError(`State bucket: ${says}\n    → ${mend}\nNothing was changed.`);
}

/** While there is no bucket the state lies on disk; an override file says so, and is gone before the end. */
function ready() {
  // A fresh clone has no such folder, and Terraform does not make it for a plan.
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const exists = bucket.kind === 'there';
  const home = exists ? bucket.region : settings.region;
  // The region that was made ready first has the bucket; every other one has its own logging role and its own state.
  const isHome = home === settings.region;
  const stateKey = isHome ? 'bootstrap/terraform.tfstate' : `bootstrap/${settings.region}/terraform.tfstate`;
  backend = backendArgs({ ...settings, stateKey }, home);
  env.TF_VAR_manage_state_bucket = String(isHome);
  if (exists) rmSync(override, { force: true });
  else
    writeFileSync(
      override,
      `terraform {\n  backend "local" {\n    path = ${JSON.stringify(firstState)}\n  }\n}\n`,
    );
  terraformOrThrow(
    initArgs(['-input=false', '-reconfigure', '-lockfile=readonly', ...(exists ? backend : [])]),
  );
  const known = terraform(['state', 'list'], { cwd, env }).stdout ?? '';
  // A first run that was cut off, or a bucket made by hand: what is there is taken over, not made again.
  if (exists && isHome && !known.includes('aws_s3_bucket.state')) env.TF_VAR_adopt_state_bucket = 'true';
  if (!known.includes('aws_iam_role.api_gateway_logs') && roleExists())
    env.TF_VAR_adopt_api_gateway_role = 'true';
  if (foreignRole(known)) {
    env.TF_VAR_manage_api_gateway_account = 'false';
    console.log('API Gateway has another logging role in this region: it stays as it is.');
  }
}

function roleName() {
  return `${settings.project}-api-gateway-logs-${settings.region}`;
}

function roleExists() {
  return aws(['iam', 'get-role', '--role-name', roleName()], { env }).ok;
}

function foreignRole(known) {
  const current = aws(['apigateway', 'get-account'], { env }).data?.cloudwatchRoleArn;
  return (
    Boolean(current) && !current.endsWith(`/${roleName()}`) && !known.includes('aws_api_gateway_account.this')
  );
}

async function plan() {
  const status = await terraformLive(['plan', '-input=false', '-detailed-exitcode', `-out=${planFile}`], {
    cwd,
    env,
  });
  if (status !== 0 && status !== 2)
    throw new UserError('terraform plan failed: its message is above, and nothing was changed.');
  changes = status === 2;
}

async function confirm() {
  if (!changes) return console.log('No changes: the account is ready.');
  await confirmOrStop(`Apply the plan above in account ${settings.accountId}?`, {
    yes,
    again: 'To apply the plan above: task bootstrap --yes',
  });
}

async function apply() {
  const status = changes ? await terraformLive(['apply', '-input=false', planFile], { cwd, env }) : 0;
  rmSync(planFile, { force: true });
  if (status !== 0)
    throw new UserError(
      'terraform apply stopped: its message is above. Mend the cause and run task bootstrap again; it takes over what was made.',
    );
}

function keep() {
  if (existsSync(override)) {
    rmSync(override);
    terraformOrThrow(initArgs(['-input=false', '-migrate-state', '-force-copy', ...backend]));
    rmSync(firstState, { force: true });
  }
  console.log(`State bucket: ${settings.stateBucket}. Next: task build-and-deploy-dev`);
}

function terraformOrThrow(args) {
  const result = terraform(args, { cwd, env });
  if (result.status !== 0) throw new UserError(`terraform ${args[0]} failed.\n${result.stderr.trim()}`);
}
