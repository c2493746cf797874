// task dlq:peek and task dlq:redrive on the deployed queues: a request that was given up, and a parked copy.
import { equal, excludes, includes, test } from './checks.mjs';

const GIVEN_UP = '224622000971';
const PARKED = '224622000972';
const ORIGINAL = '00000000-0000-4000-8000-00000000c0de';
const REASON = {
  'failure-reason': { DataType: 'String', StringValue: 'sms-refused' },
  'original-message-id': { DataType: 'String', StringValue: ORIGINAL },
};
const RECEIVES = 10;

/** Nothing may consume the queues meanwhile. */
export async function deadLetterTasks({ succeeds, fails, json, aws, resources }) {
  const urlOf = (name) =>
    resources().find(({ type, values }) => type === 'aws_sqs_queue' && values.name === name).values.url;
  const queue = urlOf('fintech-solution-dev-account-requests');
  const letters = urlOf('fintech-solution-dev-account-requests-dlq');
  const lettersIn = (url) => messagesIn(json, url);
  for (const url of [queue, letters]) aws('sqs', 'purge-queue', '--queue-url', url);

  await test('task dlq:peek says that there are no dead letters', async () =>
    includes((await succeeds('dlq:peek')).output, 'No dead letters.'));
  giveUp({ json, aws }, queue);
  park(aws, letters);
  await test('task dlq:peek shows both kinds, why, and no full number', async () => {
    const { output } = await succeeds('dlq:peek');
    includes(
      output,
      '2 dead letters',
      '224*******71',
      '224*******72',
      'given up after its receives',
      'sms-refused',
      `${ORIGINAL} (copy `,
    );
    excludes(output, GIVEN_UP, PARKED);
  });
  await test('task dlq:peek -- --reveal, at once afterwards, shows the numbers and takes nothing', async () => {
    includes((await succeeds('dlq:peek', '--', '--reveal')).output, '2 dead letters', GIVEN_UP, PARKED);
    equal((await lettersIn(letters)).length, 2);
  });
  await test('a queue that there is not is refused by name', async () => {
    for (const task of ['dlq:peek', 'dlq:redrive'])
      includes(
        (await fails(task, '--yes', '--', 'account-request')).output,
        'there is no queue account-request; name one of them: account-requests',
      );
    equal(lettersIn(letters).length, 2);
  });
  await test('task dlq:peek takes the queue’s name', async () =>
    includes((await succeeds('dlq:peek', '--', 'account-requests', '--reveal')).output, '2 dead letters'));
  await test('task dlq:redrive without a yes moves nothing', async () => {
    await fails('dlq:redrive');
    equal([lettersIn(letters).length, lettersIn(queue).length], [2, 0]);
  });
  await test('task dlq:redrive sends both back with their attributes and empties the dead letters', async () => {
    const { output } = await succeeds('dlq:redrive', '--yes');
    includes(output, '2 dead letters are back');
    equal(lettersIn(letters), []);
    equal(lettersIn(queue).sort(byBody), [
      { body: bodyOf(GIVEN_UP), attributes: undefined },
      {
        body: bodyOf(PARKED),
        attributes: ['failure-reason', 'sms-refused', 'original-message-id', ORIGINAL],
      },
    ]);
  });
  await test('task dlq:redrive with nothing to send says so', async () =>
    includes((await succeeds('dlq:redrive', '--yes')).output, 'No dead letters'));
  aws('sqs', 'purge-queue', '--queue-url', queue);
}

/** Received until SQS itself puts it aside. */
function giveUp({ json, aws }, queue) {
  aws('sqs', 'send-message', '--queue-url', queue, '--message-body', bodyOf(GIVEN_UP));
  for (let receive = 0; receive <= RECEIVES; receive += 1)
    json('sqs', 'receive-message', '--queue-url', queue, '--visibility-timeout', '0');
}

/** As init-user-account does it: a copy of its own, with the reason. */
function park(aws, letters) {
  aws(
    'sqs',
    'send-message',
    '--queue-url',
    letters,
    '--message-body',
    bodyOf(PARKED),
    '--message-attributes',
    JSON.stringify(REASON),
  );
}

function messagesIn(json, url) {
  const { Messages = [] } = json(
    'sqs',
    'receive-message',
    '--queue-url',
    url,
    '--max-number-of-messages',
    '10',
    '--visibility-timeout',
    '0',
    '--message-attribute-names',
    'All',
  );
  return Messages.map(({ Body, MessageAttributes }) => ({
    body: Body,
    attributes:
      MessageAttributes &&
      Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) => [name, StringValue]),
  }));
}

function bodyOf(number) {
  return JSON.stringify({ data: { msisdn: number } });
}

function byBody(one, other) {
  return one.body.localeCompare(other.body);
}
