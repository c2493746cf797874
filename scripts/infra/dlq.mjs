// The dead letters of a queue: looked at without being taken, or sent back to it.
// node scripts/infra/dlq.mjs ENVIRONMENT peek|redrive [QUEUE] [--reveal]
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { aws } from './aws.mjs';
import { deployedResources, init } from './environment.mjs';
import { masked } from './mask.mjs';
import { readSettings } from './settings.mjs';
import { main, UserError } from './steps.mjs';
import { taskFor } from './task-name.mjs';
import { root } from './terraform.mjs';

const [environment = 'dev', action, ...rest] = process.argv.slice(2);
const flags = rest.filter((word) => word.startsWith('--'));
const [queue = 'account-requests', ...surplus] = rest.filter((word) => !flags.includes(word));
const settings = readSettings(environment);
const ROUNDS = 5;
const BATCH = 10;
const LOOKS = 30;
const LOOK_MS = 2_000;

await main(() => {
  const actions = { peek, redrive };
  if (!(action in actions)) throw new UserError('say what to do: peek or redrive');
  if (surplus.length > 0)
    throw new UserError(`one queue at a time, not ${queue} and ${surplus.join(' and ')}`);
  const queues = knownQueues();
  if (!queues.includes(queue))
    throw new UserError(`there is no queue ${queue}; name one of them: ${queues.join(', ')}`);
  init(settings);
  return actions[action](deployedQueues());
});

function knownQueues() {
  const manifest = readFileSync(path.join(root, 'deployment', 'manifest.json'), 'utf8');
  return Object.keys(JSON.parse(manifest).queues);
}

/** The queue and that of its dead letters, by what AWS calls them. */
function deployedQueues() {
  const resources = deployedResources(settings);
  const [source, letters] = [queue, `${queue}-dlq`].map((name) =>
    resources.find(
      ({ type, values }) => type === 'aws_sqs_queue' && values.name === `${settings.prefix}-${name}`,
    ),
  );
  if (!source || !letters)
    throw new UserError(
      `The queue ${queue} is not deployed in ${environment} yet. Deploy: ${taskFor(environment, 'build-and-deploy-dev')}`,
    );
  return { source: source.values, letters: letters.values };
}

/** The command that sends these dead letters back. */
function redriveTask() {
  return `${taskFor(environment, 'dlq:redrive')}${queue === 'account-requests' ? '' : ` -- ${queue}`}`;
}

/** Shows up to fifty letters and puts them back at once; only their receive counts are higher, and nothing depends on those. */
function peek({ letters: { url } }) {
  const seen = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    const messages = receive(url);
    for (const message of messages) seen.set(message.MessageId, message);
    if (messages.length === 0) break;
  }
  const found = [...seen.values()];
  for (const message of found) show(message);
  for (let at = 0; at < found.length; at += BATCH) putBack(url, found.slice(at, at + BATCH));
  console.log(
    found.length === 0
      ? emptyBecause(url)
      : `${found.length} ${found.length === 1 ? 'dead letter' : 'dead letters'}. Send them back when their cause is gone: ${redriveTask()}`,
  );
}

/** Long polling asks every server of the queue; without it few letters are easily missed. */
function receive(url) {
  const answer = sqs(
    'receive-message',
    '--queue-url',
    url,
    '--max-number-of-messages',
    String(BATCH),
    '--wait-time-seconds',
    '1',
    '--visibility-timeout',
    '30',
    '--attribute-names',
    'All',
    '--message-attribute-names',
    'All',
  );
  return answer.Messages ?? [];
}

function putBack(url, messages) {
  const entries = messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
    VisibilityTimeout: 0,
  }));
  sqs('change-message-visibility-batch', '--queue-url', url, '--entries', JSON.stringify(entries));
}

function emptyBecause(url) {
  const { visible, held } = counts(url);
  return visible + held === 0
    ? 'No dead letters.'
    : `No dead letter can be read now, and ${visible + held} are there: another reader holds them. Again in half a minute.`;
}

/** Approximate, as SQS counts; good enough for a sentence. */
function counts(url) {
  const { Attributes } = sqs(
    'get-queue-attributes',
    '--queue-url',
    url,
    '--attribute-names',
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    held: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

function show({ MessageId: id, Body: body, Attributes: attributes = {}, MessageAttributes: own = {} }) {
  const reason = own['failure-reason']?.StringValue ?? 'given up after its receives';
  // A parked copy is a message of its own; the log and its sender know the one that it was copied from.
  const known = own['original-message-id']?.StringValue ?? id;
  console.log(
    `${known}${known === id ? '' : ` (copy ${id})`}  sent ${new Date(Number(attributes.SentTimestamp)).toISOString()}  ${reason}\n    ${flags.includes('--reveal') ? body : masked(body)}`,
  );
}

/** The source queue is named: a parked copy was sent here by a function, so AWS does not know where it came from. */
async function redrive({ letters: { arn, url }, source: { arn: destination } }) {
  const { visible, held } = counts(url);
  if (visible + held === 0) return console.log('No dead letters.');
  sqs('start-message-move-task', '--source-arn', arn, '--destination-arn', destination);
  const task = await settled(arn);
  const moved = task.ApproximateNumberOfMessagesMoved ?? 0;
  if (task.Status === 'COMPLETED')
    return console.log(
      `${moved} ${moved === 1 ? 'dead letter is' : 'dead letters are'} back in the queue ${queue}.`,
    );
  if (task.Status === 'RUNNING')
    return console.log(
      `${moved} so far; the rest is on its way. Follow it: aws sqs list-message-move-tasks --source-arn ${arn}`,
    );
  throw new UserError(
    `SQS stopped after ${moved}: ${task.FailureReason ?? task.Status}. Again: ${redriveTask()}`,
  );
}

/** The task that was just started, once it has ended, or as it stands after a minute. */
async function settled(arn) {
  for (let look = 1; ; look += 1) {
    const { Results } = sqs('list-message-move-tasks', '--source-arn', arn, '--max-results', '1');
    const task = Results?.[0] ?? { Status: 'RUNNING' };
    if (task.Status !== 'RUNNING' || look === LOOKS) return task;
    await pause(LOOK_MS);
  }
}

function sqs(...args) {
  const answer = aws(['sqs', ...args], { env: settings.childEnv });
  if (answer.ok) return answer.data;
  throw new UserError(`aws sqs ${args[0]}: ${answer.message}`);
}
