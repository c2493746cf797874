import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createGateway, type GatewayLogEntry, type GatewayOptions } from '../../../src/gateway/gateway.ts';
import { type RequestSummary } from '../../../src/gateway/request-summary.ts';
import { type Invocation, type InvocationOutcome } from '../../../src/runtime/invocation.ts';
import { type FunctionName } from '../../../src/setup/wiring.ts';
import { invocationUri, renderedApi } from './rendered-api.ts';

/** A token that the document's validation expression lets through. */
export const TOKEN = 'Bearer aaa.bbb.ccc';
export const ACCOUNT_PATH = '/dev/get-account-info/msisdn/224622000001';

export type ProxyEvent = Record<string, unknown> & {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  pathParameters: Record<string, string> | null;
  requestContext: Record<string, unknown> & {
    authorizer?: Record<string, unknown>;
    identity: Record<string, unknown>;
  };
};
type AuthorizerEvent = { type: string; methodArn: string; authorizationToken: string };

export const succeeds = (value: unknown): InvocationOutcome => ({
  outcome: 'success',
  payload: JSON.stringify(value),
});
export const policy = (effect: 'Allow' | 'Deny', resource: string, context: unknown = {}) => ({
  principalId: 'someone',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }],
  },
  context,
});
export const allowStage = ({ methodArn }: AuthorizerEvent): InvocationOutcome =>
  succeeds(
    policy('Allow', methodArn.replace(/\/dev\/.*/, '/dev/*'), { sub: 'someone', exp: 17, admin: false }),
  );

export interface Setup {
  readonly authorizer?: (event: AuthorizerEvent) => InvocationOutcome | Promise<InvocationOutcome>;
  readonly account?: (event: ProxyEvent) => InvocationOutcome | Promise<InvocationOutcome>;
  readonly openApi?: string;
  readonly permitted?: readonly FunctionName[];
  readonly throttle?: { readonly ratePerSecond: number; readonly burst: number };
  readonly options?: Partial<GatewayOptions>;
}

/** Gives a test file its gateways: each test may start one, and it is stopped when the test is over. */
export function useGateway() {
  let running: Awaited<ReturnType<typeof startGateway>> | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  return async (setup: Setup = {}) => (running = await startGateway(setup));
}

/** A gateway behind a real HTTP server on loopback, with functions that are plain callbacks and a clock that a test moves. */
export async function startGateway(setup: Setup = {}) {
  const calls: { name: FunctionName; event: unknown }[] = [];
  const summaries: RequestSummary[] = [];
  const logs: GatewayLogEntry[] = [];
  const time = { now: 1_700_000_000_000 };
  const permitted = setup.permitted ?? ['authorizer', 'get-account-info'];
  let ids = 0;
  const gateway = createGateway({
    wiring: {
      region: 'ca-central-1',
      api: {
        openApi: setup.openApi ?? renderedApi(),
        stageName: 'dev',
        throttle: setup.throttle ?? { ratePerSecond: -1, burst: 0 },
        functionOf: (uri) => permitted.find((name) => uri === invocationUri(name)),
      },
    },
    host: {
      async invoke(name, event): Promise<Invocation> {
        calls.push({ name, event });
        const account = setup.account ?? (() => succeeds({ statusCode: 200, body: '{}' }));
        const outcome =
          name === 'authorizer'
            ? await (setup.authorizer ?? allowStage)(event as AuthorizerEvent)
            : await account(event as ProxyEvent);
        return { ...outcome, requestId: `function-${calls.length}`, durationMs: 1, coldStart: true };
      },
    },
    speed: 1,
    clock: () => time.now,
    newRequestId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
    onRequest: (summary) => summaries.push(summary),
    log: (entry) => logs.push(entry),
    ...setup.options,
  });
  let settle = (): void => undefined;
  const firstHandled = new Promise<void>((resolve) => (settle = resolve));
  const server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    void gateway.handle(request, response).then(settle);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    summaries,
    logs,
    time,
    gateway,
    port,
    /** Settles when the gateway is done with the first request, answered or not. */
    firstHandled,
    callsOf: (name: FunctionName) => calls.filter((call) => call.name === name),
    lastEvent: () => calls.findLast(({ name }) => name === 'get-account-info')?.event as ProxyEvent,
    send: (path: string, request: SentRequest = {}) => send(port, path, request),
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

export interface SentRequest {
  readonly method?: string;
  /** Names and values in turn, so that a header can occur twice and keep its case. */
  readonly headers?: readonly string[];
  readonly body?: Buffer | string;
  /** Sends the body without saying how long it is. */
  readonly chunked?: boolean;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
  readonly problem: Record<string, unknown>;
}

/** Sends a request byte for byte as written: no path is normalised, no header added but Host. */
function send(
  port: number,
  path: string,
  { method = 'GET', headers = [], body, chunked }: SentRequest,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const size = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
    const list = [
      'Host',
      `127.0.0.1:${port}`,
      ...headers,
      ...(chunked ? ['Transfer-Encoding', 'chunked'] : size),
    ];
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: list, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isProblem = response.headers['content-type'] === 'application/problem+json' && text !== '';
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            rawHeaders: response.rawHeaders,
            text,
            problem: isProblem ? (JSON.parse(text) as Record<string, unknown>) : {},
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
