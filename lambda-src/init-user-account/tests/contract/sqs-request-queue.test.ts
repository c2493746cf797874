import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import {
  type Answer,
  json,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { type SqsEngine, startSqsEngine } from '@fintech-solution/testing/sqs-engine';
import type { SQSRecord } from 'aws-lambda';
import { createSqsRequestQueue } from '../../src/sqs-request-queue.ts';
import { createInMemoryRequestQueue } from '../fakes/in-memory-request-queue.ts';
import { msisdnOf, recordOf, requestFor } from '../sqs-records.ts';
import { describeRequestQueue } from './request-queue-rules.ts';

const RECORD = recordOf(requestFor(msisdnOf(1)), {
  messageAttributes: {
    'content-type': { stringValue: 'application/cloudevents+json; charset=utf-8', dataType: 'String' },
    'ce-type': { stringValue: 'gn.fintech-solution.account.requested.v1', dataType: 'String' },
    'ce-id': { stringValue: 'event-1', dataType: 'String' },
    'somebody-elses': { stringValue: 'x', dataType: 'String' },
  },
});

describeRequestQueue('memory', async (parks) => {
  const queue = createInMemoryRequestQueue();
  if (!parks) queue.refuseToPark();
  return { queue, parked: async () => queue.parked };
});

describe('a message that is parked', () => {
  let engine: SqsEngine;
  let deadLetterQueueUrl: string;
  beforeAll(async () => {
    engine = await startSqsEngine();
    deadLetterQueueUrl = await engine.createQueue('dead-letters');
  });
  afterAll(() => engine.stop());

  describeRequestQueue('SQS', async (parks) => ({
    queue: createSqsRequestQueue(engine.client, {
      queueUrl: `${deadLetterQueueUrl}-of-nobody`,
      deadLetterQueueUrl: parks ? deadLetterQueueUrl : undefined,
    }),
    async parked() {
      const copies = await takeParked();
      return copies.map(({ Body = '', MessageAttributes = {} }) => ({
        body: Body,
        messageId: MessageAttributes['original-message-id']?.StringValue ?? '',
        reason: MessageAttributes['failure-reason']?.StringValue ?? '',
      }));
    },
  }));

  const setup = () => createSqsRequestQueue(engine.client, { queueUrl: undefined, deadLetterQueueUrl });
  /** Takes what is parked off the queue for good. */
  const takeParked = () => engine.receive(deadLetterQueueUrl, { VisibilityTimeout: 600 });

  it('is the same body, with the reason, where it comes from and its own attributes', async () => {
    await setup().park(RECORD, 'sms-http-400');
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
      await setup().park(recordOf(body), 'not-json');
      expect((await takeParked()).map(({ Body }) => Body)).toEqual([body]);
    },
  );

  it('is not parked where there is no dead-letter queue', async () => {
    const queue = createSqsRequestQueue(engine.client, {
      queueUrl: undefined,
      deadLetterQueueUrl: undefined,
    });
    await expect(queue.park(RECORD, 'x')).rejects.toThrow('No dead-letter queue');
  });

  it('is not parked where the queue does not take it', async () => {
    const queue = createSqsRequestQueue(engine.client, {
      queueUrl: undefined,
      deadLetterQueueUrl: `${deadLetterQueueUrl}-x`,
    });
    await expect(queue.park(RECORD, 'x')).rejects.toThrow();
  });
});

describe('a message that is postponed', () => {
  it('on an engine is hidden for as long as it should wait', async () => {
    const engine = await startSqsEngine();
    try {
      const queueUrl = await engine.createQueue('requests');
      const queue = createSqsRequestQueue(engine.client, { queueUrl, deadLetterQueueUrl: undefined });
      await queueOne(engine, queueUrl);
      const [message] = await engine.receive(queueUrl, { VisibilityTimeout: 0 });
      await queue.postpone({ ...RECORD, receiptHandle: message?.ReceiptHandle ?? '' });
      await expect(engine.receive(queueUrl)).resolves.toEqual([]);
    } finally {
      await engine.stop();
    }
  });
});

/** Any message will do. */
async function queueOne(engine: SqsEngine, queueUrl: string): Promise<void> {
  await createSqsRequestQueue(engine.client, { queueUrl, deadLetterQueueUrl: queueUrl }).park(RECORD, 'x');
}

describe('how long a message waits', () => {
  let server: LoopbackServer;
  let client: SQSClient;
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  async function setup(answer: Answer = json(200, {})) {
    server = await startLoopbackServer(answer);
    client = new SQSClient({
      ...clientOptions({ attemptTimeoutMs: 100, attempts: 2 }),
      region: 'ca-central-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const queueUrl = `${server.url}/000000000000/requests`;
    const asked = () => server.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    return {
      queue: createSqsRequestQueue(client, { queueUrl, deadLetterQueueUrl: undefined }),
      queueUrl,
      asked,
    };
  }

  const receivedTimes = (count: string): SQSRecord => ({
    ...RECORD,
    attributes: { ...RECORD.attributes, ApproximateReceiveCount: count },
  });

  it.each([
    ['1', 30],
    ['2', 60],
    ['3', 120],
    ['4', 300],
    ['5', 900],
    ['6', 1_800],
    ['7', 3_600],
    ['8', 3_600],
    ['10', 3_600],
    ['1000', 3_600],
    ['0', 30],
  ])('after receive %s is %i s', async (count, seconds) => {
    const { queue, queueUrl, asked } = await setup();
    await queue.postpone(receivedTimes(count));
    expect(asked()).toEqual([
      { QueueUrl: queueUrl, ReceiptHandle: RECORD.receiptHandle, VisibilityTimeout: seconds },
    ]);
  });

  it('outlasts an hour without a provider, within the ten receives of the queue', async () => {
    const { queue, asked } = await setup();
    for (let count = 1; count < 10; count += 1) await queue.postpone(receivedTimes(String(count)));
    const total = asked().reduce((sum, { VisibilityTimeout }) => sum + Number(VisibilityTimeout), 0);
    expect(total).toBeGreaterThan(2 * 3_600);
  });

  it.each<[string, Answer]>([
    ['is silent', silence],
    ['refuses', json(400, { __type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid' })],
    ['fails inside', json(500, { __type: 'com.amazonaws.sqs#InternalFailure' })],
  ])("is the queue's own time when the queue %s; nothing is thrown", async (_, answer) => {
    const { queue } = await setup(answer);
    await expect(queue.postpone(RECORD)).resolves.toBeUndefined();
  });

  it("is the queue's own time where the queue is not known", async () => {
    await setup();
    const queue = createSqsRequestQueue(client, { queueUrl: undefined, deadLetterQueueUrl: undefined });
    await expect(queue.postpone(RECORD)).resolves.toBeUndefined();
    expect(server.requests).toEqual([]);
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
    const queue = createSqsRequestQueue(sqs, {
      queueUrl: undefined,
      deadLetterQueueUrl: `${endpoint}/000000000000/dead-letters`,
    });
    return { call: () => queue.park(RECORD, 'x'), close: () => sqs.destroy() };
  },
  json(200, { MessageId: '1' }),
);
