import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Invocation } from '../runtime/invocation.ts';
import { type FunctionName, type Wiring } from '../wiring.ts';
import { sendAnswer, writeAnswer, type Answer } from './answer.ts';
import { readApiDefinition } from './api-definition.ts';
import { createAuthorization } from './authorization.ts';
import { createAuthorizerResults } from './authorizer-results.ts';
import { openExchange } from './exchange.ts';
import { type StartTimer } from './integration.ts';
import { discardRest } from './request-body.ts';
import { PAYLOAD_LIMIT_BYTES } from './request-limits.ts';
import { createRequestService } from './request-service.ts';
import { summarise, type RequestSummary } from './request-summary.ts';
import { createThrottle } from './throttle.ts';

/** What the gateway needs of whoever runs the functions. */
export interface FunctionInvoker {
  invoke(name: FunctionName, event: unknown): Promise<Invocation>;
}

/** One thing that an operator should know; never holds a token or a full number. */
export interface GatewayLogEntry {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly requestId: string;
}

export interface GatewayOptions {
  readonly wiring: Pick<Wiring, 'api' | 'region'>;
  readonly host: FunctionInvoker;
  /** Divides the time that authorizer results are kept. */
  readonly speed: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** A random UUID at every call. */
  readonly newRequestId: () => string;
  /** Told about every request once it is answered. */
  readonly onRequest?: (summary: RequestSummary) => void;
  /** Told why the gateway answered a 5xx of its own; writes to stderr where absent. */
  readonly log?: (entry: GatewayLogEntry) => void;
  readonly startTimer?: StartTimer;
}

export interface Gateway {
  /** Answers one request whose path starts with the stage. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Makes the next request of every token ask the authorizer again. */
  forgetAuthorizerResults(): void;
}

/**
 * An API-Gateway-like front: takes routes, authorizer, time-outs and its own answers from the OpenAPI document that
 * Terraform deploys, refuses what API Gateway refuses and ignores what it ignores.
 *
 * @throws for a document that it cannot serve faithfully.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { wiring, host, speed, clock, newRequestId } = options;
  const log = options.log ?? writeToStderr;
  const results = createAuthorizerResults(clock);
  const invoke = (uri: string, event: unknown) => {
    const name = wiring.api.functionOf(uri);
    return name === undefined ? undefined : host.invoke(name, event);
  };
  const serve = createRequestService({
    definition: readApiDefinition(wiring.api.openApi),
    stage: wiring.api.stageName,
    region: wiring.region,
    throttle: createThrottle(wiring.api.throttle, clock),
    authorize: createAuthorization({ results, clock, speed, invoke }),
    invoke,
    startTimer: options.startTimer ?? startSystemTimer,
  });
  return {
    async handle(request, response) {
      const exchange = openExchange(request.rawHeaders, clock(), newRequestId);
      const served = await serve(request, exchange);
      if (served === undefined) return;
      if (served.reason !== undefined) {
        const route = served.match?.route;
        const place = route === undefined ? 'before routing' : `${route.method} ${route.resource}`;
        log({ level: 'error', message: `${place}: ${served.reason}`, requestId: exchange.requestId });
      }
      if (!request.complete) refuseRest(request, response, served.answer);
      else sendAnswer(response, served.answer);
      options.onRequest?.(summarise(request.method ?? 'GET', served, exchange, clock()));
    },
    forgetAuthorizerResults: () => results.clear(),
  };
}

/**
 * The client is still sending a body that nobody wants: answer at once, close the connection when it is done. Node closes
 * it as soon as the answer ends, and the client, writing to a closed connection, would see an error instead of the answer.
 */
function refuseRest(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  writeAnswer(response, { ...answer, headers: [...answer.headers, ['Connection', 'close']] });
  request.once('end', () => response.end());
  discardRest(request, 2 * PAYLOAD_LIMIT_BYTES);
}

const startSystemTimer: StartTimer = (ms, action) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};

function writeToStderr({ level, message, requestId }: GatewayLogEntry): void {
  console.error(`${level} gateway ${requestId} ${message}`);
}
