// What the operator set: .envrc's names turned into Terraform's, with what terraform.tfvars says on top.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { infra } from './terraform.mjs';

/** .envrc's name of each Terraform variable that has one. A TF_VAR_… that is set wins; empty counts as unset. */
export const ENVRC_NAMES = {
  aws_account_id: 'AWS_ACCOUNT_ID',
  domain: 'FINTECH_SOLUTION_DOMAINE',
  issuer_uri: 'FINTECH_SOLUTION_ISSUER_URI',
  jwks_uri: 'FINTECH_SOLUTION_JWKS_URI',
  audience: 'FINTECH_SOLUTION_AUDIENCE',
  sms_provider_client_id: 'FINTECH_SOLUTION_SMS_CLIENT_ID',
  sms_provider_client_secret: 'FINTECH_SOLUTION_SMS_CLIENT_SECRET',
  callback_signing_secret: 'FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET',
  callback_signing_secret_previous: 'FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET_PREVIOUS',
  test_email: 'FINTECH_SOLUTION_TEST_EMAIL',
};

const DEFAULT_REGION = 'ca-central-1';
const DEFAULT_PROJECT = 'fintech-solution';

/** Everything that the scripts need to know about one environment. Reads, never writes. */
export function readSettings(environment, env = process.env) {
  const folder = path.join(infra, 'environments', environment);
  const tfvars = existsSync(folder) ? readTfvars(folder) : {};
  const variable = (name, fallback) =>
    tfvars[name] ?? filled(env[`TF_VAR_${name}`]) ?? filled(env[ENVRC_NAMES[name]]) ?? fallback;
  const region = variable(
    'aws_region',
    filled(env.AWS_DEFAULT_REGION) ?? filled(env.AWS_REGION) ?? DEFAULT_REGION,
  );
  const project = variable('project', DEFAULT_PROJECT);
  const accountId = variable('aws_account_id');
  return {
    environment,
    folder,
    project,
    region,
    accountId,
    prefix: `${project}-${environment}`,
    ...stateBucketOf(env, `${project}-${accountId}-terraform-state`, accountId),
    stateKey: `${environment}/terraform.tfstate`,
    variable,
    declaredVariables: declaredIn(folder),
    assigned: { tfvars: topLevelNames(folder), environment: namesInEnvironment(env) },
    childEnv: childEnv(env, region),
  };
}

/** A bucket that the operator names may be another account's; the one by default is this account's. */
function stateBucketOf(env, name, owner) {
  const own = filled(env.FINTECH_SOLUTION_STATE_BUCKET);
  return own === undefined ? { stateBucket: name, stateBucketOwner: owner } : { stateBucket: own };
}

/**
 * Environment for Terraform and the AWS command line: TF_VAR_… from .envrc, one region for both, no pager. Blanks and a
 * carriage return at an end of a value (a .envrc that was saved on Windows) do not belong to it.
 */
function childEnv(env, region) {
  const trimmed = Object.entries(env).map(([name, value]) => [
    name,
    /^(AWS_|TF_VAR_|FINTECH_SOLUTION_)/.test(name) ? value.trim() : value,
  ]);
  const result = {
    ...Object.fromEntries(trimmed),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_PAGER: '',
  };
  // An empty TF_VAR_… is a value to Terraform, and would win over the default; an empty AWS_PROFILE is to the AWS command
  // line a profile without a name.
  for (const name of Object.keys(result))
    if (/^(AWS|TF_VAR)_/.test(name) && name !== 'AWS_PAGER' && result[name] === '') delete result[name];
  for (const [variable, name] of Object.entries(ENVRC_NAMES)) {
    if (result[`TF_VAR_${variable}`] === undefined && filled(env[name]))
      result[`TF_VAR_${variable}`] = filled(env[name]);
  }
  result.TF_VAR_aws_region ??= region;
  return result;
}

function filled(value) {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

/** The variables of the environment; none where the folder is not there. */
function declaredIn(folder) {
  const file = path.join(folder, 'variables.tf');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name);
}

/** Names that stand outside every brace and bracket. */
function topLevelNames(folder) {
  let depth = 0;
  return linesOfTfvars(folder).flatMap((line) => {
    const code = line.replace(/"[^"]*"/g, '""').replace(/(#|\/\/).*/, '');
    const name = depth === 0 ? /^\s*(\w+)\s*=/.exec(code)?.[1] : undefined;
    depth += (code.match(/[{[]/g)?.length ?? 0) - (code.match(/[}\]]/g)?.length ?? 0);
    return name === undefined ? [] : [name];
  });
}

function namesInEnvironment(env) {
  return Object.keys(env)
    .filter((name) => name.startsWith('TF_VAR_') && filled(env[name]))
    .map((name) => name.slice('TF_VAR_'.length));
}

/** The plain `name = value` lines of terraform.tfvars and *.auto.tfvars, which win over the environment in Terraform. */
function readTfvars(folder) {
  const found = linesOfTfvars(folder)
    .map((line) => /^\s*(\w+)\s*=\s*(?:"([^"]*)"|([\w.-]+))\s*(?:(?:#|\/\/).*)?$/.exec(line))
    .filter(Boolean);
  return Object.fromEntries(found.map(([, name, text, word]) => [name, text ?? word]));
}

function linesOfTfvars(folder) {
  return ['terraform.tfvars', ...autoTfvars(folder)]
    .map((name) => path.join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split(/\r?\n/));
}

function autoTfvars(folder) {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.auto.tfvars'))
        .sort()
    : [];
}
