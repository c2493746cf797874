// task logs on the deployed log groups, which hold what the functions printed while they ran here.
import { setTimeout as pause } from 'node:timers/promises';
import { equal, includes, test } from './checks.mjs';

const WANTED = 'deploy-test-wanted';
const OTHER = 'deploy-test-other';
const NUMBERS = { [WANTED]: '224622000991', [OTHER]: '224622000992' };
const LOOKS = 100;
const LOOK_MS = 100;

export async function logTasks(deployment, running) {
  const { succeeds, fails, task } = deployment;
  for (const id of [WANTED, OTHER]) await callApi(deployment, running, id);
  const shipped = ship(deployment, running.lines);
  await test('task logs -- ID finds the lines of that request in every log, and no other', async () => {
    const { output } = await succeeds('logs', '--', WANTED);
    const expected = shipped.filter((line) => line.includes(WANTED)).length;
    if (expected < 2) throw new Error(`the functions printed ${expected} lines of the request`);
    const shown = output.split('\n').filter((line) => line.includes('/aws/lambda/'));
    equal(shown.filter((line) => line.includes(WANTED)).length, expected);
    equal(shown.length, expected);
    includes(output, 'dev-get-account-info', 'dev-init-user-account');
  });
  await test('task logs -- ID says so when there is no such line', async () =>
    includes((await succeeds('logs', '--', 'deploy-test-nobody')).output, 'No line'));
  await test('task logs with what is no correlation id says so', async () =>
    includes((await fails('logs', '--', 'a,b')).output, 'is no correlation id'));
  await test('task logs follows every log until it is stopped', async () => {
    const last = shipped.filter((line) => line.includes(OTHER)).at(-1);
    const { output } = await task('logs', { until: last.slice(0, 60) });
    includes(output, last.slice(0, 60));
  });
}

/** Opens the account and waits for its welcome, so that the consumer has printed its lines too. */
async function callApi({ succeeds }, { base, lines }, correlationId) {
  const token = (await succeeds('token:dev', { silent: true })).stdout.trim();
  const printed = lines.length;
  const response = await fetch(`${base}/get-account-info/msisdn/${NUMBERS[correlationId]}`, {
    headers: { authorization: `Bearer ${token}`, 'x-correlation-id': correlationId },
  });
  if (response.status !== 200) throw new Error(`the API answered ${response.status}`);
  for (let look = 0; look < LOOKS; look += 1) {
    if (functionLines(lines.slice(printed)).some(fromConsumer(correlationId))) return;
    await pause(LOOK_MS);
  }
  throw new Error(`the consumer printed nothing of ${correlationId}`);
}

function fromConsumer(correlationId) {
  return ({ functionName, message }) =>
    functionName === 'init-user-account' && message.includes(correlationId);
}

/** What Lambda itself does with what a function prints. */
function ship({ aws }, lines) {
  const printed = functionLines(lines);
  for (const functionName of new Set(printed.map((line) => line.functionName))) {
    const place = [
      '--log-group-name',
      `/aws/lambda/fintech-solution-dev-${functionName}`,
      '--log-stream-name',
      'deploy-test',
    ];
    const events = printed
      .filter((line) => line.functionName === functionName)
      .map(({ timestamp, message }) => ({ timestamp, message }));
    aws('logs', 'create-log-stream', ...place);
    aws('logs', 'put-log-events', ...place, '--log-events', JSON.stringify(events));
  }
  return printed.map(({ message }) => message);
}

function functionLines(lines) {
  return lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'log')
    .map(({ time, functionName, entry }) => ({
      functionName,
      timestamp: Date.parse(time),
      message: JSON.stringify(entry),
    }));
}
