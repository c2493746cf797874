// The dead letters: looked at without being taken, or sent back to the queue of account requests.
// node scripts/infra/dlq.mjs peek|redrive ENVIRONMENT [--reveal]
import process from 'node:process';
import { aws } from './aws.mjs';
import { init, outputs } from './environment.mjs';
import { masked } from './mask.mjs';
import { readSettings } from './settings.mjs';
import { main, Mendable } from './steps.mjs';

const [action, environment = 'dev', ...flags] = process.argv.slice(2);
const settings = readSettings(environment);
const ROUNDS = 5;

await main(() => {
  const actions = { peek, redrive };
  if (!(action in actions)) throw new Mendable('say what to do: peek or redrive');
  init(settings);
  return actions[action](outputs(settings));
});

/** Shows up to fifty letters. Each is back in the queue after 30 s, its receive count one higher: nothing depends on that. */
function peek({ dead_letter_queue: { url } }) {
  const seen = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    const answer = sqs(
      'receive-message',
      '--queue-url',
      url,
      '--max-number-of-messages',
      '10',
      '--visibility-timeout',
      '30',
      '--attribute-names',
      'All',
      '--message-attribute-names',
      'All',
    );
    for (const message of answer.Messages ?? []) seen.set(message.MessageId, message);
    if ((answer.Messages ?? []).length === 0) break;
  }
  for (const message of seen.values()) show(message);
  console.log(
    seen.size === 0
      ? 'No dead letters.'
      : `${seen.size} dead letters. Send them back when their cause is gone: task dlq:redrive`,
  );
}

function show({ MessageId: id, Body: body, Attributes: attributes = {}, MessageAttributes: own = {} }) {
  const reason = own['failure-reason']?.StringValue ?? 'given up after its receives';
  console.log(
    `${id}  sent ${new Date(Number(attributes.SentTimestamp)).toISOString()}  ${reason}\n    ${flags.includes('--reveal') ? body : masked(body)}`,
  );
}

/** The source queue is named: a parked copy was sent here by a function, so AWS does not know where it came from. */
function redrive({ dead_letter_queue: { arn }, init_account_sqs_queue: { arn: destination } }) {
  const { TaskHandle: handle } = sqs(
    'start-message-move-task',
    '--source-arn',
    arn,
    '--destination-arn',
    destination,
  );
  console.log(
    `The dead letters are on their way back to ${destination} (${handle ? 'started' : 'no handle'}).`,
  );
  console.log(`Follow them: aws sqs list-message-move-tasks --source-arn ${arn}`);
}

function sqs(...args) {
  const answer = aws(['sqs', ...args], { env: settings.childEnv });
  if (answer.ok) return answer.data;
  throw new Mendable(`aws sqs ${args[0]}: ${answer.message}`);
}
