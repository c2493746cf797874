// Writes the SMS credentials of .envrc again, and nothing else. Their value is in no state, so Terraform writes them only
// when their version is raised; the version is read from what is deployed and written to an auto.tfvars file of its own.
// node scripts/infra/rotate-sms-credentials.mjs ENVIRONMENT [--yes]
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { applySaved, deployedResources, init, plan, planFile } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { confirmOrStop, main, UserError, runSteps } from './steps.mjs';

const environment = process.argv[2] ?? 'dev';
// A plan of its own, so that tf-apply-dev never takes it for one of the whole environment.
const settings = { ...readSettings(environment), planOf: 'rotation' };
const ADDRESS = 'module.common.aws_ssm_parameter.sms_credentials[0]';
const file = path.join(settings.folder, 'sms-credentials-version.auto.tfvars');
let version;

await main(async () => {
  try {
    await runSteps([
      ['find the credentials', find],
      ['plan', () => plan(settings, [`-target=${ADDRESS}`, `-var=sms_credentials_version=${version}`])],
      ['confirm', confirm],
      ['write them', write],
      ['remember their version', remember],
    ]);
  } finally {
    rmSync(planFile(settings), { force: true });
  }
});

function find() {
  const unset = ['sms_provider_client_id', 'sms_provider_client_secret'].filter(
    (name) => !settings.variable(name),
  );
  if (unset.length > 0)
    throw new UserError(
      'Put the new credentials into .envrc first: FINTECH_SOLUTION_SMS_CLIENT_ID, FINTECH_SOLUTION_SMS_CLIENT_SECRET. Nothing was changed.',
    );
  init(settings);
  const parameter = deployedResources(settings).find(({ address }) => address === ADDRESS);
  if (!parameter) throw new UserError('SMS is OFF in what is deployed: there are no credentials to rotate.');
  version = parameter.values.value_wo_version + 1;
}

function confirm() {
  return confirmOrStop(`Write the credentials of .envrc to ${environment}?`, {
    yes: process.argv.includes('--yes'),
    again: 'Run again with --yes',
  });
}

/** After an apply the state is another, so a plan that tf-plan-dev kept can no longer be applied. */
async function write() {
  await applySaved(settings);
  rmSync(planFile({ environment }), { force: true });
}

/** Without it the next deployment would plan the old version again. The functions take the new credentials at the first refusal. */
function remember() {
  writeFileSync(file, `sms_credentials_version = ${version}\n`);
  console.log(
    `Version ${version}, kept in ${path.relative(process.cwd(), file)}: give it to every operator who deploys from another machine.`,
  );
}
