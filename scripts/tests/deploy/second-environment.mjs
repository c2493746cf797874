// The documented recipe of a second environment, in a temporary folder: copy, initialise, plan.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resourcesIn } from '../../infra/environment.mjs';
import { infra, initArgs, root, terraform } from '../../infra/terraform.mjs';
import { equal } from './checks.mjs';
import { ACCOUNT, BUCKET } from './deployment.mjs';

/**
 * Plans it beside the deployed one, with the same domain: it takes no name of the other, and nothing of the domain's mail.
 * @param deployed the resources of the first environment
 */
export function planSecondEnvironment(env, deployed) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'second-environment-'));
  try {
    const planned = planStaging(copyOfTheSources(folder), { ...env, ...terraformVariables(env) });
    const [names, taken] = [namesIn(planned), namesIn(deployed)];
    equal(
      names.filter((name) => taken.includes(name)),
      [],
    );
    if (names.length < 30) throw new Error(`only ${names.length} names were planned`);
    equal(
      planned
        .filter(({ type }) => type === 'aws_api_gateway_domain_name')
        .map(({ values }) => values.domain_name),
      ['api.staging.fintech.example'],
    );
    equal(
      planned.filter(({ type }) => /^aws_ses_(domain|email)/.test(type)).map(({ address }) => address),
      [],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyOfTheSources(folder) {
  cpSync(infra, path.join(folder, 'infra-as-code'), {
    recursive: true,
    filter: (file) => !file.includes('.terraform/'),
  });
  cpSync(path.join(root, 'deployment'), path.join(folder, 'deployment'), { recursive: true });
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
  return resourcesIn(JSON.parse(run(['show', '-json', 'staging.tfplan'])).planned_values.root_module);

  function run(args) {
    const result = terraform(args, { cwd, env });
    if (result.status !== 0) throw new Error(`terraform ${args[0]}: ${result.stderr}`);
    return result.stdout;
  }
}

/** `TYPE NAME` of everything that has a name. */
function namesIn(resources) {
  return resources.flatMap(({ mode, type, values = {} }) =>
    mode === 'data'
      ? []
      : [values.name, values.function_name, values.alarm_name, values.domain_name, values.dashboard_name]
          .filter((name) => typeof name === 'string' && !SHARED.includes(name))
          .map((name) => `${type} ${name}`),
  );
}

/** Names that are unique inside something that has a name of its own: a role's policy, a log group's filter. */
const SHARED = ['permissions', 'corrupt-account'];

function terraformVariables(env) {
  return {
    TF_VAR_aws_account_id: ACCOUNT,
    TF_VAR_issuer_uri: env.FINTECH_SOLUTION_ISSUER_URI,
    TF_VAR_jwks_uri: env.FINTECH_SOLUTION_JWKS_URI,
    TF_VAR_audience: env.FINTECH_SOLUTION_AUDIENCE,
    TF_VAR_sms_provider_client_id: env.FINTECH_SOLUTION_SMS_CLIENT_ID,
    TF_VAR_sms_provider_client_secret: env.FINTECH_SOLUTION_SMS_CLIENT_SECRET,
    TF_VAR_test_email: env.FINTECH_SOLUTION_TEST_EMAIL,
    TF_VAR_domain: env.FINTECH_SOLUTION_DOMAINE,
    TF_VAR_apply_custom_domain: 'true',
    TF_VAR_settings: '{ manage_email_identity = false }',
  };
}
