import { validateHeaderName, validateHeaderValue } from 'node:http';

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
  const result = parse(payload);
  if (typeof result !== 'object' || result === null || Array.isArray(result))
    return { malformed: 'not a JSON object' };
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded, ...rest } = result as Record<
    string,
    unknown
  >;
  if (Object.keys(rest).length > 0) return { malformed: `only ${[...FIELDS].join(', ')} are allowed` };
  const status = readStatus(statusCode);
  if (status === undefined) return { malformed: 'statusCode is not an HTTP status' };
  const all = mergeHeaders(headers ?? {}, multiValueHeaders ?? {});
  if (all === undefined) return { malformed: 'a header is not a text' };
  if (body !== undefined && body !== null && typeof body !== 'string')
    return { malformed: 'body is not a text' };
  if (isBase64Encoded !== undefined && typeof isBase64Encoded !== 'boolean')
    return { malformed: 'isBase64Encoded is no boolean' };
  return { status, headers: all, body: body ?? '', isBase64Encoded: isBase64Encoded === true };
}

/** Texts of digits are taken too. 1xx is no final answer. */
function readStatus(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 200 && number <= 599
    ? number
    : undefined;
}

/** Both maps become one list; where they hold the same name and value, the multi-value map's is the one that counts. */
function mergeHeaders(single: unknown, multi: unknown): [string, string][] | undefined {
  if (!isMap(single) || !isMap(multi)) return undefined;
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

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
