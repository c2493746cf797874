import { once } from 'node:events';
import { connect } from 'node:net';
import { renderedApi } from './rendered-api.ts';
import { ACCOUNT_PATH, TOKEN, useGateway } from './running-gateway.ts';

const setup = useGateway();
const authorized = { headers: ['Authorization', TOKEN] };

describe('what the gateway refuses before it calls anything', () => {
  const refusals: [string, string, { method?: string; headers?: string[] }, number, string][] = [
    ['a broken escape', '/dev/get-account-info/msisdn/%zz', {}, 400, 'BAD_REQUEST'],
    ['a raw curly brace in the query', `${ACCOUNT_PATH}?a={}`, {}, 400, 'BAD_REQUEST'],
    ['an unknown path', '/dev/nothing', {}, 404, 'NOT_FOUND'],
    ['an unknown path with a token', '/dev/nothing', authorized, 404, 'NOT_FOUND'],
    ['a path without a number', '/dev/get-account-info/msisdn/', authorized, 404, 'NOT_FOUND'],
    ['an empty segment', '/dev/get-account-info//msisdn/1', authorized, 404, 'NOT_FOUND'],
    ['another stage', ACCOUNT_PATH.replace('/dev', '/prod'), authorized, 404, 'NOT_FOUND'],
    ['a method that the route lacks', ACCOUNT_PATH, { ...authorized, method: 'POST' }, 404, 'NOT_FOUND'],
    ['OPTIONS without a definition', ACCOUNT_PATH, { ...authorized, method: 'OPTIONS' }, 404, 'NOT_FOUND'],
    ['a request without a token', ACCOUNT_PATH, {}, 401, 'UNAUTHORIZED'],
  ];

  it.each(refusals)('answers %s with its problem', async (_case, path, request, status, code) => {
    const { send, calls } = await setup();
    const answer = await send(path, request);
    expect([answer.status, answer.problem['code']]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-correlation-id']).toBe(answer.headers['x-amzn-requestid']);
    expect(answer.headers['x-amzn-trace-id']).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it('answers headers beyond 10,240 bytes with AWS’s own 413, which no API can change', async () => {
    const { send, calls } = await setup();
    const answer = await send(ACCOUNT_PATH, { headers: ['X-Big', 'x'.repeat(10_240)] });
    expect([answer.status, answer.text]).toEqual([413, '{"message":"Request Too Long"}']);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(calls).toEqual([]);
  });

  it('answers HEAD without a definition with 404 and no body', async () => {
    const { send } = await setup();
    const answer = await send(ACCOUNT_PATH, { ...authorized, method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([404, '']);
  });

  it.each([
    ['that says that it is beyond 10 MB', false],
    ['that turns out to be beyond 10 MB', true],
  ])('answers a body %s with 413 and closes the connection', async (_case, chunked) => {
    const { send, calls } = await setup();
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const headers = [...authorized.headers, 'Connection', 'keep-alive'];
    const answer = await send(ACCOUNT_PATH, { headers, body, chunked });
    expect([answer.status, answer.text, answer.headers.connection]).toEqual([
      413,
      '{"message":"Request Too Long"}',
      'close',
    ]);
    expect(calls).toEqual([]);
  });

  it('answers a body that says that it is too large before a byte of it has come', async () => {
    const { port } = await setup();
    const head = `GET ${ACCOUNT_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\n\r\n`;
    const first = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head));
      socket.once('data', (chunk) => resolve(chunk.toString()));
    });
    expect(first).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('takes the rest of a body that it has refused, so that the client hears why', async () => {
    const { port } = await setup();
    const head = `GET ${ACCOUNT_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\n\r\n`;
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    const errors: unknown[] = [];
    socket.on('error', (error) => errors.push(error));
    await once(socket, 'data');
    // A server that hung up meanwhile would be heard of now at the latest.
    for (let sent = 0; sent < 10_485_760; sent += 1_048_576) {
      await new Promise((resolve) => socket.write(Buffer.alloc(1_048_576), resolve));
    }
    expect([errors, socket.readyState]).toEqual([[], 'open']);
    socket.write('x');
    await once(socket, 'close');
    expect(errors).toEqual([]);
  });

  it.each([
    ['misses an authentication token', 'MISSING_AUTHENTICATION_TOKEN', []],
    ['tries its own signature scheme with one', 'INVALID_SIGNATURE', ['Authorization', TOKEN]],
  ])('%s on an unknown route', async (_case, responseType, headers) => {
    const { send, summaries } = await setup();
    await send('/dev/224622000001', { headers });
    expect(summaries).toMatchObject([{ responseType, path: '/224*******01', authorizer: 'none' }]);
    expect(summaries[0]).not.toHaveProperty('routeTemplate');
  });

  it('wants the parameters that the method’s validator demands', async () => {
    const openApi = renderedApi().replace(
      /(name: X-Correlation-Id\s+in: header\s+required: )false/,
      '$1true',
    );
    const { send, callsOf } = await setup({ openApi });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code']]).toEqual([400, 'BAD_REQUEST']);
    expect(callsOf('get-account-info')).toEqual([]);
    const complete = { headers: [...authorized.headers, 'x-correlation-id', 'mine'] };
    expect((await send(ACCOUNT_PATH, complete)).status).toBe(200);
  });

  it('throttles by the stage’s token bucket, before the authorizer, and says when to come back', async () => {
    const { send, callsOf, time } = await setup({ throttle: { ratePerSecond: 1, burst: 2 } });
    await send(ACCOUNT_PATH, authorized);
    await send(ACCOUNT_PATH, { headers: ['Authorization', 'Bearer x.y.z'] });
    const answer = await send(ACCOUNT_PATH, { headers: ['Authorization', 'Bearer p.q.r'] });
    expect([answer.status, answer.problem['code']]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    expect(callsOf('authorizer')).toHaveLength(2);
    time.now += 1000;
    expect((await send(ACCOUNT_PATH, authorized)).status).toBe(200);
  });
});

it('gives up quietly on a client that goes away in the middle of its body', async () => {
  const { port, summaries, calls, firstHandled } = await setup();
  const head = `GET ${ACCOUNT_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: ${TOKEN}\r\nContent-Length: 10\r\n\r\n`;
  const socket = connect(port, '127.0.0.1', () => socket.write(`${head}abc`, () => socket.destroy()));
  await firstHandled;
  expect([calls, summaries]).toEqual([[], []]);
});
