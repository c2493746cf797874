import http from 'node:http';
import https from 'node:https';
import { type LookupFunction, type Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';

/** One HTTP request whose body is known in full. */
export interface HttpsRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | string | undefined;
  /** With its query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: string | Uint8Array | undefined;
}

/** A whole answer. */
export interface HttpsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** True where a dead connection was replaced: the server may have received the request twice. */
  readonly isToRepetition: boolean;
}

/**
 * How far a failed request came. `not-sent`: no connection was ever made, so the server has seen nothing. `unknown`: the
 * request was written and no status came back, so the server may have processed it. `answered`: a status came, and the
 * rest of the answer did not.
 */
export type RequestProgress = 'not-sent' | 'unknown' | 'answered';

/** Errors by which we or our caller end an exchange: the connection may be well. */
const ENDED_BY_US: readonly string[] = ['TimeoutError', 'AbortError'];

/** No whole answer. The name is `TimeoutError` when the deadline ended the request. */
export class RequestFailed extends Error {
  readonly progress: RequestProgress;
  /** The status, where the progress is `answered`. */
  readonly status: number | undefined;
  /**
   * Node's code (`ECONNREFUSED`, `ENOTFOUND`), or ours (`ETIMEDOUT`, `ANSWER_TOO_LARGE`, `NO_ANSWER`). Where each of several
   * addresses failed in its own way, their codes (`ECONNREFUSED+ETIMEDOUT`).
   */
  readonly code: string | undefined;

  constructor(cause: NodeJS.ErrnoException, progress: RequestProgress, status?: number) {
    super(messageOf(cause), { cause });
    this.name = ENDED_BY_US.includes(cause.name) ? cause.name : 'RequestFailed';
    this.progress = progress;
    this.status = status;
    this.code = codeOf(cause);
  }
}

export interface RequestLimits {
  /** For all of an exchange: name look-up, connection, TLS, request, and the answer to its last byte. */
  readonly timeoutMs: number;
  /** For the body alone, from the status on; without it, whatever is left of the time. */
  readonly bodyTimeoutMs?: number;
  readonly maxAnswerBytes: number;
  /** Another resolver than the system's, such as one that judges addresses; other certificates, for a test. */
  readonly network?: { readonly lookup?: LookupFunction; readonly ca?: string };
}

/** Sends requests over connections that are kept open. */
export interface HttpsClient {
  /**
   * Follows no redirect, and repeats nothing but a request whose kept connection was dead.
   *
   * @throws RequestFailed
   */
  send(request: HttpsRequest, signal?: AbortSignal): Promise<HttpsAnswer>;
  /** Closes every connection. */
  close(): void;
}

/**
 * How long an address may leave a connection attempt unanswered before the next address of the same name is tried. Node's
 * own 250 ms is too short for a server on another continent.
 */
export function addressTimeoutMs(timeoutMs: number): number {
  return Math.ceil(timeoutMs / 3);
}

/**
 * Plain `node:https`: the global `fetch` costs a cold start 23 to 67 ms, and an `AbortSignal.timeout` costs more CPU time
 * than a timer.
 *
 * A kept connection can be dead without our knowledge: the server or a NAT gateway closed it while Lambda had frozen the
 * process. When a kept connection breaks before the first byte of an answer, the request is sent once more, on a new
 * connection and within the same deadline.
 */
export function createHttpsClient({
  timeoutMs,
  bodyTimeoutMs,
  maxAnswerBytes,
  network,
}: RequestLimits): HttpsClient {
  const options = {
    keepAlive: true,
    autoSelectFamilyAttemptTimeout: addressTimeoutMs(timeoutMs),
    ...network,
  };
  const secure = new https.Agent(options);
  const plain = new http.Agent(options);

  return {
    async send(request, signal) {
      const agent = request.protocol === 'https:' ? secure : plain;
      const exchange = { request, agent, bodyTimeoutMs, maxAnswerBytes, signal };
      const deadline = startDeadline(timeoutMs);
      try {
        let outcome = await attempt(exchange, deadline);
        let isToRepetition = false;
        if (outcome.kind === 'failed' && outcome.connection !== 'new') {
          // The other idle connections are as old. Without them, the next request opens a new one.
          closeIdleConnections(agent);
          isToRepetition = outcome.connection === 'kept-dead';
          if (isToRepetition) outcome = await attempt(exchange, deadline, true);
        }
        if (outcome.kind === 'failed') throw outcome.error;
        return { ...outcome.answer, isToRepetition };
      } finally {
        deadline.clear();
      }
    },
    close() {
      secure.destroy();
      plain.destroy();
    },
  };
}

/** Fetches a document; the answer may have any status. */
export type GetDocument = (url: string) => Promise<HttpsAnswer>;

/**
 * GETs JSON documents.
 *
 * @param purpose names the asking program in `User-Agent`: firewalls refuse requests without that header.
 */
export function createGetDocument(purpose: string, limits: RequestLimits): GetDocument {
  const client = createHttpsClient(limits);
  const headers = headersFor(purpose);
  return (url) => client.send({ ...targetOf(url), method: 'GET', headers });
}

/**
 * Sends JSON and resolves to the HTTP status. Rejects when no status came: with a `progress` of `not-sent` where no connection
 * was made, with the name `TimeoutError` where the time was over.
 */
export type SendJson = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<number>;

/** An honest body comes with its status. Reading it leaves the connection fit for the next request, and that is all. */
const UNREAD_BODY_MS = 1_000;

/**
 * Sends JSON. The status is the whole answer: a body that breaks off, never ends or is too large changes nothing, and one
 * that hangs costs a second.
 *
 * @param purpose names the asking program in `User-Agent`.
 * @throws RequestFailed (`not-sent` or `unknown`)
 */
export function createSendJson(method: 'POST' | 'PUT', purpose: string, limits: RequestLimits): SendJson {
  const client = createHttpsClient({ bodyTimeoutMs: UNREAD_BODY_MS, ...limits });
  return async (url, extra, body) => {
    const headers = {
      ...headersFor(purpose),
      ...extra,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    };
    try {
      return (await client.send({ ...targetOf(url), method, headers, body })).status;
    } catch (error) {
      if (error instanceof RequestFailed && error.status !== undefined) return error.status;
      throw error;
    }
  };
}

function headersFor(purpose: string): Record<string, string> {
  return {
    'User-Agent': `fintech-solution/0.1 (+${purpose})`,
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
  };
}

function targetOf(url: string): Pick<HttpsRequest, 'protocol' | 'hostname' | 'port' | 'path'> {
  const { protocol, hostname, port, path } = urlToHttpOptions(new URL(url));
  return { protocol: protocol ?? '', hostname: hostname ?? '', port: port ?? undefined, path: path ?? '/' };
}

interface Deadline {
  /** Called when the time is over. */
  onExpiry: (error: Error) => void;
  /** Ends the time after these milliseconds, unless it ends earlier. */
  endWithin(ms: number): void;
  clear(): void;
}

function startDeadline(timeoutMs: number): Deadline {
  const timers: NodeJS.Timeout[] = [];
  const deadline: Deadline = {
    onExpiry: () => undefined,
    endWithin: (ms) => void timers.push(setTimeout(expire, ms, ms)),
    clear: () => timers.forEach(clearTimeout),
  };
  function expire(ms: number): void {
    deadline.onExpiry(failure('ETIMEDOUT', `no whole answer within ${ms} ms`, 'TimeoutError'));
  }
  deadline.endWithin(timeoutMs);
  return deadline;
}

type Outcome =
  | { readonly kind: 'answered'; readonly answer: Omit<HttpsAnswer, 'isToRepetition'> }
  | {
      readonly kind: 'failed';
      readonly error: RequestFailed;
      /** `kept-dead`: the connection was kept, and broke before the first byte of an answer. */
      readonly connection: 'new' | 'kept' | 'kept-dead';
    };

interface Exchange {
  readonly request: HttpsRequest;
  readonly agent: http.Agent | https.Agent;
  readonly bodyTimeoutMs: number | undefined;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request once.
 *
 * @param wasSent on a connection that is dead by now: the server may have it, whatever becomes of this attempt.
 */
function attempt(exchange: Exchange, deadline: Deadline, wasSent = false): Promise<Outcome> {
  const { request, agent, bodyTimeoutMs, maxAnswerBytes, signal } = exchange;
  return new Promise((resolve) => {
    const { body, ...options } = request;
    const isSecure = agent instanceof https.Agent;
    const outgoing = (isSecure ? https : http).request({ ...options, agent, ...(signal && { signal }) });
    let socket: Socket | undefined;
    let bytesReadBefore = 0;
    let mayHaveArrived = wasSent;
    let status: number | undefined;

    function fail(error: NodeJS.ErrnoException): void {
      const progress = status !== undefined ? 'answered' : mayHaveArrived ? 'unknown' : 'not-sent';
      const isSilent = status === undefined && socket?.bytesRead === bytesReadBefore;
      const isDead = isSilent && !ENDED_BY_US.includes(error.name);
      resolve({
        kind: 'failed',
        error: new RequestFailed(error, progress, status),
        connection: !outgoing.reusedSocket ? 'new' : isDead ? 'kept-dead' : 'kept',
      });
      outgoing.destroy();
    }

    deadline.onExpiry = fail;
    outgoing.on('error', fail);
    outgoing.once('socket', (assigned: Socket) => {
      socket = assigned;
      bytesReadBefore = assigned.bytesRead;
      if (outgoing.reusedSocket) mayHaveArrived = true;
      else assigned.once(isSecure ? 'secureConnect' : 'connect', () => (mayHaveArrived = true));
    });
    outgoing.once('response', (response) => {
      const answered = response.statusCode ?? 0;
      status = answered;
      if (bodyTimeoutMs !== undefined) deadline.endWithin(bodyTimeoutMs);
      readBody(response, maxAnswerBytes, fail, (whole) =>
        resolve({
          kind: 'answered',
          answer: { status: answered, headers: headersOf(response), body: whole },
        }),
      );
    });
    // After an answer of another protocol, for example, there is neither a response nor an error.
    outgoing.once('close', () => {
      if (status === undefined) fail(failure('NO_ANSWER', 'the connection was closed without an answer'));
    });
    outgoing.end(body);
  });
}

function readBody(
  response: http.IncomingMessage,
  maxBytes: number,
  fail: (error: NodeJS.ErrnoException) => void,
  done: (body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) fail(failure('ANSWER_TOO_LARGE', `the answer is larger than ${maxBytes} bytes`));
    else chunks.push(chunk);
  });
  response.on('error', fail);
  response.once('end', () => done(Buffer.concat(chunks)));
}

function headersOf({ headers }: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, String(value)]));
}

function closeIdleConnections({ freeSockets }: http.Agent): void {
  for (const sockets of Object.values(freeSockets))
    for (const socket of [...(sockets ?? [])]) socket.destroy();
}

function failure(code: string, message: string, name = 'Error'): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code, name });
}

/** With several addresses Node reports an `AggregateError`, whose own message is empty and whose code is the first one's. */
function errorsIn(cause: NodeJS.ErrnoException & { errors?: unknown }): readonly NodeJS.ErrnoException[] {
  return Array.isArray(cause.errors) ? (cause.errors as NodeJS.ErrnoException[]) : [];
}

function messageOf(cause: NodeJS.ErrnoException): string {
  const parts = errorsIn(cause).map(({ message }) => message);
  return [cause.message, ...parts].filter((part) => part !== '').join('; ');
}

function codeOf(cause: NodeJS.ErrnoException): string | undefined {
  const codes = errorsIn(cause).map(({ code }) => code);
  return codes.length === 0 ? cause.code : [...new Set(codes)].join('+');
}
