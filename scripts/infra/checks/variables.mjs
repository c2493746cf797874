// Every setting that .envrc may hold: good, missing or wrong. Secrets are only ever said to be set or unset.
import { existsSync } from 'node:fs';
import { ENVRC_NAMES } from '../settings.mjs';

const SET_IT = (name) =>
  `set ${name} in .envrc (cp .envrc.example .envrc), then: direnv allow, or: source .envrc`;
const URL_PATTERN = /^https:\/\/[^\s/?#]+(\/[^\s#]*)?$/;

/** All of them at once. */
export function variableChecks(settings) {
  const sms = (settings.variable('enable_sms_notifications', 'OFF') ?? 'OFF').toUpperCase() === 'ON';
  const domainOn = settings.variable('apply_custom_domain', 'false') === 'true';
  const emailWanted = settings.variable('enable_email_notifications') === 'ON';
  return [
    environmentFolder(settings),
    required(settings, 'aws_account_id', /^\d{12}$/, 'the 12 digits of your account'),
    region(settings),
    required(
      settings,
      'issuer_uri',
      URL_PATTERN,
      'an https URL, exactly the "iss" of your tokens (Auth0: with the trailing slash)',
    ),
    required(settings, 'jwks_uri', URL_PATTERN, 'the https URL of your provider’s signing keys'),
    required(settings, 'audience', /\S/, 'the identifier of the API at your provider'),
    optional(
      settings,
      'test_email',
      emailWanted,
      'E-mail is ON and has no address to write to',
      /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
    ),
    optional(
      settings,
      'domain',
      domainOn,
      'apply_custom_domain is true and there is no domain',
      /^([a-z0-9-]+\.)+[a-z]{2,}$/,
    ),
    secret(settings, 'sms_provider_client_id', sms),
    secret(settings, 'sms_provider_client_secret', sms),
    callbackSecret(settings),
    ...undeclared(settings),
  ];
}

/**
 * Terraform ignores, without a word, a TF_VAR_… that is not a variable, and such a line of a tfvars file with a
 * warning: a setting would have its default.
 */
function undeclared(settings) {
  const declared = settings.declaredVariables;
  if (declared.length === 0) return [];
  const unknown = (names) => names.filter((name) => !declared.includes(name));
  return [
    ...unknown(settings.assigned.tfvars).map((name) => ({
      name: 'terraform.tfvars',
      state: 'fault',
      says: `${name} is no variable of the environment, so it would have no effect`,
      mend: `correct the name; most settings go into settings = { ${name} = … } (see terraform.tfvars.example)`,
    })),
    ...unknown(settings.assigned.environment).map((name) => ({
      name: `TF_VAR_${name}`,
      state: 'note',
      says: 'is no variable of the environment and has no effect',
    })),
  ];
}

function environmentFolder({ folder, environment }) {
  if (existsSync(folder)) return { name: 'environment', state: 'ok', says: environment };
  return {
    name: 'environment',
    state: 'fault',
    says: `there is no ${environment}`,
    mend: `cp -r infra-as-code/environments/dev infra-as-code/environments/${environment}`,
  };
}

function required(settings, variable, pattern, wanted) {
  const name = ENVRC_NAMES[variable];
  const value = settings.variable(variable);
  if (value === undefined) return { name, state: 'fault', says: `not set; ${wanted}`, mend: SET_IT(name) };
  if (!pattern.test(value))
    return { name, state: 'fault', says: `"${value}" is not ${wanted}`, mend: SET_IT(name) };
  return { name, state: 'ok', says: value };
}

function optional(settings, variable, needed, otherwise, pattern) {
  const name = ENVRC_NAMES[variable];
  const value = settings.variable(variable);
  if (value === undefined)
    return needed
      ? { name, state: 'fault', says: otherwise, mend: SET_IT(name) }
      : { name, state: 'ok', says: 'not set, not needed' };
  return pattern.test(value)
    ? { name, state: 'ok', says: value }
    : { name, state: 'fault', says: `"${value}" does not look right`, mend: SET_IT(name) };
}

function secret(settings, variable, needed) {
  const name = ENVRC_NAMES[variable];
  if (settings.variable(variable) !== undefined) return { name, state: 'ok', says: 'set' };
  return needed
    ? { name, state: 'fault', says: 'unset, and SMS is ON', mend: SET_IT(name) }
    : { name, state: 'ok', says: 'unset, not needed with SMS OFF' };
}

/** Whether callbacks are on stands inside an object of terraform.tfvars, which Terraform alone reads. */
function callbackSecret(settings) {
  const name = ENVRC_NAMES.callback_signing_secret;
  const value = settings.variable('callback_signing_secret');
  if (value === undefined)
    return { name, state: 'ok', says: 'unset, needed only with settings.callback_allowed_hosts' };
  return value.length >= 32
    ? { name, state: 'ok', says: 'set' }
    : { name, state: 'fault', says: 'set, and shorter than 32 characters', mend: SET_IT(name) };
}

function region({ region: value }) {
  const name = 'AWS_DEFAULT_REGION';
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(value)
    ? { name, state: 'ok', says: value }
    : { name, state: 'fault', says: `"${value}" is not a region`, mend: SET_IT(name) };
}
