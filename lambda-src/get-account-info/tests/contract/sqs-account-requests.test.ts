import { SQSClient } from '@aws-sdk/client-sqs';
import { decodeAccountRequested } from '@fintech-solution/domain/account-requested';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import {
  type Answer,
  hangUp,
  json,
  type LoopbackServer,
  silence,
  stall,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { type SqsEngine, startSqsEngine } from '@fintech-solution/testing/sqs-engine';
import { RequestsUnavailableError } from '../../src/get-account-info.ts';
import { createSqsAccountRequests } from '../../src/sqs-account-requests.ts';
import { createInMemoryAccountRequests } from '../fakes/in-memory-account-requests.ts';
import { describeAccountRequests, REQUEST } from './account-requests-rules.ts';

const PLAN = { countryCode: '224', nationalPattern: /^6\d{8}$/ };
const clock = () => 1_764_039_120_000;

describeAccountRequests('memory', async () => {
  const requests = createInMemoryAccountRequests();
  return { requests, received: async () => requests.requested };
});

describe('a request for an account on SQS', () => {
  let engine: SqsEngine;
  let queues = 0;
  beforeAll(async () => {
    engine = await startSqsEngine();
  });
  afterAll(() => engine.stop());

  describeAccountRequests('SQS', async () => {
    queues += 1;
    const queueUrl = await engine.createQueue(`requests-${queues}`);
    return {
      requests: createSqsAccountRequests(engine.client, queueUrl, clock),
      async received() {
        const messages = await engine.receive(queueUrl);
        return messages.map(({ Body = '' }) => {
          const decoded = decodeAccountRequested(Body, PLAN);
          if (decoded.kind === 'not-ours') throw new Error(decoded.reason);
          const { id: eventId, msisdn, correlationId = '', traceparent } = decoded.event;
          return { eventId, msisdn, correlationId, traceparent };
        });
      },
    };
  });

  it('is one event that its consumer reads, with attributes that mirror it', async () => {
    const queueUrl = await engine.createQueue('requests');
    await createSqsAccountRequests(engine.client, queueUrl, clock).request(REQUEST);
    const [message, ...others] = await engine.receive(queueUrl);
    expect(others).toEqual([]);
    expect(decodeAccountRequested(message?.Body ?? '', PLAN)).toEqual({
      kind: 'account-requested',
      event: {
        id: REQUEST.eventId,
        msisdn: REQUEST.msisdn,
        correlationId: REQUEST.correlationId,
        traceparent: REQUEST.traceparent,
      },
    });
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ time: '2025-11-25T02:52:00.000Z' });
    expect(message?.MessageAttributes).toMatchObject({
      'content-type': { DataType: 'String', StringValue: 'application/cloudevents+json; charset=utf-8' },
      'ce-type': { DataType: 'String', StringValue: 'gn.fintech-solution.account.requested.v1' },
      'ce-id': { DataType: 'String', StringValue: 'JKJaXmPLvHcESHA=' },
    });
  });

  it('is our fault where there is no such queue', async () => {
    const queueUrl = await engine.createQueue('some');
    const requests = createSqsAccountRequests(engine.client, `${queueUrl}-other`, clock);
    await expect(requests.request(REQUEST)).rejects.not.toBeInstanceOf(RequestsUnavailableError);
  });
});

describe('a queue that does not answer now', () => {
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
    return createSqsAccountRequests(client, `${server.url}/000000000000/requests`, clock);
  }

  it.each<[string, Answer]>([
    ['is silent', silence],
    ['stalls in its body', stall],
    ['hangs up', hangUp],
    ['throttles', json(403, { __type: 'com.amazonaws.sqs#RequestThrottled', message: '' })],
    ['throttles for the key behind it', json(400, { __type: 'com.amazonaws.sqs#KmsThrottled', message: '' })],
    ['fails inside', json(500, { __type: 'com.amazonaws.sqs#InternalFailure', message: '' })],
    ['is unavailable', json(503, '')],
  ])('is unavailable when it %s, after two attempts at most', async (_, answer) => {
    const requests = await setup(answer);
    const failure: unknown = await requests.request(REQUEST).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RequestsUnavailableError);
    // The log tells both: what it means, and what really happened.
    expect(failure).toMatchObject({ name: 'RequestsUnavailableError', cause: expect.any(Error) as Error });
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  it.each(['AccessDenied', 'KmsAccessDenied', 'InvalidMessageContents'])(
    'is our fault when it says %s',
    async (type) => {
      const requests = await setup(json(400, { __type: `com.amazonaws.sqs#${type}`, message: '' }));
      await expect(requests.request(REQUEST)).rejects.not.toBeInstanceOf(RequestsUnavailableError);
    },
  );
});

describeExchange(
  'SQS',
  (endpoint) => {
    const sqs = new SQSClient({
      ...clientOptions({ attemptTimeoutMs: ATTEMPT_MS, attempts: 1 }),
      md5: false,
      region: 'ca-central-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const requests = createSqsAccountRequests(sqs, `${endpoint}/000000000000/requests`, clock);
    return { call: () => requests.request(REQUEST), close: () => sqs.destroy() };
  },
  json(200, { MessageId: '1' }),
);
