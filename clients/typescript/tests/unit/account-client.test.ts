import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiProblem, createAccountClient } from '../../src/account-client.ts';
import { PROBLEM_MESSAGES } from '../../src/api.ts';

const ACCOUNT = { msisdn: '224622000001', balance: '1000', currency: 'GNF' };

describe('the typed client', () => {
  let answer: (response: ServerResponse, request: IncomingMessage) => void;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''));
    answer(response, request);
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => asked.splice(0));

  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev`;
  const ask = (msisdn = '622000001', token = async () => 'token', options = {}) =>
    createAccountClient(base(), token, options).accountInfo(msisdn);
  const failure = async (call: Promise<unknown>): Promise<ApiProblem> => {
    const thrown: unknown = await call.then(
      () => 'nothing was thrown',
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(ApiProblem);
    return thrown as ApiProblem;
  };
  const answering =
    (status: number, body: string | undefined, type = 'application/json', headers = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, { 'Content-Type': type, ...headers }).end(body);

  it.each([
    [
      { code: 'ACCOUNT_FOUND', message: 'x', data: ACCOUNT },
      { kind: 'found', account: ACCOUNT },
    ],
    [{ code: 'ACCOUNT_BEING_OPENED', message: 'x' }, { kind: 'being-opened' }],
    [{ code: 'ACCOUNT_CLOSED', message: 'x' }, { kind: 'closed' }],
  ])('reads %j', async (body, info) => {
    answer = answering(200, JSON.stringify(body));
    await expect(ask()).resolves.toEqual(info);
  });

  it.each([
    ['622\u00a000\u202f00\u00a001', '622000001'],
    ['622\u200700\u200700\u200701', '622000001'],
    ['\u202a+224\u200e622 00 00 01\u202c', '+224622 00 00 01'],
    ['\u2066622000001\u2069\ufeff', '622000001'],
    ['622 00 00 01 ', '622 00 00 01 '],
    ['622\u2003000001', '622\u2003000001'],
    ['622\ud800', '622\ufffd'],
  ])('asks for the pasted number %j as %j', async (pasted, sent) => {
    answer = answering(400, '{"code":"MSISDN_INVALID"}');
    await failure(ask(pasted));
    expect(asked).toEqual([`/dev/get-account-info/msisdn/${sent}`]);
  });

  it.each([
    [400, '{"code":"MSISDN_INVALID","message":"x"}', 'MSISDN_INVALID'],
    [503, '{"code":"UNAVAILABLE","message":"x"}', 'UNAVAILABLE'],
    [413, '{"message":"Request Too Long"}', 'BAD_REQUEST'],
    [400, '', 'BAD_REQUEST'],
    [401, undefined, 'UNAUTHORIZED'],
    [403, 'null', 'FORBIDDEN'],
    [404, '<html>Not here</html>', 'NOT_FOUND'],
    [415, '[]', 'UNSUPPORTED_MEDIA_TYPE'],
    [429, '"slow down"', 'TOO_MANY_REQUESTS'],
    [418, '{"code":7}', 'BAD_REQUEST'],
    [499, '{"code":"constructor"}', 'BAD_REQUEST'],
    [500, '{"code":', 'INTERNAL_ERROR'],
    [502, '<html>Bad Gateway</html>', 'UNAVAILABLE'],
    [504, '', 'UNAVAILABLE'],
    [599, '{}', 'UNAVAILABLE'],
    [204, undefined, 'UNAVAILABLE'],
    [200, '{}', 'UNAVAILABLE'],
    [200, 'null', 'UNAVAILABLE'],
    [200, '{"code":"ACCOUNT_FOUND"}', 'UNAVAILABLE'],
    [
      200,
      '{"code":"ACCOUNT_FOUND","data":{"msisdn":"224622000001","balance":1000,"currency":"GNF"}}',
      'UNAVAILABLE',
    ],
  ] as const)('throws an ApiProblem for the answer %d %j', async (status, body, code) => {
    answer = answering(status, body, body?.startsWith('<') ? 'text/html' : 'application/json');
    const problem = await failure(ask());
    expect(problem).toMatchObject({ name: 'ApiProblem', status, code, message: PROBLEM_MESSAGES[code] });
  });

  it.each([
    ['a success that is a page', answering(200, '<html>Sign in to the Wi-Fi</html>', 'text/html')],
    ['a success without a body', answering(200, '')],
    ['a success that is cut', answering(200, '{"code":"ACCOUNT_FOUND"')],
    [
      'an answer that breaks off',
      (response: ServerResponse) =>
        void response.writeHead(200, { 'Content-Length': 99 }).write('{', () => response.destroy()),
    ],
    ['a connection that is closed', (response: ServerResponse) => void response.destroy()],
  ])('throws an ApiProblem for %s', async (_, serve) => {
    answer = serve;
    expect(await failure(ask())).toMatchObject({
      code: 'UNAVAILABLE',
      message: PROBLEM_MESSAGES.UNAVAILABLE,
    });
  });

  it('throws an ApiProblem where no server listens', async () => {
    const client = createAccountClient('http://127.0.0.1:1/dev', async () => 'token');
    const problem = await failure(client.accountInfo('622000001'));
    expect(problem).toMatchObject({ code: 'UNAVAILABLE', status: undefined, retryAfterSeconds: undefined });
    expect(problem.cause).toHaveProperty('name', 'TypeError');
  });

  it.each([
    ['no answer', () => undefined],
    ['an answer without an end', (response: ServerResponse) => void response.writeHead(200).write('{')],
  ])('throws an ApiProblem where there is %s in time', async (_, serve) => {
    answer = serve;
    const problem = await failure(ask('622000001', async () => 'token', { timeoutMs: 20 }));
    expect(problem).toMatchObject({
      code: 'UNAVAILABLE',
      cause: expect.objectContaining({ name: 'TimeoutError' }),
    });
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('the identity provider is down'))],
    [
      'throws',
      () => {
        throw new Error('the identity provider is down');
      },
    ],
  ])('throws an ApiProblem where the source of tokens %s', async (_, token) => {
    const problem = await failure(ask('622000001', token));
    expect(problem).toMatchObject({ code: 'UNAUTHORIZED', status: undefined });
    expect(problem.cause).toMatchObject({ message: 'the identity provider is down' });
    expect(asked).toEqual([]);
  });

  it('throws an ApiProblem where a header cannot carry the token', async () => {
    expect(await failure(ask('622000001', async () => 'a\nb'))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it.each([
    ['2', 2],
    ['0', 0],
    ['', undefined],
    ['soon', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('reads Retry-After %j as %j seconds', async (header, seconds) => {
    answer = answering(503, '{"code":"UNAVAILABLE"}', 'application/json', { 'Retry-After': header });
    expect(await failure(ask())).toHaveProperty('retryAfterSeconds', seconds);
  });
});
