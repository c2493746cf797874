import {
  createServer,
  request as sendRequest,
  Agent,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { readBody } from '../http/body.ts';
import { listen, type Listening } from '../http/listen.ts';
import { classify, type AwsAnswer, type AwsCall } from './aws-call.ts';
import { awsError } from './aws-errors.ts';

/**
 * What may be done to every call on its way through. All are optional; they see the call already classified.
 */
export interface AwsProxyHooks {
  /** Runs before the call reaches its upstream: an answer given here replaces it, `'drop'` closes the connection. */
  readonly before?: (call: AwsCall, gaveUp: AbortSignal) => Promise<AwsAnswer | 'drop' | undefined>;
  readonly patchCall?: (call: AwsCall) => AwsCall;
  readonly patchAnswer?: (call: AwsCall, answer: AwsAnswer) => AwsAnswer;
  /** Sees what the upstream really did, before any fault hides it from the caller. */
  readonly applied?: (call: AwsCall, answer: AwsAnswer) => void;
  /** Runs once the upstream has answered: may replace the answer, or drop it because its caller just died. */
  readonly after?: (call: AwsCall, answer: AwsAnswer) => AwsAnswer | 'drop';
  /** Sees every call and what its caller got (undefined: nothing, the connection was dropped). */
  readonly record?: (call: AwsCall, answer: AwsAnswer | undefined, durationMs: number) => void;
}

/** One address for all AWS APIs. */
export interface AwsProxy extends Listening {
  /** From now on calls go there; `*` stands for every service not named. */
  setUpstreams(upstreams: Readonly<Record<string, string>>): void;
  setHooks(hooks: AwsProxyHooks): void;
  stop(): Promise<void>;
}

/** An upstream that says nothing for this long is taken for dead: longer than SQS's longest poll (20 s). */
const UPSTREAM_TIMEOUT_MS = 60_000;

/**
 * Starts the reverse proxy in front of the emulators, on the loopback interface only.
 *
 * @param port 0 takes a free one.
 * @throws the listen error (`EADDRINUSE`) as Node gives it.
 */
export async function startAwsProxy(port: number, now: () => number): Promise<AwsProxy> {
  let upstreams: Readonly<Record<string, string>> = {};
  let hooks: AwsProxyHooks = {};
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    serve(request, response, { upstreams, hooks, agent, now }).catch(() => response.destroy());
  });
  const { url, stop } = await listen(server, port);
  return {
    url,
    setUpstreams: (next) => void (upstreams = next),
    setHooks: (next) => void (hooks = next),
    stop: () => stop().finally(() => agent.destroy()),
  };
}

interface Route {
  readonly upstreams: Readonly<Record<string, string>>;
  readonly hooks: AwsProxyHooks;
  readonly agent: Agent;
  readonly now: () => number;
}

async function serve(request: IncomingMessage, response: ServerResponse, route: Route): Promise<void> {
  const startedAt = route.now();
  const gaveUp = new AbortController();
  response.once('close', () => gaveUp.abort());
  const { method = 'GET', url = '/', headers } = request;
  const call = classify({ method, path: url, headers, body: await readBody(request) });
  const answer = await answerTo(call, route, gaveUp.signal);
  route.hooks.record?.(call, answer === 'drop' ? undefined : answer, route.now() - startedAt);
  if (answer === 'drop') response.destroy();
  else respond(call, answer, response);
}

async function answerTo(
  call: AwsCall,
  { upstreams, hooks, agent }: Route,
  gaveUp: AbortSignal,
): Promise<AwsAnswer | 'drop'> {
  const instead = await hooks.before?.(call, gaveUp);
  if (instead !== undefined) return instead;
  const upstream = upstreams[call.service] ?? upstreams['*'];
  if (upstream === undefined) {
    const served = Object.keys(upstreams).join(', ');
    return awsError(
      call,
      400,
      'UnknownOperationException',
      `No service "${call.service}" here for ${call.operation || call.path}; there are: ${served}.`,
    );
  }
  const patched = hooks.patchCall?.(call) ?? call;
  try {
    const answer = await forward(patched, upstream, agent);
    const patchedAnswer = hooks.patchAnswer?.(call, answer) ?? answer;
    hooks.applied?.(call, patchedAnswer);
    return hooks.after?.(call, patchedAnswer) ?? patchedAnswer;
  } catch (error) {
    return awsError(
      call,
      503,
      'ServiceUnavailable',
      `The local ${call.service} emulator did not answer: ${(error as Error).message}.`,
    );
  }
}

function forward(call: AwsCall, upstream: string, agent: Agent): Promise<AwsAnswer> {
  const { protocol: _protocol, hostname, port } = new URL(upstream);
  const headers = { ...call.headers, 'content-length': String(call.body.length), connection: 'keep-alive' };
  delete (headers as Record<string, unknown>)['transfer-encoding'];
  delete (headers as Record<string, unknown>)['expect'];
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(
      { hostname, port, method: call.method, path: call.path, headers, agent },
      (incoming) => {
        readBody(incoming).then(
          (body) =>
            resolve({ status: incoming.statusCode ?? 502, headers: endToEnd(incoming.headers), body }),
          reject,
        );
      },
    );
    outgoing.setTimeout(UPSTREAM_TIMEOUT_MS, () => outgoing.destroy(new Error('it was silent for too long')));
    outgoing.once('error', reject).end(call.body);
  });
}

// Hop-by-hop headers belong to one connection, and a checksum of the emulator's body not to a patched one.
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-amz-crc32',
]);

function endToEnd(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] => !NOT_FORWARDED.has(entry[0]) && entry[1] !== undefined,
    ),
  );
}

function respond(call: AwsCall, answer: AwsAnswer, response: ServerResponse): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) });
  response.end(call.method === 'HEAD' ? undefined : answer.body);
}
