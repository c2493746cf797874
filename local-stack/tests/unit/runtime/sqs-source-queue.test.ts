import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSourceQueue } from '../../../src/runtime/sqs-source-queue.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A loopback server that notes SQS calls and answers them as told. */
async function setup(answer: (action: string) => object | undefined) {
  const calls: Array<{ action: string; body: Record<string, unknown> }> = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    calls.push({ action, body: JSON.parse(text) as Record<string, unknown> });
    const reply = answer(action);
    if (reply === undefined) return;
    response
      .writeHead('__type' in reply ? 503 : 200, { 'Content-Type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify(reply));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The queue's own URL names a host that does not answer: only the endpoint counts.
  const queue = createSourceQueue({
    endpoint,
    queueUrl: 'http://sqs.local.invalid/000000000000/requests',
    region: 'ca-central-1',
  });
  return { queue, calls };
}

const request = (signal = new AbortController().signal) => ({ maximum: 7, waitSeconds: 3, signal });

describe('createSourceQueue', () => {
  it('asks for messages with all their attributes', async () => {
    const message = {
      MessageId: 'a',
      Body: 'x',
      MD5OfBody: createHash('md5').update('x').digest('hex'),
      ReceiptHandle: 'h',
    };
    const { queue, calls } = await setup(() => ({ Messages: [message] }));
    expect(await queue.receive(request())).toEqual([expect.objectContaining({ MessageId: 'a', Body: 'x' })]);
    expect(calls).toEqual([
      {
        action: 'ReceiveMessage',
        body: {
          QueueUrl: 'http://sqs.local.invalid/000000000000/requests',
          MaxNumberOfMessages: 7,
          WaitTimeSeconds: 3,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        },
      },
    ]);
  });

  it('has no messages where the answer has none', async () => {
    const { queue } = await setup(() => ({}));
    expect(await queue.receive(request())).toEqual([]);
  });

  it('tells of a failure at once: waiting before the next attempt is up to the poller', async () => {
    const { queue, calls } = await setup(() => ({ __type: 'ServiceUnavailable' }));
    await expect(queue.receive(request())).rejects.toThrow();
    expect(calls).toHaveLength(1);
  });

  it('stops waiting when it is told to', async () => {
    const { queue } = await setup(() => undefined);
    const controller = new AbortController();
    const receiving = queue.receive(request(controller.signal));
    controller.abort();
    await expect(receiving).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('deletes any number of messages, ten at a time', async () => {
    const { queue, calls } = await setup(() => ({ Successful: [], Failed: [] }));
    await queue.remove(Array.from({ length: 12 }, (_, index) => `h${index}`));
    const sizes = calls.map(({ action, body }) => [action, (body['Entries'] as unknown[]).length]);
    expect(sizes).toEqual([
      ['DeleteMessageBatch', 10],
      ['DeleteMessageBatch', 2],
    ]);
    expect(calls[1]?.body['Entries']).toEqual([
      { Id: '0', ReceiptHandle: 'h10' },
      { Id: '1', ReceiptHandle: 'h11' },
    ]);
  });
});
