import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isObject, parseObject } from '../http/json.ts';
import { type Invocation } from '../runtime/invocation.ts';
import { type StartTimer } from '../runtime/timers.ts';
import { isBinary } from './body.ts';
import { type Answer } from './answer.ts';
import { type Refusal } from './response.ts';

/** How the call of the function behind a route ended for the client. */
export type IntegrationOutcome =
  | { readonly kind: 'answered'; readonly result: ProxyResult; readonly invocation: Invocation }
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal;
      readonly reason: string;
      readonly invocation?: Invocation;
    };

/**
 * Waits for a function as API Gateway waits: past the integration's time-out the client gets a 504 while the function
 * runs on; a function that throws, crashes, times out by itself or answers in another shape is a 502. An event
 * beyond Lambda's own 6 MB (a payload between that and the gateway's 10 MB) is the client's fault: 413.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 */
export async function awaitFunction(
  invocation: Promise<Invocation>,
  timeoutMs: number,
  startTimer: StartTimer,
): Promise<IntegrationOutcome> {
  let stopTimer = (): void => undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    stopTimer = startTimer(timeoutMs, () => resolve('timeout'));
  });
  try {
    const first = await Promise.race([invocation, timeout]);
    if (first === 'timeout') {
      return {
        kind: 'refused',
        refusal: { type: 'INTEGRATION_TIMEOUT' },
        reason: `no answer within ${timeoutMs} ms`,
      };
    }
    return readInvocation(first);
  } finally {
    stopTimer();
  }
}

function readInvocation(invocation: Invocation): IntegrationOutcome {
  const broken = (reason: string): IntegrationOutcome => ({
    kind: 'refused',
    refusal: { type: 'DEFAULT_5XX', status: 502 },
    reason,
    invocation,
  });
  if (invocation.outcome === 'error' && invocation.errorType === 'RequestTooLargeException') {
    return {
      kind: 'refused',
      refusal: { type: 'REQUEST_TOO_LARGE' },
      reason: 'the event is larger than Lambda takes',
      invocation,
    };
  }
  if (invocation.outcome !== 'success') return broken(`the function ended with ${invocation.outcome}`);
  const result = readProxyResult(invocation.payload);
  return 'malformed' in result
    ? broken(`malformed proxy answer: ${result.malformed}`)
    : { kind: 'answered', result, invocation };
}

/** A function's answer in the shape that a proxy integration demands. */
export interface ProxyResult {
  readonly status: number;
  /** In the order given; a header with several values occurs several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** An answer that API Gateway refuses as "Malformed Lambda proxy response": 502, and nothing of it reaches the client. */
export interface MalformedResult {
  readonly malformed: string;
}

const FIELDS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/**
 * Checks a function's answer: a status, header values that are texts or booleans, a body that is a text, no other field.
 *
 * @param payload the function's answer as JSON text.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 * @see https://repost.aws/knowledge-center/malformed-502-api-gateway
 */
export function readProxyResult(payload: string): ProxyResult | MalformedResult {
  const result = parseObject(payload);
  if (result === undefined) return { malformed: 'not a JSON object' };
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded, ...rest } = result;
  if (Object.keys(rest).length > 0) return { malformed: `only ${[...FIELDS].join(', ')} are allowed` };
  const status = readStatus(statusCode);
  if (status === undefined) return { malformed: 'statusCode is not an HTTP status' };
  const all = mergeHeaders(headers ?? {}, multiValueHeaders ?? {});
  if (all === undefined) return { malformed: 'a header is not a text' };
  if (body !== undefined && body !== null && typeof body !== 'string')
    return { malformed: 'body is not a text' };
  if (isBase64Encoded !== undefined && typeof isBase64Encoded !== 'boolean')
    return { malformed: 'isBase64Encoded is not a boolean' };
  return { status, headers: all, body: body ?? '', isBase64Encoded: isBase64Encoded === true };
}

/** Texts of digits are taken too. A 1xx is not a final answer. */
function readStatus(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 200 && number <= 599
    ? number
    : undefined;
}

/** Both maps become one list; where they hold the same name and value, the multi-value map's is the one that counts. */
function mergeHeaders(single: unknown, multi: unknown): [string, string][] | undefined {
  if (!isObject(single) || !isObject(multi)) return undefined;
  const many = Object.entries(multi).flatMap(([name, values]): [string, unknown][] =>
    Array.isArray(values) ? values.map((value: unknown) => [name, value]) : [[name, undefined]],
  );
  const known = new Set(many.map(([name, value]) => headerKey(name, value)));
  const entries = [
    ...Object.entries(single).filter(([name, value]) => !known.has(headerKey(name, value))),
    ...many,
  ];
  return entries.every(isSendable) ? entries.map(([name, value]) => [name, String(value)]) : undefined;
}

function headerKey(name: string, value: unknown): string {
  return `${name.toLowerCase()}:${String(value)}`;
}

function isSendable([name, value]: [string, unknown]): boolean {
  if (typeof value !== 'string' && typeof value !== 'boolean') return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    return true;
  } catch {
    return false;
  }
}

/** Headers of a function's answer that reach the client under another name, `x-amzn-Remapped-…`. */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);
/** Headers of a function's answer that do not reach the client at all. */
const DROPPED = new Set(['transfer-encoding', 'keep-alive', 'trailer', 'upgrade']);

/**
 * What the client gets of a function's answer: the content type is JSON unless the function said otherwise, some headers
 * are renamed, and a base64 body is decoded only where the API's binary media types cover the client's Accept header.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function proxyAnswer(
  result: ProxyResult,
  accept: string | undefined,
  binaryMediaTypes: readonly string[],
): Answer {
  const kept = result.headers.filter(([name]) => !DROPPED.has(name.toLowerCase()));
  const typed = kept.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status: result.status,
    headers: [
      ...(typed ? [] : [['Content-Type', 'application/json'] as const]),
      ...kept.map(
        ([name, value]) =>
          [REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value] as const,
      ),
    ],
    body: Buffer.from(
      result.body,
      result.isBase64Encoded && isBinary(accept, binaryMediaTypes) ? 'base64' : 'utf8',
    ),
  };
}
