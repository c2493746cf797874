/** A request of a route, as far as samples differ. */
export interface ProxyRequest {
  /** The route as the API's definition writes it. */
  readonly resource: string;
  /** The path below the stage. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** What the authorizer says of the caller beside its `sub` and `exp`. */
  readonly authorizer?: Readonly<Record<string, string>>;
}

/** The `sub` of every caller. */
export const CALLER = 'client@clients';

/** What API Gateway hands a function for one request with a token that the authorizer believed. */
export function proxyEvent(request: ProxyRequest): object {
  const { resource, path, pathParameters, method = 'GET', headers, body, authorizer } = request;
  return {
    resource,
    path,
    httpMethod: method,
    headers: {
      Accept: 'application/json',
      Authorization: 'Bearer …',
      Host: 'a1b2c3d4e5.execute-api.ca-central-1.amazonaws.com',
      'User-Agent': 'okhttp/4.12.0',
      'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
      'X-Forwarded-For': '203.0.113.7',
      ...headers,
    },
    pathParameters,
    queryStringParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: '0c1e2f7a-1d0b-4a7e-9d4b-aaaaaaaaaaaa',
      extendedRequestId: 'ExtendedRequestId=',
      stage: 'prod',
      path: `/prod${path}`,
      authorizer: { principalId: CALLER, sub: CALLER, exp: '4102444800', ...authorizer },
    },
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
  };
}
