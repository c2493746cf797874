// The documented recipe of a second environment, in a temporary folder: copy, initialise, plan.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resourcesIn } from '../../infra/environment.mjs';
import { infra, initArgs, root, terraform } from '../../infra/terraform.mjs';
import { equal } from './checks.mjs';
import { ACCOUNT, BUCKET } from './deployment.mjs';

/** Plans it beside the deployed one; no name of the plan may be without the new environment's name. */
export function planSecondEnvironment(env) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'second-environment-'));
  try {
    const names = namesIn(planStaging(copyOfTheSources(folder), { ...env, ...terraformVariables(env) }));
    equal(
      names.filter((name) => !name.includes('staging')),
      [],
    );
    if (names.length < 30) throw new Error(`only ${names.length} names were planned`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyOfTheSources(folder) {
  cpSync(infra, path.join(folder, 'infra-as-code'), {
    recursive: true,
    filter: (file) => !file.includes('.terraform/'),
  });
  cpSync(path.join(root, 'lambda-src'), path.join(folder, 'lambda-src'), {
    recursive: true,
    filter: (file) => !/node_modules|\/src|\/tests/.test(file),
  });
  const cwd = path.join(folder, 'infra-as-code', 'environments', 'staging');
  cpSync(path.join(folder, 'infra-as-code', 'environments', 'dev'), cwd, { recursive: true });
  return cwd;
}

function planStaging(cwd, env) {
  run(
    initArgs([
      '-input=false',
      `-backend-config=bucket=${BUCKET}`,
      '-backend-config=key=staging/terraform.tfstate',
      `-backend-config=region=${env.AWS_DEFAULT_REGION}`,
      '-backend-config=use_lockfile=true',
    ]),
  );
  run(['plan', '-input=false', '-out=staging.tfplan']);
  return JSON.parse(run(['show', '-json', 'staging.tfplan'])).planned_values.root_module;

  function run(args) {
    const result = terraform(args, { cwd, env });
    if (result.status !== 0) throw new Error(`terraform ${args[0]}: ${result.stderr}`);
    return result.stdout;
  }
}

function namesIn(planned) {
  return resourcesIn(planned).flatMap(({ values = {} }) =>
    [values.name, values.function_name, values.alarm_name].filter(
      (name) => typeof name === 'string' && name.startsWith('fintech-solution'),
    ),
  );
}

function terraformVariables(env) {
  return {
    TF_VAR_aws_account_id: ACCOUNT,
    TF_VAR_issuer_uri: env.FINTECH_SOLUTION_ISSUER_URI,
    TF_VAR_jwks_uri: env.FINTECH_SOLUTION_JWKS_URI,
    TF_VAR_audience: env.FINTECH_SOLUTION_AUDIENCE,
    TF_VAR_sms_provider_client_id: env.FINTECH_SOLUTION_SMS_CLIENT_ID,
    TF_VAR_sms_provider_client_secret: env.FINTECH_SOLUTION_SMS_CLIENT_SECRET,
    TF_VAR_test_email: env.FINTECH_SOLUTION_TEST_EMAIL,
    TF_VAR_apply_custom_domain: 'false',
    TF_VAR_manage_email_identity: 'false',
  };
}
