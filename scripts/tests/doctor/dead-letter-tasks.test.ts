import { createOperatorSandbox, type Run } from './operator-sandbox.ts';

const QUEUES = ['account-requests', 'account-requests-dlq', 'transactions', 'transactions-dlq'];
const arnOf = (queue: string): string =>
  `arn:aws:sqs:ca-central-1:123456789012:fintech-solution-dev-${queue}`;
const urlOf = (queue: string): string => `https://sqs.example/fintech-solution-dev-${queue}`;

const DEPLOYED = {
  values: {
    root_module: {
      resources: QUEUES.map((queue) => ({
        type: 'aws_sqs_queue',
        values: { name: `fintech-solution-dev-${queue}`, arn: arnOf(queue), url: urlOf(queue) },
      })),
    },
  },
};

const SQS = {
  'sqs receive-message': {
    Messages: [
      {
        MessageId: 'm',
        ReceiptHandle: 'r',
        Body: '{"msisdn":"33612345678"}',
        Attributes: { SentTimestamp: '0' },
      },
    ],
  },
  'sqs change-message-visibility-batch': {},
  'sqs get-queue-attributes': { Attributes: { ApproximateNumberOfMessages: '1' } },
  'sqs start-message-move-task': {},
  'sqs list-message-move-tasks': { Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }] },
};

async function dlq(words: readonly string[], deployed: object = DEPLOYED): Promise<Run> {
  const sandbox = createOperatorSandbox({ aws: SQS, deployed });
  try {
    return await sandbox.run('dlq.mjs', ...words);
  } finally {
    sandbox.leave();
  }
}

const queuesAsked = ({ calls }: Run): (string | undefined)[] => [
  ...new Set(calls.flatMap((call) => /--queue-url (\S+)/.exec(call)?.[1] ?? [])),
];

describe('task dlq:peek', () => {
  test.each([
    ['account-requests', [], 'task dlq:redrive\n'],
    ['account-requests', ['account-requests'], 'task dlq:redrive\n'],
    ['transactions', ['transactions'], 'task dlq:redrive -- transactions\n'],
    ['transactions', ['--reveal', 'transactions'], 'task dlq:redrive -- transactions\n'],
  ])('looks into the dead letters of %s when it is given %j', async (queue, words, then) => {
    const run = await dlq(['peek', ...words]);
    expect(queuesAsked(run)).toEqual([urlOf(`${queue}-dlq`)]);
    expect(run).toMatchObject({ status: 0, output: expect.stringContaining(then) as string });
    expect(run.output.includes('33612345678')).toBe(words.includes('--reveal'));
  });
});

describe('task dlq:redrive', () => {
  test.each(['account-requests', 'transactions'])(
    'sends the dead letters of %s back to it',
    async (queue) => {
      const { output, calls } = await dlq(['redrive', queue]);
      expect(output).toContain(`1 dead letter is back in the queue ${queue}.`);
      expect(calls.filter((call) => call.includes('start-message-move-task'))).toEqual([
        expect.stringContaining(`--source-arn ${arnOf(`${queue}-dlq`)} --destination-arn ${arnOf(queue)}`),
      ]);
    },
  );
});

describe('both', () => {
  test.each([
    [['transaction'], 'there is no queue transaction; name one of them: account-requests, '],
    [['account-requests-dlq'], 'there is no queue account-requests-dlq;'],
    [['transactions', 'notifications'], 'one queue at a time'],
  ])('refuse %j, and ask AWS for nothing', async (words, sentence) => {
    for (const action of ['peek', 'redrive']) {
      const run = await dlq([action, ...words]);
      expect(run.status).toBe(1);
      expect(run.output).toContain(sentence);
      expect(run.calls.filter((call) => call.startsWith('aws sqs'))).toEqual([]);
    }
  });

  test('say that a queue is not deployed', async () => {
    const run = await dlq(['peek'], {});
    expect(run.status).toBe(1);
    expect(run.output).toContain('The queue account-requests is not deployed in dev yet');
  });
});
