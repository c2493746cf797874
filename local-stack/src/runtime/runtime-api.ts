import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../http/listen.ts';
import { MAX_ANSWER_BYTES } from './payload-limits.ts';

/** What one execution environment says over the runtime API, as its owner hears it. */
export interface RuntimeListener {
  /** The runtime is ready for an event; `response` stays open until there is one. */
  next(response: ServerResponse): void;
  /** The handler's answer; `text` is undefined where it exceeded Lambda's limit. False for an unknown request id. */
  answered(answer: RuntimeAnswer): boolean;
  initFailed(text: string): void;
}

/** One POST of an environment: its answer or its error, and the memory it has used so far (MiB). */
export interface RuntimeAnswer {
  readonly requestId: string;
  readonly kind: 'response' | 'error';
  readonly text: string | undefined;
  readonly maxMemoryMb: number | undefined;
}

/** The server side of Lambda's runtime API: one loopback listener, one path per execution environment. */
export interface RuntimeApi {
  /** Value of `AWS_LAMBDA_RUNTIME_API` for an environment that is known from now on. */
  attach(environmentId: string, listener: RuntimeListener): string;
  detach(environmentId: string): void;
  close(): Promise<void>;
}

/** Listens on a free loopback port. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const listeners = new Map<string, RuntimeListener>();
  const server = createServer((request, response) => {
    serve(listeners, request, response).catch(() => response.destroy());
  });
  // `next` waits for hours on purpose.
  Object.assign(server, { timeout: 0, requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
  const { url, stop } = await listen(server);
  return {
    attach(environmentId, listener) {
      listeners.set(environmentId, listener);
      return `${new URL(url).host}/${environmentId}`;
    },
    detach: (environmentId) => void listeners.delete(environmentId),
    close: stop,
  };
}

const ROUTE =
  /^\/([^/]+)\/2018-06-01\/runtime\/(?:(init\/error)|invocation\/(?:(next)|([^/]+)\/(response|error)))$/;

async function serve(
  listeners: ReadonlyMap<string, RuntimeListener>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, environmentId = '', initError, next, requestId, kind] = ROUTE.exec(request.url ?? '') ?? [];
  const listener = listeners.get(environmentId);
  if (listener === undefined) return reply(response, 404, 'UnknownEnvironment');
  if (next !== undefined) return listener.next(response);
  const text = await readBody(request);
  if (initError !== undefined) listener.initFailed(text ?? '');
  else {
    const answer = {
      requestId: requestId ?? '',
      kind: kind as 'response' | 'error',
      text,
      maxMemoryMb: memoryOf(request),
    };
    if (!listener.answered(answer)) return reply(response, 400, 'InvalidRequestID');
    if (text === undefined) return reply(response, 413, 'RequestEntityTooLarge');
  }
  reply(response, 202);
}

function memoryOf(request: IncomingMessage): number | undefined {
  const value = Number(request.headers['local-max-memory-mb']);
  return value > 0 ? value : undefined;
}

/** The body as text; undefined above the limit (read to its end all the same, so that the client can go on). */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
  }
  return size <= MAX_ANSWER_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function reply(response: ServerResponse, status: number, errorType?: string): void {
  const body = JSON.stringify(
    errorType === undefined ? { status: 'OK' } : { errorType, errorMessage: errorType },
  );
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
    .end(body);
}
