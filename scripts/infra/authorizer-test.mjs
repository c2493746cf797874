// API Gateway's own test of the authorizer (no request, no throttle, no cache): refused, then allowed.
// node scripts/infra/authorizer-test.mjs ENVIRONMENT
import process from 'node:process';
import { aws } from './aws.mjs';
import { init, outputs } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError, runSteps } from './steps.mjs';
import { taskFor } from './task-name.mjs';
import { requestToken } from './token.mjs';

const settings = readSettings(process.argv[2] ?? 'dev');
let apiId;
let authorizerId;

await main(() =>
  runSteps([
    ['find the authorizer', find],
    ['a token that is none: refused', () => expectEffect('a.b.c', 'Deny')],
    [
      'a token of the identity provider: allowed',
      async () => expectEffect(await requestToken(settings), 'Allow'),
    ],
  ]),
);

function find() {
  init(settings);
  apiId = outputs(settings).gateway_api_rest.id;
  const found = call('get-authorizers', '--rest-api-id', apiId).items ?? [];
  if (found.length !== 1)
    throw new UserError(
      `the API ${apiId} has ${found.length} authorizers, want one: ${taskFor(settings.environment, 'build-and-deploy-dev')}`,
    );
  authorizerId = found[0].id;
}

function expectEffect(token, wanted) {
  const answer = call(
    'test-invoke-authorizer',
    '--rest-api-id',
    apiId,
    '--authorizer-id',
    authorizerId,
    '--headers',
    JSON.stringify({ Authorization: `Bearer ${token}` }),
  );
  const effect = answer.policy ? JSON.parse(answer.policy).Statement[0].Effect : 'none';
  if (effect === wanted) return console.log(`${effect} for ${answer.principalId}`);
  throw new UserError(
    `the authorizer said ${effect} (${answer.clientStatus}), want ${wanted}: task logs, field "reason"`,
  );
}

function call(...args) {
  const answer = aws(['apigateway', ...args], { env: settings.childEnv });
  if (answer.ok) return answer.data;
  throw new UserError(`aws apigateway ${args[0]}: ${answer.message}`);
}
