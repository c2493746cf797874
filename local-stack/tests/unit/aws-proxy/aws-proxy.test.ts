import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type AwsProxy, type AwsProxyHooks, startAwsProxy } from '../../../src/aws-proxy/aws-proxy.ts';
import { readBody } from '../../../src/http/body.ts';

let endpoint: AwsProxy;
let upstream: Server;
let seen: { request: IncomingMessage; body: string }[];

beforeEach(async () => {
  seen = [];
  upstream = createServer((request, response) => {
    void readBody(request).then((body) => {
      seen.push({ request, body: body.toString() });
      response
        .writeHead(200, { 'x-amz-crc32': '1', 'x-from': 'upstream', 'content-type': 'application/json' })
        .end('{"a":1}');
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  endpoint = await startAwsProxy(0, () => 0);
});

afterEach(async () => {
  await endpoint.stop();
  await new Promise((resolve) => {
    upstream.close(resolve);
    upstream.closeAllConnections();
  });
});

const upstreamUrl = (): string => `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;

function setup(hooks: AwsProxyHooks = {}, upstreams: Record<string, string> = { dynamodb: upstreamUrl() }) {
  endpoint.setHooks(hooks);
  endpoint.setUpstreams(upstreams);
  return (target: string, init: RequestInit = {}) =>
    fetch(endpoint.url, { method: 'POST', body: '{"in":1}', headers: { 'x-amz-target': target }, ...init });
}

describe('startAwsProxy', () => {
  it('listens on the loopback interface only', () => {
    expect(endpoint.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('passes a call on to the upstream of its service and gives back the answer', async () => {
    const response = await setup()('DynamoDB_20120810.Scan');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-from')).toBe('upstream');
    expect(await response.json()).toEqual({ a: 1 });
    expect(seen[0]).toMatchObject({ body: '{"in":1}' });
    expect(seen[0]?.request.headers['x-amz-target']).toBe('DynamoDB_20120810.Scan');
  });

  it('passes on no checksum of a body that a hook may have changed', async () => {
    const response = await setup()('DynamoDB_20120810.Scan');
    expect(response.headers.get('x-amz-crc32')).toBeNull();
  });

  it('sends services without an upstream of their own to the common one', async () => {
    expect((await setup({}, { '*': upstreamUrl() })('TrentService.Decrypt')).status).toBe(200);
  });

  it('answers for an unknown service in a way that an SDK understands', async () => {
    const response = await setup()('TrentService.Decrypt');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('"kms"'),
    });
  });

  it('answers for an upstream that is gone', async () => {
    const response = await setup({}, { dynamodb: 'http://127.0.0.1:1' })('DynamoDB_20120810.Scan');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ __type: 'ServiceUnavailable' });
  });

  it('lets hooks change call and answer', async () => {
    const call = setup({
      patchCall: (original) => ({ ...original, body: Buffer.from('{"patched":"é"}') }),
      patchAnswer: (_call, answer) => ({ ...answer, body: Buffer.from('{"longer":"than before"}') }),
    });
    expect(await (await call('DynamoDB_20120810.Scan')).json()).toEqual({ longer: 'than before' });
    expect(seen[0]?.body).toBe('{"patched":"é"}');
  });

  it('does not reach the upstream where a hook answers instead', async () => {
    const response = await setup({
      before: async () => ({ status: 418, headers: {}, body: Buffer.from('no') }),
    })('DynamoDB_20120810.Scan');
    expect(response.status).toBe(418);
    expect(seen).toEqual([]);
  });

  it('closes the connection of a caller that is to see no answer, after the call took effect', async () => {
    const applied: number[] = [];
    const recorded: unknown[] = [];
    const call = setup({
      applied: (_call, answer) => applied.push(answer.status),
      after: () => 'drop',
      record: (_call, answer) => recorded.push(answer),
    });
    await expect(call('DynamoDB_20120810.PutItem')).rejects.toThrow();
    expect(applied).toEqual([200]);
    expect(recorded).toEqual([undefined]);
  });

  it('tells a waiting hook when the caller gives up', async () => {
    let noticed: () => void;
    const gaveUp = new Promise<void>((resolve) => (noticed = resolve));
    let held: () => void;
    const holding = new Promise<void>((resolve) => (held = resolve));
    const call = setup({
      before: (_call, signal) => {
        held();
        return new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            noticed();
            resolve('drop');
          }),
        );
      },
    });
    const controller = new AbortController();
    const answer = call('DynamoDB_20120810.Scan', { signal: controller.signal });
    await holding;
    controller.abort();
    await expect(answer).rejects.toThrow();
    await gaveUp;
  });

  it('stops although a caller waits for its answer and another says nothing', async () => {
    const { hostname, port } = new URL(endpoint.url);
    const silent = connect(Number(port), hostname).on('error', () => undefined);
    await once(silent, 'connect');
    let held: () => void;
    const holding = new Promise<void>((resolve) => (held = resolve));
    const call = setup({
      before: () => {
        held();
        return new Promise(() => undefined);
      },
    });
    const answer = expect(call('DynamoDB_20120810.Scan')).rejects.toThrow();
    await holding;
    await endpoint.stop();
    await answer;
    await expect(fetch(endpoint.url)).rejects.toThrow();
    endpoint = await startAwsProxy(0, () => 0);
  });

  it('refuses a port that is taken', async () => {
    await expect(startAwsProxy(Number(new URL(endpoint.url).port), () => 0)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
