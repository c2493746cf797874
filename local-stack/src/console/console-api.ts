import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Audit } from '../audit/audit.ts';
import { parseFaultSettings } from '../faults/fault-settings.ts';
import { type Faults } from '../faults/faults.ts';
import { send, sendJson, sendProblem } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import { parseObject } from '../http/json.ts';
import { type Callbacks } from '../observed/callbacks.ts';
import { type OpeningCounters } from '../observed/opening-counters.ts';
import { type Outbox } from '../observed/outbox.ts';
import { type StackState } from '../observed/stack-state.ts';

/** What the console shows and does; every member is one line of the stack's wiring. */
export interface ConsoleDependencies {
  readonly health: () => Record<string, unknown>;
  readonly tokenFor: (query: URLSearchParams) => Promise<{ token: string } | { fault: string }>;
  readonly rotateKeys: (options: { drop: boolean }) => Promise<string>;
  readonly outbox: Outbox;
  readonly callbacks: Callbacks;
  readonly openings: OpeningCounters;
  readonly faults: Faults;
  readonly readState: () => Promise<StackState>;
  readonly readAudit: () => Promise<Audit>;
  readonly redriveDeadLetters: (messageId: string | undefined) => Promise<number>;
  /** The next invocation is a cold start, and no authorizer result is remembered. */
  readonly recycle: () => Promise<void>;
}

type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
) => Promise<void> | void;

/** The JSON half of `/_local/`: read and steer a running stack. */
export function createConsoleApi(dependencies: ConsoleDependencies) {
  const routes = {
    ...readRoutes(dependencies),
    ...controlRoutes(dependencies),
    ...allowanceRoutes(dependencies),
  } as Record<string, Record<string, Route>>;
  return {
    /** Answers a path below `/_local`; unknown ones and other methods with a problem. */
    async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
      const methods = routes[path];
      if (methods === undefined)
        return sendProblem(
          response,
          404,
          'NOT_FOUND',
          `Nothing at ${path.slice(0, 200)}. The page is at /_local/.`,
        );
      const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
      const route = methods[method];
      if (route === undefined) {
        response.setHeader('allow', Object.keys(methods).join(', '));
        return sendProblem(response, 405, 'METHOD_NOT_ALLOWED', `Only ${Object.keys(methods).join(', ')}.`);
      }
      await route(request, response, new URLSearchParams(request.url?.split('?')[1] ?? ''));
    },
  };
}

function readRoutes({
  health,
  tokenFor,
  outbox,
  callbacks,
  readState,
  readAudit,
}: ConsoleDependencies): Record<string, Record<string, Route>> {
  return {
    '/_local': { GET: (_request, response) => void response.writeHead(308, { location: '/_local/' }).end() },
    '/_local/health': { GET: (_request, response) => sendJson(response, 200, health()) },
    '/_local/token': {
      async GET(_request, response, query) {
        const issued = await tokenFor(query);
        if ('fault' in issued) sendProblem(response, 400, 'BAD_REQUEST', issued.fault);
        else send(response, 200, issued.token, { 'content-type': 'text/plain' });
      },
    },
    '/_local/outbox': {
      GET: (_request, response) => sendJson(response, 200, outbox.contents()),
      DELETE(_request, response) {
        outbox.clear();
        sendJson(response, 200, outbox.contents());
      },
    },
    '/_local/callbacks': {
      GET: (_request, response) => sendJson(response, 200, callbacks.contents()),
      DELETE(_request, response) {
        callbacks.clear();
        sendJson(response, 200, callbacks.contents());
      },
    },
    '/_local/state': { GET: async (_request, response) => sendJson(response, 200, await readState()) },
    '/_local/audit': { GET: async (_request, response) => sendJson(response, 200, await readAudit()) },
  };
}

function controlRoutes({
  faults,
  rotateKeys,
  redriveDeadLetters,
  recycle,
}: ConsoleDependencies): Record<string, Record<string, Route>> {
  const showFaults = (response: ServerResponse): void => {
    const { next, chances, ...settings } = faults.current();
    // The script of one-shot faults and the chances of services are extensions: shown only where there are any.
    sendJson(response, 200, {
      ...settings,
      ...(Object.keys(chances).length > 0 && { chances }),
      ...(next.length > 0 && { next }),
    });
  };
  return {
    '/_local/faults': {
      GET: (_request, response) => showFaults(response),
      async PUT(request, response) {
        const parsed = parseFaultSettings(await readJson(request));
        if ('faults' in parsed) return sendProblem(response, 400, 'BAD_REQUEST', parsed.faults.join('; '));
        faults.replace(parsed.settings);
        showFaults(response);
      },
      DELETE(_request, response) {
        faults.clear();
        showFaults(response);
      },
    },
    '/_local/faults/injected': { GET: (_request, response) => sendJson(response, 200, faults.injected()) },
    '/_local/keys/rotate': {
      POST: async (request, response) =>
        sendJson(response, 200, {
          kid: await rotateKeys({ drop: (await readJson(request))?.['drop'] === true }),
        }),
    },
    '/_local/functions/recycle': {
      async POST(_request, response) {
        await recycle();
        sendJson(response, 200, { recycled: true });
      },
    },
    '/_local/dead-letters/redrive': {
      async POST(request, response) {
        const messageId = (await readJson(request))?.['messageId'];
        sendJson(response, 200, {
          redriven: await redriveDeadLetters(typeof messageId === 'string' ? messageId : undefined),
        });
      },
    },
  };
}

function allowanceRoutes({ openings }: ConsoleDependencies): Record<string, Record<string, Route>> {
  return {
    '/_local/allowance': {
      GET: async (_request, response) => sendJson(response, 200, await openings.read()),
      async DELETE(_request, response) {
        await openings.reset();
        sendJson(response, 200, await openings.read());
      },
    },
  };
}

/** The body as a JSON object; undefined where it is something else, which each route handles. */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const body = await readBody(request, 65_536).catch(() => undefined);
  return body === undefined ? undefined : parseObject(body.toString('utf8'));
}
