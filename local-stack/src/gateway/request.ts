import { createHash } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type RequiredParameter } from './definition.ts';

/** The identifiers that tie together the log lines of one request. */
export interface RequestContext {
  /** A UUID; the caller's own where it sent one. */
  readonly requestId: string;
  /** Always the gateway's own, so the only one that is unique. */
  readonly extendedRequestId: string;
  /** X-Ray trace header. */
  readonly trace: string;
  readonly receivedAtMs: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TRACE_ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/i;

/**
 * Gives a request its identifiers.
 *
 * Callers can override `requestId` with the header `x-amzn-RequestId` (here: with a UUID, so that nothing else can be
 * slipped into logs and answers through it); `extendedRequestId` is out of their reach. A caller's trace root is kept.
 *
 * @param nextId a fresh random identifier at every call.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export function openRequestContext(
  rawHeaders: readonly string[],
  nowMs: number,
  nextId: () => string,
): RequestContext {
  const wanted = rawHeaderValues(rawHeaders, 'x-amzn-requestid').at(-1);
  const root = TRACE_ROOT.exec(rawHeaderValues(rawHeaders, 'x-amzn-trace-id').at(-1) ?? '')?.[1];
  const unique = createHash('sha256').update(nextId()).digest();
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return {
    requestId: wanted !== undefined && UUID.test(wanted) ? wanted : nextId(),
    extendedRequestId: unique.subarray(0, 11).toString('base64'),
    trace: `Root=${root ?? `1-${seconds}-${unique.subarray(11, 23).toString('hex')}`}`,
    receivedAtMs: nowMs,
  };
}

/**
 * The largest request line and header values together.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const HEAD_LIMIT_BYTES = 10_240;

/** True when the request line and the header values together are larger than API Gateway takes. */
export function headTooLarge(method: string, url: string, rawHeaders: readonly string[]): boolean {
  const requestLine = `${method} ${url} HTTP/1.1`;
  const values = pairs(rawHeaders).reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
  return Buffer.byteLength(requestLine) + values > HEAD_LIMIT_BYTES;
}

/** The parts of a request line's target that routing needs, all still percent-encoded. */
export interface RequestTarget {
  /** First path segment. */
  readonly stage: string;
  /** The path inside the stage, with a leading slash; a trailing slash is kept. */
  readonly path: string;
  /** Without the question mark; empty where the target has no query. */
  readonly query: string;
}

const VISIBLE_ASCII = /^[\x21-\x7e]*$/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;

/**
 * Takes a request target apart without decoding it.
 *
 * REST APIs hand path parameters over percent-encoded, so `%2F` is a character of its segment and never a separator;
 * slashes in front of the resource path collapse to one.
 *
 * @returns undefined for a target that is refused before routing: a broken escape, raw bytes outside ASCII, or a raw
 *   pipe or curly brace in the query.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export function parseRequestTarget(url: string): RequestTarget | undefined {
  const origin = url.replace(/^https?:\/\/[^/?#]*/i, '');
  const [beforeFragment = ''] = origin.split('#');
  const mark = beforeFragment.indexOf('?');
  const fullPath = mark === -1 ? beforeFragment : beforeFragment.slice(0, mark);
  const query = mark === -1 ? '' : beforeFragment.slice(mark + 1);
  if (!fullPath.startsWith('/') || !VISIBLE_ASCII.test(origin) || BAD_ESCAPE.test(origin)) return undefined;
  if (/[|{}]/.test(query)) return undefined;
  const [, stage = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(fullPath) ?? [];
  return { stage, path: `/${rest.replace(/^\/+/, '')}`, query };
}

/** A request's headers as a proxy event shows them: names as the client wrote them, the last value and all values. */
export interface RequestHeaders {
  readonly single: Readonly<Record<string, string>>;
  readonly multi: Readonly<Record<string, readonly string[]>>;
  /** All values of one header, by name in any case; empty where it is absent. */
  readonly valuesOf: (name: string) => readonly string[];
}

/** Headers that never reach a function: they belong to one connection or to the gateway itself. */
const DROPPED = new Set([
  ...[
    'connection',
    'content-length',
    'content-md5',
    'expect',
    'keep-alive',
    'max-forwards',
    'proxy-authenticate',
  ],
  ...['proxy-connection', 'server', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'www-authenticate'],
]);

/** What the gateway says about the connection, in place of whatever the client claimed. */
export interface ForwardedConnection {
  readonly sourceIp: string;
  readonly port: number;
  readonly protocol: 'http' | 'https';
  /** X-Ray trace header of this request. */
  readonly trace: string;
}

/**
 * Reads Node's raw header list (name, value, name, value …) and adds the `X-Forwarded-*` and trace headers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export function readRequestHeaders(
  rawHeaders: readonly string[],
  connection: ForwardedConnection,
): RequestHeaders {
  const entries = new Map<string, { name: string; values: string[] }>();
  const put = (name: string, values: string[]) => entries.set(name.toLowerCase(), { name, values });
  for (const [name, value] of pairs(rawHeaders)) {
    if (DROPPED.has(name.toLowerCase())) continue;
    const known = entries.get(name.toLowerCase());
    if (known) known.values.push(value);
    else put(name, [value]);
  }
  const hops = entries.get('x-forwarded-for')?.values ?? [];
  put('X-Forwarded-For', [[...hops, connection.sourceIp].join(', ')]);
  put('X-Forwarded-Port', [String(connection.port)]);
  put('X-Forwarded-Proto', [connection.protocol]);
  put('X-Amzn-Trace-Id', [connection.trace]);
  const list = [...entries.values()];
  return {
    single: Object.fromEntries(list.map(({ name, values }) => [name, values.at(-1) ?? ''])),
    multi: Object.fromEntries(list.map(({ name, values }) => [name, values])),
    valuesOf: (name) => entries.get(name.toLowerCase())?.values ?? [],
  };
}

/** All values of one header in Node's raw list, by name in any case. */
export function rawHeaderValues(rawHeaders: readonly string[], name: string): string[] {
  return pairs(rawHeaders).flatMap(([key, value]) =>
    key.toLowerCase() === name.toLowerCase() ? [value] : [],
  );
}

/** Name and value of every header in Node's raw list, in order. */
export function pairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    found.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return found;
}

/** The client's address as an IPv4 text where it is one. */
export function sourceIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** A query string as a proxy event shows it: the last value of each name, and all of them. */
export interface QueryParameters {
  readonly single: Readonly<Record<string, string>> | null;
  readonly multi: Readonly<Record<string, readonly string[]>> | null;
}

/**
 * Decodes a query string as REST APIs do before they call a function: unlike path parameters, names and values arrive
 * decoded, a plus sign is a space, the single-value map keeps the last value, and a semicolon splits like an ampersand.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function parseQueryString(query: string): QueryParameters {
  const multi = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query.replaceAll(';', '&'))) {
    const values = multi.get(name);
    if (values) values.push(value);
    else multi.set(name, [value]);
  }
  if (multi.size === 0) return { single: null, multi: null };
  return {
    single: Object.fromEntries([...multi].map(([name, values]) => [name, values.at(-1) ?? ''])),
    multi: Object.fromEntries(multi),
  };
}

/**
 * True where every parameter that the method's validator demands is there and not blank. Nothing else of a parameter's
 * schema is looked at: API Gateway ignores `pattern`, lengths and types, so the function validates.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function hasRequiredParameters(
  required: readonly RequiredParameter[],
  headers: RequestHeaders,
  query: QueryParameters,
): boolean {
  return required.every(({ in: place, name }) => {
    const value = place === 'header' ? headers.valuesOf(name).at(-1) : query.single?.[name];
    return value !== undefined && value.trim() !== '';
  });
}
