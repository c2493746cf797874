import { type ApiIdentity } from './authorization.ts';
import { type Route } from './definition.ts';
import { type QueryParameters, type RequestContext, type RequestHeaders } from './request.ts';

/** Everything that a proxy event says, gathered before the function is called. */
export interface ProxyRequest {
  readonly api: ApiIdentity;
  readonly context: RequestContext;
  readonly route: Route;
  readonly method: string;
  readonly protocol: string;
  /** Inside the stage, percent-encoded. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly query: QueryParameters;
  readonly headers: RequestHeaders;
  readonly sourceIp: string;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  /** `principalId` and the authorizer's context; absent on an open method. */
  readonly authorizer?: Readonly<Record<string, string | number>>;
}

/**
 * The event of a Lambda proxy integration, payload format 1.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(request: ProxyRequest): Record<string, unknown> {
  return {
    resource: request.route.resource,
    path: request.path,
    httpMethod: request.method,
    headers: request.headers.single,
    multiValueHeaders: request.headers.multi,
    queryStringParameters: request.query.single,
    multiValueQueryStringParameters: request.query.multi,
    pathParameters: request.pathParameters,
    stageVariables: null,
    requestContext: requestContext(request),
    body: request.body,
    isBase64Encoded: request.isBase64Encoded,
  };
}

function requestContext(request: ProxyRequest): Record<string, unknown> {
  const { api, context, headers } = request;
  return {
    resourceId: resourceId(request.route.resource),
    ...(request.authorizer && { authorizer: request.authorizer }),
    resourcePath: request.route.resource,
    httpMethod: request.method,
    extendedRequestId: context.extendedRequestId,
    requestTime: commonLogTime(context.receivedAtMs),
    path: `/${api.stage}${request.path}`,
    accountId: api.accountId,
    protocol: request.protocol,
    stage: api.stage,
    domainPrefix: api.apiId,
    requestTimeEpoch: context.receivedAtMs,
    requestId: context.requestId,
    identity: identity(request.sourceIp, headers.valuesOf('user-agent').at(-1) ?? null),
    domainName: (headers.valuesOf('host').at(-1) ?? '').replace(/:\d+$/, ''),
    deploymentId: 'local',
    apiId: api.apiId,
  };
}

/** Without IAM or Cognito only the address and the user agent are known; the rest is there and null, as in AWS. */
function identity(sourceIp: string, userAgent: string | null): Record<string, string | null> {
  const unknown = [
    'accessKey',
    'accountId',
    'caller',
    'cognitoAuthenticationProvider',
    'cognitoAuthenticationType',
  ];
  const more = ['cognitoIdentityId', 'cognitoIdentityPoolId', 'principalOrgId', 'user', 'userArn'];
  return { ...Object.fromEntries([...unknown, ...more].map((name) => [name, null])), sourceIp, userAgent };
}

/** Six stable characters per resource, as API Gateway's own look. */
function resourceId(resource: string): string {
  let hash = 0;
  for (const character of resource) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return hash.toString(36).padStart(6, '0').slice(-6);
}

/** `09/Apr/2015:12:34:56 +0000`, the time format of the Common Log Format. */
export function commonLogTime(epochMs: number): string {
  const [, , day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(epochMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
