import { commonLogTime } from '../../../src/gateway/proxy-event.ts';
import { ACCOUNT_PATH, startGateway, TOKEN } from './running-gateway.ts';

const FORMAT =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html';

describe(`the event of a proxy integration, ${FORMAT}`, () => {
  it('is complete, as payload format 1.0 has it', async () => {
    const { send, lastEvent, port, stop } = await startGateway();
    const headers = [
      'Authorization',
      TOKEN,
      'User-Agent',
      'me',
      'X-Amzn-RequestId',
      '11111111-2222-4333-8444-555555555555',
    ];
    await send(`${ACCOUNT_PATH}/?a=1&a=%2B`, { headers, body: 'text' });
    await stop();
    const event = lastEvent();
    expect(event).toEqual({
      resource: '/get-account-info/msisdn/{msisdn}',
      path: '/get-account-info/msisdn/224622000001/',
      httpMethod: 'GET',
      headers: expect.objectContaining({
        Authorization: TOKEN,
        Host: `127.0.0.1:${port}`,
        'X-Forwarded-For': '127.0.0.1',
      }),
      multiValueHeaders: expect.objectContaining({ Authorization: [TOKEN], 'X-Forwarded-Proto': ['http'] }),
      queryStringParameters: { a: '+' },
      multiValueQueryStringParameters: { a: ['1', '+'] },
      pathParameters: { msisdn: '224622000001' },
      stageVariables: null,
      requestContext: {
        accountId: '123456789012',
        apiId: 'local',
        authorizer: expect.objectContaining({ principalId: 'someone' }),
        deploymentId: 'local',
        domainName: '127.0.0.1',
        domainPrefix: 'local',
        extendedRequestId: expect.stringMatching(/=$/),
        httpMethod: 'GET',
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '127.0.0.1',
          user: null,
          userAgent: 'me',
          userArn: null,
        },
        path: '/dev/get-account-info/msisdn/224622000001/',
        protocol: 'HTTP/1.1',
        requestId: '11111111-2222-4333-8444-555555555555',
        requestTime: '14/Nov/2023:22:13:20 +0000',
        requestTimeEpoch: 1_700_000_000_000,
        resourceId: expect.stringMatching(/^[0-9a-z]{6}$/),
        resourcePath: '/get-account-info/msisdn/{msisdn}',
        stage: 'dev',
      },
      body: 'text',
      isBase64Encoded: false,
    });
  });
});

it('writes the request time as the Common Log Format does', () => {
  expect(commonLogTime(Date.UTC(2015, 3, 9, 12, 34, 56))).toBe('09/Apr/2015:12:34:56 +0000');
});
