// Really applies the infrastructure, unmodified, with the real Terraform, provider and go-task, to moto's server.
// Nothing leaves this machine. About ten minutes, most of them the provider's own waits.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resourcesIn } from '../../infra/environment.mjs';
import { infra, initArgs, root, terraform } from '../../infra/terraform.mjs';
import { roleCoverage, roleStatements } from '../../infra/iam/role-coverage.mjs';
import { tellStories } from './deployed-stories.mjs';
import { gaps } from './moto-gaps.mjs';
import { probes } from './moto-probes.mjs';
import { startProxyThread } from './moto-proxy-worker.mjs';
import { goTask, startMoto } from './tools.mjs';

const SMS_SECRET = 'deploy-test-sms-secret';
const ACCOUNT = '123456789012';
const BUCKET = `fintech-solution-${ACCOUNT}-terraform-state`;
const tally = { passed: 0, failed: 0 };

const taskFolder = goTask();
const moto = await startMoto();
const proxy = await startProxyThread(moto.port);
const env = environment();

try {
  await story();
} finally {
  await proxy.stop();
  moto.stop();
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);

async function story() {
  for (const probe of probes)
    await test(`moto still lacks: ${probe.id}`, () => probe.stillLacks(`http://127.0.0.1:${moto.port}`));
  await test('every gap has its probe', () =>
    equal(probes.map(({ id }) => id).sort(), gaps.map(({ id }) => id).sort()));
  await strangersFaults();
  await test('task bootstrap makes the state bucket and the logging role', () =>
    succeeds('bootstrap', '--yes'));
  await test('task bootstrap again: no changes', async () =>
    includes((await succeeds('bootstrap', '--yes')).output, 'No changes: the account is ready.'));
  await test('without a terminal and without --yes nothing is applied', async () => {
    includes((await fails('tf-apply-dev')).output, 'Nothing was changed');
    equal(functions().length, 0);
  });
  const deployed = await test('task build-and-deploy-dev, from sources to an API', async () => {
    const { output } = await succeeds('build-and-deploy-dev', '--yes');
    includes(output, 'curl -H "Authorization: Bearer $TOKEN" https://');
    equal(functions().length, 3);
  });
  if (!deployed) return;
  await test('task build-and-deploy-dev again: no changes', async () =>
    includes(
      (await succeeds('build-and-deploy-dev', '--yes')).output,
      'No changes: what is deployed is what the sources say.',
    ));
  await test('a change of one function’s code updates that function alone', changeOneFunction);
  await test('with SMS and a custom domain on the same environment', domainAndSms);
  await test('the SMS secret is in no state', () =>
    excludes(aws('s3', 'cp', `s3://${BUCKET}/dev/terraform.tfstate`, '-'), SMS_SECRET));
  await test('the stories come true on what was deployed', () =>
    tellStories({
      resources: deployedResources(),
      endpoint: proxy.url,
      smsCredentials: { client_id: 'deploy-test', client_secret: SMS_SECRET },
    }));
  await permissions();
  await test('a second environment is a copy of the folder', secondEnvironment);
  await test('task tf-destroy-dev with another name typed: nothing is destroyed', async () => {
    includes((await fails('tf-destroy-dev', { stdin: 'prod\n' })).output, 'Nothing was changed');
    equal(functions().length, 3);
  });
  await test('task tf-destroy-dev lifts the deletion protection and leaves nothing', async () => {
    await succeeds('tf-destroy-dev', { stdin: 'dev\n' });
    equal(
      [
        functions().length,
        JSON.parse(aws('dynamodb', 'list-tables')).TableNames.length,
        JSON.parse(aws('apigateway', 'get-rest-apis')).items.length,
      ],
      [0, 0, 0],
    );
  });
}

/** The deployed roles against the calls that the functions made while the stories were told. */
async function permissions() {
  const statements = roleStatements(deployedResources());
  const calls = await proxy.calls();
  const cover = (roles) => roleCoverage(roles, calls, { region: env.AWS_DEFAULT_REGION, accountId: ACCOUNT });
  await test('every call that a function made is allowed by its role', () => {
    const { denied, counted } = cover(statements);
    equal(denied, []);
    if (counted < 50) throw new Error(`only ${counted} calls were seen`);
  });
  await test('no role has a right that no call used', () => equal(cover(statements).idle, []));
  await test('without any one permission that our calls use, a call is denied', () => {
    const used = [
      'AllowAccountsRead',
      'AllowAccountRequestsSend',
      'AllowAccountsOpen',
      'AllowSmsCredentialsRead',
      'AllowWelcomeEmailSend',
    ];
    for (const sid of used) {
      const without = Object.fromEntries(
        Object.entries(statements).map(([name, list]) => [name, list.filter(({ Sid }) => Sid !== sid)]),
      );
      if (cover(without).denied.length === 0) throw new Error(`nothing misses ${sid}`);
    }
  });
}

function deployedResources() {
  const folder = path.join(infra, 'environments', 'dev');
  const shown = terraform(['show', '-json'], { cwd: folder, env });
  if (shown.status !== 0) throw new Error(shown.stderr);
  return resourcesIn(JSON.parse(shown.stdout).values.root_module);
}

/** Each bad environment gets the sentence that mends it, and nothing was changed. */
async function strangersFaults() {
  await test('no state bucket: says task bootstrap', async () =>
    includes((await fails('tf-plan-dev')).output, 'task bootstrap'));
  await test('another account’s credentials are refused', async () =>
    includes(
      (await fails('doctor', { env: { AWS_ACCOUNT_ID: '999999999999' } })).output,
      'these credentials are of account 123456789012',
    ));
  await test('every fault is named at once', async () => {
    const { output } = await fails('doctor', {
      env: { FINTECH_SOLUTION_ISSUER_URI: '', FINTECH_SOLUTION_AUDIENCE: ' ', AWS_ACCOUNT_ID: '12' },
    });
    for (const name of [
      'FINTECH_SOLUTION_ISSUER_URI: not set',
      'FINTECH_SOLUTION_AUDIENCE: not set',
      'AWS_ACCOUNT_ID: "12"',
    ])
      includes(output, name);
  });
  await test('no account number: the task says which file', async () =>
    includes(
      (await fails('build-and-deploy-dev', { env: { AWS_ACCOUNT_ID: '' } })).output,
      'cp .envrc.example .envrc',
    ));
}

async function changeOneFunction() {
  const zip = path.join(root, 'lambda-src', 'authorizer', 'dist', 'authorizer.zip');
  const before = codeHashes();
  const kept = path.join(mkdtempSync(path.join(os.tmpdir(), 'zip-')), 'kept.zip');
  copyFileSync(zip, kept);
  try {
    copyFileSync(path.join(infra, 'modules', 'common', 'tests', 'fixtures', 'function.zip'), zip);
    const { output } = await succeeds('tf-apply-dev', '--yes');
    includes(output, '1 changed, 0 destroyed');
    const after = codeHashes();
    equal(
      Object.keys(after).filter((name) => after[name] !== before[name]),
      ['fintech-solution-dev-authorizer'],
    );
  } finally {
    copyFileSync(kept, zip);
  }
}

async function domainAndSms() {
  aws('route53', 'create-hosted-zone', '--name', 'fintech.example', '--caller-reference', 'deploy-test');
  Object.assign(env, {
    TF_VAR_apply_custom_domain: 'true',
    FINTECH_SOLUTION_DOMAINE: 'fintech.example',
    TF_VAR_enable_sms_notifications: 'ON',
    FINTECH_SOLUTION_SMS_CLIENT_ID: 'deploy-test',
    FINTECH_SOLUTION_SMS_CLIENT_SECRET: SMS_SECRET,
  });
  includes((await succeeds('tf-apply-dev', '--yes')).output, 'https://api.fintech.example');
  includes(
    (await succeeds('tf-apply-dev', '--yes')).output,
    'No changes: what is deployed is what the sources say.',
  );
  includes(
    aws(
      'ssm',
      'get-parameter',
      '--name',
      '/fintech-solution/dev/sms-provider-credentials',
      '--with-decryption',
    ),
    SMS_SECRET,
  );
}

/** The documented recipe, in a temporary folder: copy, initialise, plan. */
function secondEnvironment() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'second-environment-'));
  try {
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
    const planEnv = {
      ...env,
      ...terraformVariables(),
      TF_VAR_apply_custom_domain: 'false',
      TF_VAR_manage_email_identity: 'false',
    };
    terraformOk(
      initArgs([
        '-input=false',
        `-backend-config=bucket=${BUCKET}`,
        '-backend-config=key=staging/terraform.tfstate',
        `-backend-config=region=${env.AWS_DEFAULT_REGION}`,
        '-backend-config=use_lockfile=true',
      ]),
      cwd,
      planEnv,
    );
    terraformOk(['plan', '-input=false', '-out=staging.tfplan'], cwd, planEnv);
    const planned = JSON.parse(terraformOk(['show', '-json', 'staging.tfplan'], cwd, planEnv)).planned_values
      .root_module;
    const names = resourcesIn(planned).flatMap(({ values = {} }) =>
      [values.name, values.function_name, values.alarm_name].filter(
        (name) => typeof name === 'string' && name.startsWith('fintech-solution'),
      ),
    );
    equal(
      names.filter((name) => !name.includes('staging')),
      [],
    );
    if (names.length < 30) throw new Error(`only ${names.length} names were planned`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function terraformVariables() {
  return {
    TF_VAR_aws_account_id: ACCOUNT,
    TF_VAR_issuer_uri: env.FINTECH_SOLUTION_ISSUER_URI,
    TF_VAR_jwks_uri: env.FINTECH_SOLUTION_JWKS_URI,
    TF_VAR_audience: env.FINTECH_SOLUTION_AUDIENCE,
    TF_VAR_sms_provider_client_id: 'deploy-test',
    TF_VAR_sms_provider_client_secret: SMS_SECRET,
    TF_VAR_test_email: env.FINTECH_SOLUTION_TEST_EMAIL,
  };
}

function terraformOk(args, cwd, planEnv) {
  const result = terraform(args, { cwd, env: planEnv });
  if (result.status !== 0) throw new Error(`terraform ${args[0]}: ${result.stderr}`);
  return result.stdout;
}

function functions() {
  return JSON.parse(aws('lambda', 'list-functions')).Functions;
}

function codeHashes() {
  return Object.fromEntries(functions().map(({ FunctionName, CodeSha256 }) => [FunctionName, CodeSha256]));
}

function environment() {
  const {
    TF_CLI_CONFIG_FILE: _config,
    AWS_PROFILE: _profile,
    AWS_SESSION_TOKEN: _token,
    ...rest
  } = process.env;
  return {
    ...rest,
    PATH: [taskFolder, process.env.PATH].filter(Boolean).join(path.delimiter),
    AWS_ENDPOINT_URL: proxy.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'ca-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCOUNT_ID: ACCOUNT,
    FINTECH_SOLUTION_ISSUER_URI: 'https://issuer.example/',
    FINTECH_SOLUTION_JWKS_URI: 'https://issuer.example/.well-known/jwks.json',
    FINTECH_SOLUTION_AUDIENCE: 'https://api.example',
    FINTECH_SOLUTION_TEST_EMAIL: 'back-office@example.org',
  };
}

/** Runs a task through go-task; gives its status and everything that it printed. */
function task(name, ...rest) {
  const options = typeof rest.at(-1) === 'object' ? rest.pop() : {};
  return new Promise((resolve, reject) => {
    const child = spawn('task', [...rest, name], {
      cwd: root,
      env: { ...env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
    child.stdin.end(options.stdin ?? '');
  });
}

async function succeeds(...args) {
  const result = await task(...args);
  if (result.status !== 0) throw new Error(`task ${args[0]} failed:\n${result.output.slice(-4_000)}`);
  return result;
}

async function fails(...args) {
  const result = await task(...args);
  if (result.status === 0)
    throw new Error(`task ${args[0]} should have failed:\n${result.output.slice(-2_000)}`);
  return result;
}

function aws(...args) {
  const result = spawnSync('aws', [...args, '--output', 'json'], {
    env: { ...env, AWS_PAGER: '' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(`aws ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

async function test(title, work) {
  const started = Date.now();
  try {
    await work();
    tally.passed += 1;
    console.log(`ok   ${title} (${Math.round((Date.now() - started) / 1_000)} s)`);
    return true;
  } catch (error) {
    tally.failed += 1;
    console.log(`FAIL ${title}\n     ${error.message.replaceAll('\n', '\n     ')}`);
    return false;
  }
}

function includes(text, part) {
  if (!text.includes(part)) throw new Error(`expected to read "${part}" in:\n${text.slice(-3_000)}`);
}

function excludes(text, part) {
  if (text.includes(part)) throw new Error('found what must not be there');
}

function equal(actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`got ${JSON.stringify(actual)}, want ${JSON.stringify(expected)}`);
}
