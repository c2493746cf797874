import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  type Answer,
  json,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { startSqsEngine } from '@fintech-solution/testing/sqs-engine';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import type { SQSRecord } from 'aws-lambda';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createSqsBackOff } from '../../../src/sqs/back-off.ts';

const RECORD = recordOf('x');
const PAUSES_SECONDS = [30, 60, 3_600];

describe('a record that is backed off', () => {
  it('on an engine is hidden for as long as it should wait', async () => {
    const engine = await startSqsEngine();
    try {
      const queueUrl = await engine.createQueue('requests');
      const queue = createSqsBackOff(engine.client, queueUrl, PAUSES_SECONDS);
      await engine.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' }));
      const [message] = await engine.receive(queueUrl, { VisibilityTimeout: 0 });
      await queue.backOff({ ...RECORD, receiptHandle: message?.ReceiptHandle ?? '' });
      await expect(engine.receive(queueUrl)).resolves.toEqual([]);
    } finally {
      await engine.stop();
    }
  });
});

describe('how long a record waits', () => {
  let server: LoopbackServer;
  let client: SQSClient;
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  async function setup(answer: Answer = json(200, {})) {
    server = await startLoopbackServer(answer);
    client = new SQSClient({
      ...clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 }),
      region: 'ca-central-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const queueUrl = `${server.url}/000000000000/requests`;
    const asked = () => server.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    return {
      queue: createSqsBackOff(client, queueUrl, PAUSES_SECONDS),
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
    ['3', 3_600],
    ['4', 3_600],
    ['1000', 3_600],
    ['0', 30],
  ])('after receive %s is %i s', async (count, seconds) => {
    const { queue, queueUrl, asked } = await setup();
    await queue.backOff(receivedTimes(count));
    expect(asked()).toEqual([
      { QueueUrl: queueUrl, ReceiptHandle: RECORD.receiptHandle, VisibilityTimeout: seconds },
    ]);
  });

  it('is that of a first receive where the record does not tell', async () => {
    const { queue, asked } = await setup();
    const { attributes: _, ...bare } = RECORD;
    await queue.backOff(bare as SQSRecord);
    expect(asked()).toMatchObject([{ VisibilityTimeout: 30 }]);
  });

  it.each<[string, Answer]>([
    ['is silent', silence],
    ['refuses', json(400, { __type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid' })],
    ['fails inside', json(500, { __type: 'com.amazonaws.sqs#InternalFailure' })],
  ])("is the queue's own time when the queue %s; nothing is thrown", async (_, answer) => {
    const { queue } = await setup(answer);
    await expect(queue.backOff(RECORD)).resolves.toBeUndefined();
  });

  it("is the queue's own time where the queue is not known", async () => {
    await setup();
    const queue = createSqsBackOff(client, undefined, PAUSES_SECONDS);
    await expect(queue.backOff(RECORD)).resolves.toBeUndefined();
    expect(server.requests).toEqual([]);
  });
});
