// Calls the deployed API as a client would: refused without a token, then with one until the account is open; then the
// service's own state.
// node scripts/infra/smoke.mjs ENVIRONMENT [NUMBER]      It opens the account of NUMBER when there is none yet.
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { init, outputs } from './environment.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError, runSteps } from './steps.mjs';
import { taskFor } from './task-name.mjs';
import { requestToken } from './token.mjs';

const [environment = 'dev', number = '224622000001'] = process.argv.slice(2);
const TRIES = 20;
const PAUSE_MS = 3_000;
const settings = readSettings(environment);
let apiUrl;
let url;
let token;

await main(() =>
  runSteps([
    ['find the API', find],
    ['without a token: 401', async () => expectAnswer(await get(), 401, 'UNAUTHORIZED')],
    ['with a token that is none: 401', async () => expectAnswer(await get('a.b.c'), 401, 'UNAUTHORIZED')],
    ['get a token', async () => void (token = await requestToken(settings))],
    [
      'not a number: 400',
      async () => expectAnswer(await get(token, url.replace(number, '12')), 400, 'MSISDN_INVALID'),
    ],
    ['a balance', balance],
    ['the ledger answers', heartbeat],
  ]),
);

function find() {
  init(settings);
  apiUrl = outputs(settings).api_base_url;
  url = `${apiUrl}/get-account-info/msisdn/${number}`;
  console.log(url);
}

async function get(bearer, address = url) {
  const response = await fetch(address, {
    headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
    signal: AbortSignal.timeout(35_000),
  });
  return {
    status: response.status,
    body: await response.json().catch(() => ({})),
    correlationId: response.headers.get('x-correlation-id'),
  };
}

function expectAnswer({ status, body, correlationId }, wantedStatus, wantedCode) {
  if (status === wantedStatus && body.code === wantedCode) return console.log(`${status} ${body.code}`);
  throw new UserError(
    `got ${status} ${body.code ?? ''}, want ${wantedStatus} ${wantedCode}; look for ${correlationId} in the logs (${taskFor(environment, 'logs')})`,
  );
}

/** The route of another function, which reads the ledger's table. */
async function heartbeat() {
  const { status, body, correlationId } = await get(token, new URL('heartbeat', `${apiUrl}/`));
  console.log(`${status} ${body.serviceStatus ?? body.code}`);
  if (status === 200 && body.serviceStatus === 'available') return;
  throw new UserError(
    `that is no healthy ledger; look for ${correlationId} in the logs (${taskFor(environment, 'logs')})`,
  );
}

async function balance() {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const answer = await get(token);
    console.log(
      `${answer.status} ${answer.body.code}${answer.body.data ? ` ${answer.body.data.balance} ${answer.body.data.currency}` : ''}`,
    );
    if (answer.body.code === 'ACCOUNT_FOUND') return;
    if (answer.status === 403)
      throw new UserError(
        `the token may not read ${number}: it is bound to another number (${taskFor(environment, 'smoke:dev')} -- ITS-NUMBER), or lacks a scope that the settings ask for`,
      );
    if (answer.body.code !== 'ACCOUNT_BEING_OPENED')
      throw new UserError(
        `that is no answer of a healthy API; look for ${answer.correlationId} in the logs (${taskFor(environment, 'logs')})`,
      );
    await pause(PAUSE_MS);
  }
  throw new UserError(
    `the account was not opened within ${(TRIES * PAUSE_MS) / 1_000} s: ${taskFor(environment, 'dlq:peek')}, ${taskFor(environment, 'logs')}`,
  );
}
