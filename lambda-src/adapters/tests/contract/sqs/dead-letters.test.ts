import { SQSClient } from '@aws-sdk/client-sqs';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import { json } from '@fintech-solution/testing/loopback-server';
import { type SqsEngine, startSqsEngine } from '@fintech-solution/testing/sqs-engine';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createSqsDeadLetters } from '../../../src/sqs/dead-letters.ts';
import { createInMemoryDeadLetters } from '@fintech-solution/testing/in-memory-queues';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import { describeDeadLetters } from './dead-letter-rules.ts';

const RECORD = recordOf('{"type":"gn.fintech-solution.account.requested.v1"}', {
  messageAttributes: {
    'content-type': { stringValue: 'application/cloudevents+json; charset=utf-8', dataType: 'String' },
    'ce-type': { stringValue: 'gn.fintech-solution.account.requested.v1', dataType: 'String' },
    'ce-id': { stringValue: 'event-1', dataType: 'String' },
    'somebody-elses': { stringValue: 'x', dataType: 'String' },
  },
});

describeDeadLetters('memory', async (keeps) => {
  const deadLetters = createInMemoryDeadLetters();
  if (!keeps) deadLetters.refuse();
  return { deadLetters, parked: async () => deadLetters.parked };
});

describe('a message that is parked', () => {
  let engine: SqsEngine;
  let deadLetterQueueUrl: string;
  beforeAll(async () => {
    engine = await startSqsEngine();
    deadLetterQueueUrl = await engine.createQueue('dead-letters');
  });
  afterAll(() => engine.stop());

  describeDeadLetters('SQS', async (keeps) => ({
    deadLetters: createSqsDeadLetters(engine.client, keeps ? deadLetterQueueUrl : undefined),
    async parked() {
      const copies = await takeParked();
      return copies.map(({ Body = '', MessageAttributes = {} }) => ({
        body: Body,
        messageId: MessageAttributes['original-message-id']?.StringValue ?? '',
        reason: MessageAttributes['failure-reason']?.StringValue ?? '',
      }));
    },
  }));

  const setup = () => createSqsDeadLetters(engine.client, deadLetterQueueUrl);
  /** Takes what is parked off the queue for good. */
  const takeParked = () => engine.receive(deadLetterQueueUrl, { VisibilityTimeout: 600 });

  it('is the same body, with the reason, where it comes from and its own attributes', async () => {
    await setup().send(RECORD, 'sms-http-400');
    const [copy] = await takeParked();
    expect(copy?.Body).toBe(RECORD.body);
    const attributes = Object.entries(copy?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      'failure-reason': 'sms-http-400',
      'original-message-id': RECORD.messageId,
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'ce-type': 'gn.fintech-solution.account.requested.v1',
      'ce-id': 'event-1',
    });
  });

  it.each(['x', '{"a":"é\\u0001"}', ' ', '<b>&amp;</b>'])(
    'keeps the body byte for byte: %j',
    async (body) => {
      await setup().send(recordOf(body), 'not-json');
      expect((await takeParked()).map(({ Body }) => Body)).toEqual([body]);
    },
  );

  it('is not parked where there is no dead-letter queue', async () => {
    const deadLetters = createSqsDeadLetters(engine.client, undefined);
    await expect(deadLetters.send(RECORD, 'x')).rejects.toThrow('No dead-letter queue');
  });

  it('is not parked where the queue does not take it', async () => {
    const deadLetters = createSqsDeadLetters(engine.client, `${deadLetterQueueUrl}-x`);
    await expect(deadLetters.send(RECORD, 'x')).rejects.toThrow();
  });
});

describeExchange(
  'the dead-letter queue',
  (endpoint) => {
    const sqs = new SQSClient({
      ...clientOptions({ attemptTimeoutMs: ATTEMPT_MS, attempts: 1 }),
      md5: false,
      region: 'ca-central-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const deadLetters = createSqsDeadLetters(sqs, `${endpoint}/000000000000/dead-letters`);
    return { call: () => deadLetters.send(RECORD, 'x'), close: () => sqs.destroy() };
  },
  json(200, { MessageId: '1' }),
);
