// A reverse proxy before moto's server: records every call, and answers what moto lacks (moto-gaps.mjs).
import http from 'node:http';

/**
 * Starts on a free port of 127.0.0.1. `gaps` are `{ id, matches(call), answer?(call, memory, motoUrl), amend?(call, response, memory, motoUrl) }`:
 * `answer` replies in moto's place, `amend` corrects what moto replied, and calls of a gap with `inTurn` reach moto one after
 * another. `calls` grows by each call with who made it;
 * `memory` is what the gaps keep, and where the test tells them what they cannot know.
 */
export async function startMotoProxy({ motoPort, gaps }) {
  const calls = [];
  const memory = new Map();
  const turns = createTurns();
  const server = http.createServer((request, response) => {
    handle(request, { motoPort, gaps, memory, turns }).then(
      ({ call, status, headers, body }) => {
        calls.push({
          service: call.service,
          action: call.action,
          accessKeyId: call.accessKeyId,
          method: call.method,
          url: call.url,
          text: call.text,
          status,
        });
        response.writeHead(status, headers).end(body);
      },
      (error) => response.writeHead(502, { 'content-type': 'text/plain' }).end(error.message),
    );
  });
  // Terraform keeps its connections for minutes; a request on one that was just closed is an error to it.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return { url: `http://127.0.0.1:${server.address().port}`, calls, memory, stop };
}

/** Runs works of one name one after another. */
function createTurns() {
  const last = new Map();
  return {
    run(name, work) {
      const result = (last.get(name) ?? Promise.resolve()).then(work);
      last.set(
        name,
        result.catch(() => undefined),
      );
      return result;
    },
  };
}

async function handle(request, { motoPort, gaps, memory, turns }) {
  const body = await readAll(request);
  const call = describe(request, body);
  const motoUrl = `http://127.0.0.1:${motoPort}`;
  const matching = gaps.filter((gap) => gap.matches(call));
  for (const gap of matching) {
    const answered = await gap.answer?.(call, memory, motoUrl);
    if (answered) return { call, ...answered };
  }
  const send = () => forward(motoPort, request, body);
  const waiting = matching.find(({ inTurn }) => inTurn);
  let answered = await (waiting ? turns.run(waiting.id, send) : send());
  for (const gap of matching) answered = (await gap.amend?.(call, answered, memory, motoUrl)) ?? answered;
  return { call, ...answered };
}

/** What is asked of which service: from the signature's scope, the target header or the form's Action. */
function describe(request, body) {
  const service =
    /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const text = body.toString('utf8');
  const target = request.headers['x-amz-target']?.split('.').at(-1);
  const action = target ?? new URLSearchParams(/^[^{<]*$/.test(text) ? text : '').get('Action') ?? '';
  const accessKeyId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return {
    service,
    action,
    accessKeyId,
    method: request.method,
    url: request.url,
    headers: request.headers,
    text,
  };
}

function forward(port, request, body) {
  return new Promise((resolve, reject) => {
    const forwarded = http.request(
      {
        host: '127.0.0.1',
        port,
        method: request.method,
        path: request.url,
        headers: request.headers,
        agent: false,
      },
      (response) => {
        readAll(response).then(
          (answer) =>
            resolve({ status: response.statusCode, headers: plain(response.headers), body: answer }),
          reject,
        );
      },
    );
    forwarded.on('error', reject);
    forwarded.end(body);
  });
}

/** The body is sent whole, so its length and framing are ours to say. */
function plain({ 'transfer-encoding': _framing, connection: _connection, ...headers }) {
  return headers;
}

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
