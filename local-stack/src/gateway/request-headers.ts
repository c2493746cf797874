import { type IncomingMessage } from 'node:http';

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
