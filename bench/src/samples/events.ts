import type { Issuer } from './issuer.ts';

/** The functions that are measured. */
export const FUNCTIONS = ['authorizer', 'get-account-info', 'init-user-account'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const METHOD_ARN =
  'arn:aws:execute-api:ca-central-1:123456789012:a1b2c3d4e5/prod/GET/get-account-info/msisdn/x';

/** What API Gateway sends a TOKEN authorizer. */
export function authorizerEvents(issuer: Issuer, count: number): object[] {
  return numbered(count).map((index) => tokenEvent(issuer.token(index)));
}

/** Tokens whose signature does not fit: the last character is another one. */
export function forgedTokenEvents(issuer: Issuer, count: number): object[] {
  return numbered(count).map((index) => {
    const token = issuer.token(index);
    return tokenEvent(`${token.slice(0, -3)}${token.endsWith('AAA') ? 'BBA' : 'AAA'}`);
  });
}

/** Reads of accounts that exist (an even number, to the AWS double) or do not (an odd one). */
export function readEvents(count: number, kind: 'open' | 'absent'): object[] {
  return numbered(count).map((index) => readEvent(msisdnOf(2 * index + (kind === 'open' ? 0 : 1))));
}

/** Reads that are refused before anything is looked up. */
export function refusedReadEvents(count: number): object[] {
  return numbered(count).map(() => readEvent('not-a-number'));
}

/** Batches of requests for accounts that do not exist yet; no number occurs twice. */
export function batchEvents(batches: number, size: number, firstIndex = 0): object[] {
  return numbered(batches).map((batch) => ({
    Records: numbered(size).map((place) => record(2 * (firstIndex + batch * size + place) + 1)),
  }));
}

function tokenEvent(token: string): object {
  return { type: 'TOKEN', methodArn: METHOD_ARN, authorizationToken: `Bearer ${token}` };
}

function readEvent(msisdn: string): object {
  const path = `/get-account-info/msisdn/${msisdn}`;
  return {
    resource: '/get-account-info/msisdn/{msisdn}',
    path,
    httpMethod: 'GET',
    headers: {
      Accept: 'application/json',
      Authorization: 'Bearer …',
      Host: 'a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com',
      'User-Agent': 'okhttp/4.12.0',
      'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
      'X-Forwarded-For': '203.0.113.7',
    },
    pathParameters: { msisdn },
    queryStringParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: '0c1e2f7a-1d0b-4a7e-9d4b-aaaaaaaaaaaa',
      extendedRequestId: 'ExtendedRequestId=',
      stage: 'prod',
      path: `/prod${path}`,
      authorizer: {
        principalId: 'client@clients',
        sub: 'client@clients',
        exp: '4102444800',
        scope: 'read:account',
      },
    },
    body: null,
    isBase64Encoded: false,
  };
}

function record(index: number): object {
  const msisdn = msisdnOf(index);
  const id = `event-${index}`;
  const attribute = (stringValue: string) => ({ dataType: 'String', stringValue });
  return {
    messageId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    receiptHandle: 'handle',
    body: JSON.stringify({
      specversion: '1.0',
      type: 'gn.fintech-solution.account.requested.v1',
      source: '/fintech-solution/get-account-info',
      id,
      time: '2026-01-01T00:00:00Z',
      subject: '224*******01',
      datacontenttype: 'application/json',
      correlationid: 'bench',
      data: { msisdn },
    }),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1767225600000' },
    messageAttributes: {
      'content-type': attribute('application/cloudevents+json; charset=utf-8'),
      'ce-type': attribute('gn.fintech-solution.account.requested.v1'),
      'ce-id': attribute(id),
    },
    eventSource: 'aws:sqs',
    awsRegion: 'ca-central-1',
  };
}

function msisdnOf(index: number): string {
  return `22462${String(index).padStart(7, '0')}`;
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
