// Really applies the infrastructure, unmodified, with the real Terraform, provider and go-task, to moto's server.
// Nothing leaves this machine. A quarter of an hour, most of it the provider's own waits.
// node scripts/tests/deploy/test-deploy.mjs [--only PART,PART]     A part alone is preceded by what it stands on.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { roleCoverage, roleStatements } from '../../infra/iam/role-coverage.mjs';
import { FUNCTIONS } from '../../infra/rules/functions.mjs';
import { infra, root } from '../../infra/terraform.mjs';
import { afterBootstrap, beforeBootstrap } from './failing-preconditions.mjs';
import { equal, excludes, includes, tally, test } from './checks.mjs';
import { ACCOUNT, BUCKET, createDeployment, SMS_SECRET } from './deployment.mjs';
import { tellStories } from './deployed-stories.mjs';
import { gaps } from './moto-gaps.mjs';
import { probes } from './moto-probes.mjs';
import { startProxyThread } from './moto-proxy-worker.mjs';
import { operatorTasks } from './operator-tasks.mjs';
import { repairRestoredLedger } from './repaired-ledger.mjs';
import { requestGuardNetwork } from './request-guard-network.mjs';
import { restoreTable } from './restored-table.mjs';
import { planSecondEnvironment } from './second-environment.mjs';
import { goTask, startMoto } from './tools.mjs';
import { startWarmAws } from './warm-aws.mjs';

const PARTS = [
  ...['gaps', 'request-guard', 'failing-preconditions', 'deploy', 'operators', 'stories'],
  ...['second-environment', 'repair', 'restore', 'destroy'],
];
const parts = partsAskedFor();
const taskFolder = goTask();
const coldPath = process.env.PATH;
const warmAws = await startWarmAws();
if (warmAws) process.env.PATH = [warmAws.folder, coldPath].join(path.delimiter);
const moto = await startMoto();
const proxy = await startProxyThread(moto.port);
const deployment = createDeployment({ endpoint: proxy.url, taskFolder });
const { env, succeeds, fails, aws, json, functions, resources } = deployment;

try {
  await story();
} finally {
  await proxy.stop();
  moto.stop();
  warmAws?.stop();
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);

async function story() {
  if (parts.includes('gaps')) await stillGaps();
  if (parts.includes('request-guard')) await requestGuardNetwork(deployment);
  if (parts.length === 1 && parts[0] === 'request-guard') return;
  if (parts.includes('failing-preconditions')) await beforeBootstrap(deployment);
  await bootstrap();
  if (parts.includes('failing-preconditions')) await afterBootstrap(deployment);
  if (parts.includes('deploy') && !(await deploy())) return;
  if (!(await test('with SMS and a custom domain', domainAndSms))) return;
  await test('the SMS secret is in no state', () =>
    excludes(aws('s3', 'cp', `s3://${BUCKET}/dev/terraform.tfstate`, '-'), SMS_SECRET));
  if (parts.includes('operators')) await operatorTasks(deployment, proxy);
  if (parts.includes('stories')) await stories();
  if (parts.includes('second-environment'))
    await test('a second environment of the domain is a copy of the folder', () =>
      planSecondEnvironment(env, resources()));
  if (parts.includes('repair')) await repairRestoredLedger(deployment);
  // From here on the environment's table is another one.
  if (parts.includes('restore')) await restoreTable(deployment);
  if (parts.includes('destroy')) await destroy();
}

function partsAskedFor() {
  const at = process.argv.indexOf('--only');
  const asked = at === -1 ? PARTS : (process.argv[at + 1] ?? '').split(',');
  const unknown = asked.filter((part) => !PARTS.includes(part));
  if (unknown.length === 0) return asked;
  console.error(`no part "${unknown.join(', ')}"; there are: ${PARTS.join(', ')}`);
  process.exit(2);
}

async function stillGaps() {
  if (warmAws) await test('the AWS command line says the same whether it starts or is warm', sameAnswers);
  for (const probe of probes)
    await test(`moto still lacks: ${probe.id}`, () =>
      probe.stillLacks(`http://127.0.0.1:${moto.port}`, moto.python));
  await test('every gap has its probe', () =>
    equal(probes.map(({ id }) => id).sort(), gaps.map(({ id }) => id).sort()));
}

function sameAnswers() {
  const ask = (PATH, args) => {
    const { status, stdout, stderr } = spawnSync('aws', args, { encoding: 'utf8', env: { ...env, PATH } });
    return [status, stdout, stderr];
  };
  for (const args of [['--version'], ['sts', 'get-caller-identity'], ['dynamodb', 'no-such'], ['s3', 'ls']])
    equal(ask(process.env.PATH, args), ask(coldPath, args));
  const failure = ['dynamodb', 'describe-table', '--table-name', 'no-such'];
  equal(ask(process.env.PATH, failure), ask(coldPath, failure));
  if (ask(process.env.PATH, failure)[0] === 0) throw new Error('a call that fails ends as if it had not');
}

async function bootstrap() {
  await test('task bootstrap makes the state bucket and the logging role', () =>
    succeeds('bootstrap', '--yes'));
  await test('task bootstrap from a second clone: no changes', fromASecondClone);
  await test(
    'task bootstrap in a second region adds its logging role and leaves the bucket alone; again at home: no changes',
    inASecondRegion,
  );
}

/** What git would give: none of the folders that a first run leaves behind. */
async function fromASecondClone() {
  const clone = mkdtempSync(path.join(os.tmpdir(), 'second-clone-'));
  try {
    for (const part of ['Taskfile.yml', 'scripts', 'infra-as-code'])
      cpSync(path.join(root, part), path.join(clone, part), {
        recursive: true,
        filter: (file) => !file.includes('.terraform/'),
      });
    const { output } = await succeeds('bootstrap', '--yes', { cwd: clone });
    includes(output, 'No changes: the account is ready.');
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

async function inASecondRegion() {
  const elsewhere = { env: { AWS_DEFAULT_REGION: 'eu-west-3' } };
  includes((await succeeds('bootstrap', '--yes', elsewhere)).output, '3 added, 0 changed, 0 destroyed');
  includes((await succeeds('bootstrap', '--yes', elsewhere)).output, 'No changes: the account is ready.');
  includes((await succeeds('bootstrap', '--yes')).output, 'No changes: the account is ready.');
  const { Contents } = json('s3api', 'list-objects-v2', '--bucket', BUCKET);
  equal(
    Contents.map(({ Key }) => Key),
    ['bootstrap/eu-west-3/terraform.tfstate', 'bootstrap/terraform.tfstate'],
  );
}

async function deploy() {
  await test('without a terminal and without --yes nothing is applied', async () => {
    includes((await fails('tf-apply-dev')).output, 'Nothing was changed');
    equal(functions().length, 0);
  });
  const deployed = await test('task build-and-deploy-dev, from sources to an API', async () => {
    const { output } = await succeeds('build-and-deploy-dev', '--yes');
    includes(output, 'curl -H "Authorization: Bearer $TOKEN" https://');
    equal(functions().length, FUNCTIONS.length);
  });
  if (!deployed) return false;
  await test('a change of one function’s code updates that function alone', changeOneFunction);
  await test('an API that was deleted by hand is made again by one apply', remakeTheApi);
  await test('task build-and-deploy-dev again: no changes, by zips that are built anew', async () =>
    includes(
      (await succeeds('build-and-deploy-dev', '--yes')).output,
      'No changes: what is deployed is what the sources say.',
    ));
  return true;
}

async function stories() {
  await test('the stories come true on what was deployed', () =>
    tellStories({
      resources: resources(),
      endpoint: proxy.url,
      smsCredentials: {
        client_id: env.FINTECH_SOLUTION_SMS_CLIENT_ID,
        client_secret: env.FINTECH_SOLUTION_SMS_CLIENT_SECRET,
      },
    }));
  await permissions();
}

async function destroy() {
  await test('task tf-destroy-dev with another name typed: nothing is destroyed', async () => {
    includes((await fails('tf-destroy-dev', { stdin: 'prod\n' })).output, 'Nothing was changed');
    equal(functions().length, FUNCTIONS.length);
  });
  await test('task tf-destroy-dev lifts the deletion protection and leaves nothing', async () => {
    await succeeds('tf-destroy-dev', { stdin: 'dev\n' });
    equal(
      [
        functions().length,
        json('dynamodb', 'list-tables').TableNames.length,
        json('apigateway', 'get-rest-apis').items.length,
      ],
      [0, 0, 0],
    );
  });
}

/** The deployed roles against the calls that the functions made while the stories were told. */
async function permissions() {
  const statements = roleStatements(resources());
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
      'AllowWelcomesMark',
      'AllowOpeningsCountInTransaction',
      'AllowTransactionsRead',
      'AllowTransactionsAndMovementsRead',
      'AllowTransactionsAccept',
      'AllowTransactionsSend',
      'AllowBalancesMoveInTransaction',
      'AllowLegsAddInTransaction',
      'AllowTransactionsEndInTransaction',
      'AllowNotificationsSend',
      'AllowNotificationsMark',
      'AllowPendingList',
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

async function remakeTheApi() {
  const apis = () => json('apigateway', 'get-rest-apis').items;
  const [{ id: before }] = apis();
  aws('apigateway', 'delete-rest-api', '--rest-api-id', before);
  await succeeds('tf-apply-dev', '--yes');
  const made = apis().map(({ id }) => id);
  equal([made.length, made.includes(before)], [1, false]);
  const policy = json(
    'lambda',
    'get-policy',
    '--function-name',
    'fintech-solution-dev-get-account-info',
  ).Policy;
  includes(policy, made[0]);
  excludes(policy, before);
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
  // The operators' rotation plans too, and wants no change.
  if (!parts.includes('operators'))
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

function codeHashes() {
  return Object.fromEntries(functions().map(({ FunctionName, CodeSha256 }) => [FunctionName, CodeSha256]));
}
