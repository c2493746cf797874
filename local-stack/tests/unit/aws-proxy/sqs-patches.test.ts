import { type AwsAnswer, type AwsCall, classify, parseJson } from '../../../src/aws-proxy/aws-call.ts';
import {
  queueUrlOf,
  rewriteQueueUrls,
  scaledSeconds,
  scaleVisibility,
  toEmulatorRoot,
} from '../../../src/aws-proxy/sqs-patches.ts';

const ENDPOINT = 'http://127.0.0.1:4566';
const call = (operation: string, input: object, service = 'AmazonSQS'): AwsCall =>
  classify({
    method: 'POST',
    path: '/000000000000/q',
    headers: { 'x-amz-target': `${service}.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
  });
const answer = (output: object, status = 200): AwsAnswer => ({
  status,
  headers: {},
  body: Buffer.from(JSON.stringify(output)),
});

describe('scaledSeconds', () => {
  it.each([
    [181, 1, 181],
    [180, 60, 3],
    [181, 60, 4],
    [30, 60, 1],
    [1, 1000, 1],
    [0, 60, 0],
    [10, 0.5, 20],
  ])('makes of %d s at speed %d: %d s', (seconds, speed, expected) => {
    expect(scaledSeconds(seconds, speed)).toBe(expected);
  });
});

describe('scaleVisibility', () => {
  it('divides the visibility that a consumer asks for', () => {
    const patched = scaleVisibility(
      call('ChangeMessageVisibility', { QueueUrl: 'q', ReceiptHandle: 'r', VisibilityTimeout: 300 }),
      60,
    );
    expect(parseJson(patched.body)).toEqual({ QueueUrl: 'q', ReceiptHandle: 'r', VisibilityTimeout: 5 });
  });

  it('divides every entry of a batch', () => {
    const patched = scaleVisibility(
      call('ChangeMessageVisibilityBatch', {
        Entries: [
          { Id: 'a', VisibilityTimeout: 120 },
          { Id: 'b', VisibilityTimeout: 0 },
        ],
      }),
      60,
    );
    expect(parseJson(patched.body)['Entries']).toEqual([
      { Id: 'a', VisibilityTimeout: 2 },
      { Id: 'b', VisibilityTimeout: 0 },
    ]);
  });

  it('leaves other calls, other services and real time alone', () => {
    for (const [untouched, speed] of [
      [call('ReceiveMessage', { VisibilityTimeout: 300 }), 60],
      [call('ChangeMessageVisibility', { VisibilityTimeout: 300 }, 'AmazonSSM'), 60],
      [call('ChangeMessageVisibility', { VisibilityTimeout: 300 }), 1],
    ] as const) {
      expect(scaleVisibility(untouched, speed)).toBe(untouched);
    }
  });
});

describe('rewriteQueueUrls', () => {
  const engineUrl = 'http://sqs.ca-central-1.localhost:41234/000000000000/requests';

  it.each(['CreateQueue', 'GetQueueUrl'])('gives the URL of %s the host of the endpoint', (operation) => {
    const patched = rewriteQueueUrls(call(operation, {}), answer({ QueueUrl: engineUrl }), ENDPOINT);
    expect(parseJson(patched.body)).toEqual({ QueueUrl: `${ENDPOINT}/000000000000/requests` });
  });

  it('rewrites every URL of a list', () => {
    const patched = rewriteQueueUrls(
      call('ListQueues', {}),
      answer({ QueueUrls: [engineUrl, engineUrl] }),
      ENDPOINT,
    );
    expect(parseJson(patched.body)['QueueUrls']).toEqual([
      queueUrlOf('requests', ENDPOINT),
      queueUrlOf('requests', ENDPOINT),
    ]);
  });

  it('leaves messages byte for byte, because clients check their digest', () => {
    const received = answer({ Messages: [{ Body: engineUrl }] });
    expect(rewriteQueueUrls(call('ReceiveMessage', {}), received, ENDPOINT)).toBe(received);
  });

  it('leaves errors alone', () => {
    const refused = answer({ QueueUrl: engineUrl }, 400);
    expect(rewriteQueueUrls(call('GetQueueUrl', {}), refused, ENDPOINT)).toBe(refused);
  });
});

describe('toEmulatorRoot', () => {
  it('sends what SDKs post to a queue’s own path to the root that the emulator answers on', () => {
    expect(toEmulatorRoot(call('SendMessage', {})).path).toBe('/');
    expect(toEmulatorRoot(call('GetParameter', {}, 'AmazonSSM')).path).toBe('/000000000000/q');
  });
});
