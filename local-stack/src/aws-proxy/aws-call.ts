import { type IncomingHttpHeaders } from 'node:http';
import { parseObject } from '../http/json.ts';

/** One request to an AWS API, understood as far as routing, faults and records need. */
export interface AwsCall {
  /** Signing name: `dynamodb`, `sqs`, `ssm`, `ses`, `kms`, …; `unknown` where nothing in the request tells. */
  readonly service: string;
  /** API operation, such as `PutItem`; for REST services method and path. */
  readonly operation: string;
  readonly protocol: 'json' | 'query' | 'rest';
  /** From the SigV4 Authorization header: tells which execution environment is calling. */
  readonly accessKeyId: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What goes back to the caller. */
export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** A request before it is classified. */
export type RawRequest = Pick<AwsCall, 'method' | 'path' | 'headers' | 'body'>;

const SERVICE_OF_TARGET: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  TrentService: 'kms',
};

// The Query protocol names its API version, which is enough where a request is not signed.
const SERVICE_OF_VERSION: Readonly<Record<string, string>> = {
  '2010-12-01': 'ses',
  '2012-11-05': 'sqs',
  '2011-06-15': 'sts',
};

/**
 * Tells which service and operation a request means: by `X-Amz-Target` (JSON protocols), `Action` (Query) or the
 * SigV4 credential scope (REST).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function classify(request: RawRequest): AwsCall {
  const scope = credentialScope(request.headers.authorization);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const dot = target.lastIndexOf('.');
    const service = SERVICE_OF_TARGET[target.slice(0, dot)] ?? scope.service ?? 'unknown';
    return {
      ...request,
      service,
      operation: target.slice(dot + 1),
      protocol: 'json',
      accessKeyId: scope.accessKeyId,
    };
  }
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const service = scope.service ?? SERVICE_OF_VERSION[form.get('Version') ?? ''] ?? 'unknown';
    return {
      ...request,
      service,
      operation: form.get('Action') ?? '',
      protocol: 'query',
      accessKeyId: scope.accessKeyId,
    };
  }
  const operation = `${request.method} ${request.path.split('?')[0] ?? '/'}`;
  return {
    ...request,
    service: scope.service ?? 'unknown',
    operation,
    protocol: 'rest',
    accessKeyId: scope.accessKeyId,
  };
}

/** The table, queue or parameter that a call is about; never a key or a body, which hold subscriber numbers. */
export function resourceOf(call: AwsCall): string | undefined {
  if (call.protocol !== 'json') return undefined;
  const input = parseJson(call.body);
  const named =
    input['TableName'] ?? input['QueueName'] ?? (call.service === 'ssm' ? input['Name'] : undefined);
  if (typeof named === 'string') return named;
  return typeof input['QueueUrl'] === 'string' ? input['QueueUrl'].split('/').pop() : undefined;
}

const FUNCTION_KEY = /^ASIALOCAL[A-Z0-9]*\d$/;

/** True for an execution environment's call; a person and the queue pollers sign with other keys, and faults do not apply to them. */
export function isFunctionCall({ accessKeyId }: Pick<AwsCall, 'accessKeyId'>): boolean {
  return FUNCTION_KEY.test(accessKeyId ?? '');
}

/** A JSON body as an object; an empty one where it is something else. */
export function parseJson(body: Buffer): Record<string, unknown> {
  return parseObject(body.toString('utf8')) ?? {};
}

function credentialScope(authorization: string | undefined): { accessKeyId?: string; service?: string } {
  const match = /Credential=([^/,\s]+)\/[^/]*\/[^/]*\/([^/]+)\/aws4_request/.exec(authorization ?? '');
  return match ? { accessKeyId: match[1]!, service: match[2]! } : {};
}
