// The operators' tasks, through go-task, on what was deployed with SMS ON and the custom domain: alarms, logs, rotation,
// and those that call the API or the identity provider, which run here as they were deployed.
import { readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { planFile } from '../../infra/environment.mjs';
import { root, terraform } from '../../infra/terraform.mjs';
import { accountTasks } from './account-tasks.mjs';
import { equal, excludes, includes, test } from './checks.mjs';
import { deadLetterTasks } from './dead-letter-tasks.mjs';
import { BUCKET, devFolder, SMS_SECRET, tasksOf } from './deployment.mjs';
import { logTasks } from './log-tasks.mjs';
import { startDeployment } from './running-deployment.mjs';

const CLIENT_SECRET = 'local-secret';
const ROTATED_SECRET = 'deploy-test-rotated-secret';
const PARAMETER = '/fintech-solution/dev/sms-provider-credentials';

/** Nothing may run on the deployment before: the deployed stack's own settings would show up in the next plan. */
export async function operatorTasks(deployment, proxy) {
  await deadLetterTasks(deployment);
  await accountTasks(deployment);
  await alarmTask(deployment);
  await rotation(deployment);
  const running = await startDeployment({
    resources: deployment.resources(),
    endpoint: deployment.endpoint,
    smsCredentials: { client_id: 'deploy-test', client_secret: ROTATED_SECRET },
  });
  try {
    proxy.tell('authorizer stub', running.authorizerStub);
    const caller = { ...deployment, ...tasksOf({ ...deployment.env, ...clientEnvironment(running) }) };
    await callingTasks(caller, proxy);
    await logTasks(caller, running);
  } finally {
    await running.stop();
  }
}

/** The client's credentials as .envrc holds them, and a way from the deployed addresses to what runs here. */
function clientEnvironment({ base, origin }) {
  return {
    FINTECH_SOLUTION_CLIENT_ID: 'local-client',
    FINTECH_SOLUTION_CLIENT_SECRET: CLIENT_SECRET,
    NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'reach-local.mjs'))}`,
    REACH_LOCAL: JSON.stringify({ 'https://issuer.example': origin, 'https://api.fintech.example': base }),
  };
}

async function alarmTask({ succeeds, fails, json, aws, resources }) {
  const state = (name) =>
    json('cloudwatch', 'describe-alarms', '--alarm-names', name).MetricAlarms[0].StateValue;
  await test('task alarm:test rings the alarm and says that no address is subscribed', async () => {
    const name = 'fintech-solution-dev-account-requests-dead-letters';
    if (state(name) === 'ALARM') throw new Error('it rang before');
    includes(
      (await succeeds('alarm:test')).output,
      `${name} rings`,
      'next evaluation',
      'No address is subscribed',
    );
    equal(state(name), 'ALARM');
  });
  await test('task alarm:test -- account-requests-oldest rings that one and says which addresses should hear it', async () => {
    const topic = resources().find(({ type }) => type === 'aws_sns_topic').values.arn;
    aws(
      'sns',
      'subscribe',
      '--topic-arn',
      topic,
      '--protocol',
      'email',
      '--notification-endpoint',
      'on-call@example.org',
    );
    const { output } = await succeeds('alarm:test', '--', 'account-requests-oldest');
    includes(output, 'fintech-solution-dev-account-requests-oldest rings', 'on-call@example.org');
    equal(state('fintech-solution-dev-account-requests-oldest'), 'ALARM');
    equal(state('fintech-solution-dev-client-errors') === 'ALARM', false);
  });
  await test('task alarm:test with another name says how to see the names', async () =>
    includes((await fails('alarm:test', '--', 'no-such')).output, 'describe-alarms'));
}

async function callingTasks({ succeeds, fails, aws }, proxy) {
  let token = '';
  await test('task token:dev prints a token of the provider and nothing else', async () => {
    token = (await succeeds('token:dev', { silent: true })).stdout.trim();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');
    equal([claims.iss, claims.aud], ['https://issuer.example/', 'https://api.example']);
  });
  await test('task token:dev with a wrong secret says what the provider says, and never the secret', async () => {
    const wrong = { env: { FINTECH_SOLUTION_CLIENT_SECRET: 'wrong-client-secret' } };
    const { output } = await fails('token:dev', wrong);
    includes(output, 'gave no token (401): access_denied');
    excludes(output, 'wrong-client-secret');
  });
  await test('task token:dev without client credentials names them', async () =>
    includes(
      (await fails('token:dev', { env: { FINTECH_SOLUTION_CLIENT_SECRET: '' } })).output,
      'FINTECH_SOLUTION_CLIENT_SECRET',
    ));
  await test('task authorizer:test: the deployed authorizer refuses, then allows', async () => {
    const { output } = await succeeds('authorizer:test');
    includes(output, 'Deny for ', 'Allow for local-client@clients');
    excludes(output, CLIENT_SECRET);
    const calls = (await proxy.calls()).filter(
      ({ method, url }) => method === 'POST' && /\/authorizers\//.test(url),
    );
    equal(
      calls.map(({ status }) => status),
      [200, 200],
    );
  });
  await test('task authorizer:test fails where the authorizer refuses the provider’s token', async () => {
    const { url, stop } = await strangeProvider();
    const elsewhere = { env: { REACH_LOCAL: JSON.stringify({ 'https://issuer.example': url }) } };
    const { output } = await fails('authorizer:test', elsewhere).finally(stop);
    includes(output, 'the authorizer said Deny', 'want Allow');
  });
  await test('task smoke:dev sees 401, 401, 400, then a balance, then a ledger that answers', async () => {
    const number = '224622000981';
    const { output } = await succeeds('smoke:dev', '--', number);
    includes(
      output,
      '401 UNAUTHORIZED',
      '400 MSISDN_INVALID',
      '200 ACCOUNT_BEING_OPENED',
      '200 ACCOUNT_FOUND 1000 GNF',
      '200 available',
    );
    excludes(output, CLIENT_SECRET);
    includes(aws('dynamodb', 'scan', '--table-name', 'fintech-solution-dev-accounts'), number);
  });
  await test('task doctor: everything deployed is in order, and the provider says what the settings say', async () => {
    const { output } = await succeeds('doctor');
    includes(
      output,
      '✓ identity',
      '✓ state bucket',
      '✓ issuer: https://issuer.example/',
      '✓ signing keys',
      'nothing stands in the way',
    );
    excludes(output, SMS_SECRET, CLIENT_SECRET);
  });
  await test('task doctor sees that the issuer lacks its slash', async () =>
    includes(
      (await fails('doctor', { env: { FINTECH_SOLUTION_ISSUER_URI: 'https://issuer.example' } })).output,
      'FINTECH_SOLUTION_ISSUER_URI=https://issuer.example/',
      'nothing was changed',
    ));
}

async function rotation(deployment) {
  const { env, succeeds, fails, aws, json } = deployment;
  const stored = () => json('ssm', 'get-parameter', '--name', PARAMETER, '--with-decryption').Parameter;
  const before = stored();
  const rotated = { env: { FINTECH_SOLUTION_SMS_CLIENT_SECRET: ROTATED_SECRET } };
  await test('task rotate-sms-credentials without a terminal and without --yes writes nothing', async () => {
    includes((await fails('rotate-sms-credentials', rotated)).output, 'Nothing was changed');
    equal(stored(), before);
    equal(keptPlans(), []);
  });
  await test('task rotate-sms-credentials without credentials says where they go', async () =>
    includes(
      (await fails('rotate-sms-credentials', '--yes', { env: { FINTECH_SOLUTION_SMS_CLIENT_SECRET: '' } }))
        .output,
      'FINTECH_SOLUTION_SMS_CLIENT_SECRET',
    ));
  await test('task rotate-sms-credentials writes the new ones, alone, and shows nothing of them', async () => {
    writeFileSync(planFile({ environment: 'dev' }), 'a plan that was kept before');
    const { output } = await succeeds('rotate-sms-credentials', '--yes', rotated);
    equal(JSON.parse(stored().Value).client_secret, ROTATED_SECRET);
    equal(stored().Version, before.Version + 1);
    includes(output, '0 added, 1 changed, 0 destroyed');
    equal(keptPlans(), []);
    excludes(output, ROTATED_SECRET);
    excludes(aws('s3', 'cp', `s3://${BUCKET}/dev/terraform.tfstate`, '-'), ROTATED_SECRET, SMS_SECRET);
  });
  env.FINTECH_SOLUTION_SMS_CLIENT_SECRET = ROTATED_SECRET;
  await test('after a rotation the next plan changes nothing and holds nothing of the secret', async () => {
    includes((await succeeds('tf-plan-dev')).output, 'No changes');
    const kept = planFile({ environment: 'dev' });
    excludes(terraform(['show', '-json', kept], { cwd: devFolder, env }).stdout, ROTATED_SECRET);
  });
  await test('task tf-apply-dev applies the plan that was kept, and drops it', async () => {
    includes((await succeeds('tf-apply-dev', '--yes')).output, 'the plan that was kept');
    equal(keptPlans(), []);
  });
}

/** Gives tokens that nobody signed. */
async function strangeProvider() {
  const answer = { token_endpoint: 'https://issuer.example/token', access_token: 'e30.e30.e30' };
  const server = http.createServer((_request, response) => response.end(JSON.stringify(answer)));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => (server.closeAllConnections(), server.close()),
  };
}

function keptPlans() {
  return readdirSync(path.join(root, 'tmp')).filter((name) => /^dev\b.*\.tfplan$/.test(name));
}
