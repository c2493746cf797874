import { connect } from 'node:net';
import {
  ACCOUNT_PATH,
  allowStage,
  policy,
  startGateway,
  succeeds,
  TOKEN,
  type Received,
  type Setup,
} from './running-gateway.ts';
import { invocationUri, renderedApi } from './rendered-api.ts';

type Running = Awaited<ReturnType<typeof startGateway>>;
let running: Running | undefined;

async function setup(options: Setup = {}): Promise<Running> {
  running = await startGateway(options);
  return running;
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const authorized = { headers: ['Authorization', TOKEN] };

describe('a request that the function answers', () => {
  it('gets the function’s status, body and headers, and the identifiers of the exchange', async () => {
    const { send } = await setup({
      account: () => succeeds({ statusCode: 201, headers: { 'X-Own': 'yes' }, body: '{"a":1}' }),
    });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect(answer.status).toBe(201);
    expect(answer.text).toBe('{"a":1}');
    expect(answer.headers).toMatchObject({
      'x-own': 'yes',
      'content-type': 'application/json',
      'x-amzn-requestid': expect.stringMatching(/^00000000-/),
      'x-amz-apigw-id': expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/),
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
  });

  it('cannot have its identifiers set by the function', async () => {
    const { send, lastEvent } = await setup({
      account: () => succeeds({ statusCode: 200, headers: { 'X-Amzn-RequestId': 'forged' }, body: '' }),
    });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect(answer.headers['x-amzn-requestid']).toBe(lastEvent().requestContext['requestId']);
  });

  it('sends a header of several values several times', async () => {
    const { send } = await setup({
      account: () =>
        succeeds({ statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: '' }),
    });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  it('reaches the function with the authorizer’s context as texts, beside principalId', async () => {
    const { send, lastEvent } = await setup();
    await send(ACCOUNT_PATH, authorized);
    expect(lastEvent().requestContext.authorizer).toEqual({
      principalId: 'someone',
      integrationLatency: 0,
      sub: 'someone',
      exp: '17',
      admin: 'false',
    });
  });

  it('reaches the function with a principalId that the context cannot replace', async () => {
    const context = { principalId: 'forged', integrationLatency: 'long' };
    const { send, lastEvent } = await setup({ authorizer: () => succeeds(policy('Allow', '*', context)) });
    await send(ACCOUNT_PATH, authorized);
    expect(lastEvent().requestContext.authorizer).toEqual({ principalId: 'someone', integrationLatency: 0 });
  });

  it('gets an answer without content as such', async () => {
    const { send } = await setup({ account: () => succeeds({ statusCode: 204 }) });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([204, '', undefined]);
  });

  it('hands the path parameter over percent-encoded, an encoded slash included', async () => {
    const { send, lastEvent } = await setup();
    await send('/dev/get-account-info/msisdn/%2B224%2F622', authorized);
    expect(lastEvent().pathParameters).toEqual({ msisdn: '%2B224%2F622' });
  });

  it('ignores the pattern that the document gives the parameter: the function validates', async () => {
    const { send, callsOf } = await setup();
    await send('/dev/get-account-info/msisdn/not-a-number', authorized);
    expect(callsOf('get-account-info')).toHaveLength(1);
  });

  it('tells the observer method, masked path, authorizer and cold start, but neither number nor token', async () => {
    const { send, summaries } = await setup();
    await send(`${ACCOUNT_PATH}?msisdn=224622000001`, authorized);
    expect(summaries).toEqual([
      {
        method: 'GET',
        routeTemplate: '/get-account-info/msisdn/{msisdn}',
        path: '/get-account-info/msisdn/224*******01',
        status: 200,
        durationMs: 0,
        coldStart: true,
        authorizer: 'miss',
        requestId: expect.any(String),
        functionRequestId: 'function-2',
      },
    ]);
  });
});

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
    ['OPTIONS, which nobody defined', ACCOUNT_PATH, { ...authorized, method: 'OPTIONS' }, 404, 'NOT_FOUND'],
    ['a request without a token', ACCOUNT_PATH, {}, 401, 'UNAUTHORIZED'],
    [
      'headers beyond 10,240 bytes',
      ACCOUNT_PATH,
      { headers: ['X-Big', 'x'.repeat(10_240)] },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
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

  it('answers HEAD, which nobody defined, with 404 and no body', async () => {
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
    expect([answer.status, answer.problem['code'], answer.headers.connection]).toEqual([
      413,
      'PAYLOAD_TOO_LARGE',
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

describe('the authorizer', () => {
  it.each([
    ['no header', []],
    ['another scheme', ['Authorization', 'Basic aaa.bbb.ccc']],
    ['two parts', ['Authorization', 'Bearer aaa.bbb']],
    ['two spaces', ['Authorization', 'Bearer  aaa.bbb.ccc']],
    ['a second token in the same header', ['Authorization', 'Bearer aaa.bbb.ccc, Bearer aaa.bbb.ccc']],
    ['the header twice', ['Authorization', TOKEN, 'Authorization', TOKEN]],
    ['more than 8,192 characters', ['Authorization', `${TOKEN}${'c'.repeat(8192 - TOKEN.length + 1)}`]],
  ])('is not asked about %s: 401 with the challenge Bearer', async (_case, headers) => {
    const { send, calls } = await setup();
    const answer = await send(ACCOUNT_PATH, { headers });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(calls).toEqual([]);
  });

  it.each(['bearer aaa.bbb.ccc', 'BEARER aaa.bbb.ccc', `${TOKEN}${'c'.repeat(8192 - TOKEN.length)}`])(
    'is asked about a well-formed header (%#)',
    async (header) => {
      const { send, callsOf } = await setup();
      expect((await send(ACCOUNT_PATH, { headers: ['Authorization', header] })).status).toBe(200);
      expect(callsOf('authorizer')).toHaveLength(1);
    },
  );

  it('is told the whole header and the ARN of the method that was called', async () => {
    const { send, callsOf } = await setup();
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')[0]?.event).toEqual({
      type: 'TOKEN',
      methodArn:
        'arn:aws:execute-api:ca-central-1:123456789012:local/dev/GET/get-account-info/msisdn/224622000001',
      authorizationToken: TOKEN,
    });
  });

  it('denies with 401 and invalid_token, and the denial is kept', async () => {
    const { send, callsOf, summaries } = await setup({ authorizer: () => succeeds(policy('Deny', '*')) });
    const first = await send(ACCOUNT_PATH, authorized);
    const second = await send(ACCOUNT_PATH, authorized);
    for (const answer of [first, second]) {
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ]);
    }
    expect(callsOf('authorizer')).toHaveLength(1);
    expect(callsOf('get-account-info')).toHaveLength(0);
    expect(summaries.map(({ authorizer }) => authorizer)).toEqual(['miss', 'hit']);
  });

  it('has its policy kept per token for the declared time and no longer', async () => {
    const { send, callsOf, time } = await setup();
    await send(ACCOUNT_PATH, authorized);
    time.now += 249_999;
    await send(ACCOUNT_PATH.replace('000001', '000002'), authorized);
    expect(callsOf('authorizer')).toHaveLength(1);
    time.now += 1;
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')).toHaveLength(2);
  });

  it('has its policy kept for a time that the speed divides', async () => {
    const { send, callsOf, time } = await setup({ options: { speed: 10 } });
    await send(ACCOUNT_PATH, authorized);
    time.now += 25_000;
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')).toHaveLength(2);
  });

  it('has its kept policy evaluated again for every method: a policy for one number only refuses the next', async () => {
    const { send, callsOf } = await setup({
      authorizer: ({ methodArn }) => succeeds(policy('Allow', methodArn)),
    });
    expect((await send(ACCOUNT_PATH, authorized)).status).toBe(200);
    const other = await send(ACCOUNT_PATH.replace('000001', '000002'), authorized);
    expect([other.status, other.problem['code']]).toEqual([401, 'UNAUTHORIZED']);
    expect(callsOf('authorizer')).toHaveLength(1);
  });

  it('is asked again about every token once the results are forgotten', async () => {
    const { send, callsOf, gateway } = await setup();
    await send(ACCOUNT_PATH, authorized);
    gateway.forgetAuthorizerResults();
    await send(ACCOUNT_PATH, authorized);
    expect(callsOf('authorizer')).toHaveLength(2);
  });

  it.each<[string, Setup['authorizer']]>([
    ['throws', () => ({ outcome: 'error', errorType: 'Error', errorMessage: 'JWKS down eyJsecret' })],
    ['times out', () => ({ outcome: 'timeout' })],
    ['crashes', () => ({ outcome: 'crash', exitCode: 1, signal: null })],
    ['cannot start', () => ({ outcome: 'init-error', errorType: 'Error', errorMessage: 'no settings' })],
    ['answers without a policy', () => succeeds({ principalId: 'someone' })],
    ['answers with a nested context', () => succeeds(policy('Allow', '*', { roles: ['admin'] }))],
  ])(
    'that %s is our fault: 500 that says nothing, with Retry-After, never kept',
    async (_case, authorizer) => {
      const { send, callsOf, logs } = await setup({ authorizer: authorizer! });
      const first = await send(ACCOUNT_PATH, authorized);
      await send(ACCOUNT_PATH, authorized);
      expect([first.status, first.problem['code']]).toEqual([500, 'INTERNAL_ERROR']);
      expect(first.headers['retry-after']).toMatch(/^\d+$/);
      expect(first.text).not.toMatch(/JWKS|eyJ|settings|context/);
      expect(callsOf('authorizer')).toHaveLength(2);
      expect(callsOf('get-account-info')).toHaveLength(0);
      expect(logs).toHaveLength(2);
      expect(JSON.stringify(logs)).not.toMatch(/eyJ|aaa\.bbb/);
    },
  );

  it('that fails with exactly "Unauthorized" refuses the caller instead', async () => {
    const { send } = await setup({
      authorizer: () => ({ outcome: 'error', errorType: 'Error', errorMessage: 'Unauthorized' }),
    });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('that the API may not invoke is a 500, and the log names the missing permission', async () => {
    const { send, logs, calls } = await setup({ permitted: ['get-account-info'] });
    expect((await send(ACCOUNT_PATH, authorized)).status).toBe(500);
    expect(logs[0]?.message).toContain(`no permission to invoke ${invocationUri('authorizer')}`);
    expect(calls).toEqual([]);
  });
});

describe('a function that does not answer as it should', () => {
  it.each<[string, Setup['account']]>([
    ['throws', () => ({ outcome: 'error', errorType: 'TypeError', errorMessage: 'secret' })],
    ['times out by itself', () => ({ outcome: 'timeout' })],
    ['crashes', () => ({ outcome: 'crash', exitCode: null, signal: 'SIGKILL' })],
    ['cannot start', () => ({ outcome: 'init-error', errorType: 'Error', errorMessage: 'secret' })],
    ['answers in another shape', () => succeeds({ message: 'secret' })],
    ['answers with something that is not JSON', () => ({ outcome: 'success', payload: 'secret' })],
  ])('and %s is a 502 that says nothing internal', async (_case, account) => {
    const { send, logs, summaries } = await setup({ account: account! });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code']]).toEqual([502, 'INTERNAL_ERROR']);
    expect(answer.text).not.toContain('secret');
    expect(logs).toHaveLength(1);
    expect(logs[0]?.message).not.toContain('secret');
    expect(summaries[0]).toMatchObject({
      status: 502,
      responseType: 'DEFAULT_5XX',
      functionRequestId: 'function-2',
    });
  });

  it('and takes longer than the integration’s time-out is a 504 UNAVAILABLE with Retry-After', async () => {
    let waited = 0;
    const { send } = await setup({
      openApi: renderedApi({ integration_timeout_ms: 1234 }),
      account: () => new Promise(() => undefined),
      options: {
        startTimer: (ms, action) => {
          waited = ms;
          queueMicrotask(action);
          return () => undefined;
        },
      },
    });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code'], waited]).toEqual([504, 'UNAVAILABLE', 1234]);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  });

  it('but may not be invoked by the API is a 500, and the log names the missing permission', async () => {
    const { send, logs } = await setup({ permitted: ['authorizer'] });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code']]).toEqual([500, 'INTERNAL_ERROR']);
    expect(logs[0]?.message).toBe(
      `GET /get-account-info/msisdn/{msisdn}: no permission to invoke ${invocationUri('get-account-info')}`,
    );
  });

  it('because the host itself fails is a 500 whose cause stays inside', async () => {
    const { send, logs } = await setup({ account: () => Promise.reject(new Error('224622000001 eyJ')) });
    const answer = await send(ACCOUNT_PATH, authorized);
    expect([answer.status, answer.problem['code']]).toEqual([500, 'INTERNAL_ERROR']);
    expect(answer.text + JSON.stringify(logs)).not.toMatch(/224622|eyJ/);
  });
});

it('renames a function’s WWW-Authenticate, as AWS does', async () => {
  const { send } = await setup({
    account: () => succeeds({ statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: '{}' }),
  });
  const answer: Received = await send(ACCOUNT_PATH, authorized);
  expect(answer.headers['www-authenticate']).toBeUndefined();
  expect(answer.headers['x-amzn-remapped-www-authenticate']).toBe('Bearer');
});

it('gives up quietly on a client that goes away in the middle of its body', async () => {
  const { port, summaries, calls, firstHandled } = await setup();
  const head = `GET ${ACCOUNT_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: ${TOKEN}\r\nContent-Length: 10\r\n\r\n`;
  const socket = connect(port, '127.0.0.1', () => socket.write(`${head}abc`, () => socket.destroy()));
  await firstHandled;
  expect([calls, summaries]).toEqual([[], []]);
});

it('allows whatever an authorizer allows for the whole stage', async () => {
  const { send } = await setup({ authorizer: allowStage });
  expect((await send(`${ACCOUNT_PATH}/`, authorized)).status).toBe(200);
});
