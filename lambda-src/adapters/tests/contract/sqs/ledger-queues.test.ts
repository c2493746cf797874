import { SQSClient } from '@aws-sdk/client-sqs';
import { QueueUnavailableError } from '@fintech-solution/domain/ledger/ledger-queues';
import {
  decodeNotificationRequested,
  decodeTransactionRequested,
} from '@fintech-solution/domain/ledger/transaction-events';
import { acceptedOf, keyOf, NOW, NOW_TEXT } from '@fintech-solution/testing/ledger-samples';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { type SqsEngine, startSqsEngine } from '@fintech-solution/testing/sqs-engine';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createSqsNotificationQueue, createSqsTransactionQueue } from '../../../src/sqs/ledger-queues.ts';

const clock = () => NOW;
const TRACE = {
  correlationId: 'call-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const referenceOf = (number: number) => acceptedOf({ clientCorrelationId: keyOf(number) }).reference;

describe('the queues of the ledger on SQS', () => {
  let engine: SqsEngine;
  beforeAll(async () => {
    engine = await startSqsEngine();
  });
  afterAll(() => engine.stop());

  it('carry a transaction that its consumer reads, with attributes that mirror it', async () => {
    const queueUrl = await engine.createQueue('transactions');
    const queue = createSqsTransactionQueue(engine.client, queueUrl, clock);
    await expect(queue.request([{ reference: referenceOf(1), ...TRACE }])).resolves.toEqual([true]);
    const [message, ...others] = await engine.receive(queueUrl);
    expect(others).toEqual([]);
    expect(decodeTransactionRequested(message?.Body ?? '')).toEqual({ reference: referenceOf(1), ...TRACE });
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ time: NOW_TEXT });
    expect(message?.MessageAttributes).toMatchObject({
      'content-type': { StringValue: 'application/cloudevents+json; charset=utf-8' },
      'ce-type': { StringValue: 'gn.fintech-solution.transaction.requested.v1' },
      'ce-id': { StringValue: referenceOf(1) },
    });
  });

  it('carry a notification that its consumer reads', async () => {
    const queueUrl = await engine.createQueue('notifications');
    const queue = createSqsNotificationQueue(engine.client, queueUrl, clock);
    const request = { reference: referenceOf(1), recipient: 'credit', ...TRACE } as const;
    await expect(queue.notify([request])).resolves.toEqual([true]);
    const [message] = await engine.receive(queueUrl);
    expect(decodeNotificationRequested(message?.Body ?? '')).toEqual(request);
    expect(message?.MessageAttributes).toMatchObject({
      'ce-id': { StringValue: `${referenceOf(1)}/credit` },
    });
  });

  it('take more than one call carries', async () => {
    const queueUrl = await engine.createQueue('many');
    const queue = createSqsTransactionQueue(engine.client, queueUrl, clock);
    const requests = Array.from({ length: 23 }, (_, index) => ({ reference: referenceOf(index) }));
    await expect(queue.request(requests)).resolves.toEqual(requests.map(() => true));
    const received = new Set<string>();
    for (let call = 0; call < 3; call += 1)
      for (const { Body = '' } of await engine.receive(queueUrl)) received.add(Body);
    expect(received.size).toBe(23);
  });
});

describe('a queue in front of a service that answers as told', () => {
  let server: LoopbackServer;
  let client: SQSClient;
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });
  async function setup(answer: Answer) {
    server = await startLoopbackServer(answer);
    client = new SQSClient({
      ...clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 }),
      region: 'ca-central-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    return createSqsTransactionQueue(client, `${server.url}/1/transactions`, clock);
  }
  const requests = [1, 2].map((number) => ({ reference: referenceOf(number) }));

  it('tells which messages the queue did not take', async () => {
    const queue = await setup(json(200, { Failed: [{ Id: '0' }, { Id: '1' }] }));
    await expect(queue.request(requests)).resolves.toEqual([false, false]);
  });

  it('sends nothing where there is nothing to send', async () => {
    const queue = await setup(silence);
    await expect(queue.request([])).resolves.toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['is silent', silence],
    ['hangs up', hangUp],
    ['throttles', json(400, { __type: 'com.amazonaws.sqs#RequestThrottled' })],
    ['fails inside', json(500, { __type: 'com.amazonaws.sqs#InternalFailure' })],
  ])('is unavailable when it %s', async (_, answer) => {
    const queue = await setup(answer);
    await expect(queue.request(requests)).rejects.toThrow(QueueUnavailableError);
  });

  it('is our fault when it refuses us', async () => {
    const queue = await setup(json(400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist' }));
    await expect(queue.request(requests)).rejects.not.toBeInstanceOf(QueueUnavailableError);
  });
});
