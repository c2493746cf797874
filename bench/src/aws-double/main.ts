// A process of its own, so that its work is on no measured process's account. Stands for AWS, the token issuer and
// the SMS provider, on one TLS port of this machine; told what to do, and asked what it counted, by its parent.
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DoubleState, answerTo } from './operations.ts';
import type { FromDouble, ToDouble } from './protocol.ts';
import { callOf } from './request.ts';
import { createTables, type StoredWrite } from './tables.ts';
import { createTallyKeeper } from './tally.ts';

const tally = createTallyKeeper();
let state: DoubleState;
let latenciesMs: Readonly<Record<string, number>> = {};

process.on('message', (message: ToDouble) => {
  if (message.type === 'start') void start(message);
  if (message.type === 'latencies') latenciesMs = message.latenciesMs;
  if (message.type === 'store') void store(message.writes);
  if (message.type === 'scan') say({ type: 'items', items: state.tables.scan(message.table) });
  if (message.type === 'take') void take();
});
// The parent is gone, however it went.
process.on('disconnect', () => process.exit());

async function start({ key, cert, jwks }: Extract<ToDouble, { type: 'start' }>): Promise<void> {
  state = { jwks, tables: await createTables() };
  const server = createServer({ key, cert }, (request, response) => void serve(request, response));
  server.on('secureConnection', () => tally.connected());
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => say({ type: 'ready', port: (server.address() as AddressInfo).port }));
}

async function store(writes: readonly StoredWrite[]): Promise<void> {
  state = { ...state, tables: await createTables(writes) };
  say({ type: 'stored' });
}

async function take(): Promise<void> {
  state = { ...state, tables: await createTables() };
  say({ type: 'tally', tally: tally.take() });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8');
  const call = callOf(request, body);
  tally.began(call.operation);
  const wait = latenciesMs[call.operation] ?? 0;
  if (wait > 0) await sleep(wait);
  const answer = answerTo(call, state);
  tally.ended(call.operation, answer.units);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    'x-amzn-requestid': 'bench',
  });
  response.end(answer.body);
}

function say(message: FromDouble): void {
  process.send?.(message);
}
