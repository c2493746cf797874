import { ACCOUNT_PATH, allowStage, policy, succeeds, TOKEN, useGateway } from './running-gateway.ts';

const setup = useGateway();
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
        authorizerRequestId: 'function-1',
        functionRequestId: 'function-2',
      },
    ]);
  });
});

it('allows whatever an authorizer allows for the whole stage', async () => {
  const { send } = await setup({ authorizer: allowStage });
  expect((await send(`${ACCOUNT_PATH}/`, authorized)).status).toBe(200);
});

describe('a route with a mock integration', () => {
  const integration = {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode":204}' },
    responses: {
      default: {
        statusCode: '204',
        responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
      },
    },
  };
  const openApi = JSON.stringify({
    paths: { '/accounts': { options: { 'x-amazon-apigateway-integration': integration } } },
  });

  it('answers a preflight by itself: no token, no function', async () => {
    const { send, calls, summaries } = await setup({ openApi });
    const answer = await send('/dev/accounts', { method: 'OPTIONS' });
    expect([answer.status, answer.text, answer.headers['access-control-allow-origin']]).toEqual([
      204,
      '',
      '*',
    ]);
    expect(answer.headers['x-amzn-requestid']).toMatch(/^00000000-/);
    expect(calls).toEqual([]);
    expect(summaries).toMatchObject([{ method: 'OPTIONS', routeTemplate: '/accounts', status: 204 }]);
  });
});
