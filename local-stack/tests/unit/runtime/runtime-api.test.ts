import { Agent, request } from 'node:http';
import {
  type RuntimeAnswer,
  type RuntimeApi,
  type RuntimeListener,
  startRuntimeApi,
} from '../../../src/runtime/runtime-api.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
const open: RuntimeApi[] = [];
const agent = new Agent({ keepAlive: true });

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
  agent.destroy();
});

async function setup(changes: Partial<RuntimeListener> = {}) {
  const api = await startRuntimeApi();
  open.push(api);
  const answers: RuntimeAnswer[] = [];
  const initErrors: string[] = [];
  const listener: RuntimeListener = {
    next: (response) => response.writeHead(200).end('an event'),
    answered: (answer) => answers.push(answer) > 0 && answer.requestId === 'known',
    initFailed: (text) => initErrors.push(text),
    ...changes,
  };
  const address = api.attach('environment-1', listener);
  const call = (method: string, path: string, body = '', headers = {}) =>
    send(address, method, path, body, headers);
  return { api, address, answers, initErrors, call };
}

function send(
  address: string,
  method: string,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `http://${address}/2018-06-01/runtime/${path}`,
      { agent, method, headers },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('the runtime API', () => {
  it('hands the request for an event to the environment of the path', async () => {
    const { call } = await setup();
    expect(await call('GET', 'invocation/next')).toEqual({ status: 200, text: 'an event' });
  });

  it('takes answers and errors, with the memory that the environment states', async () => {
    const { call, answers } = await setup();
    expect(
      await call('POST', 'invocation/known/response', '{"a":"é"}', { 'Local-Max-Memory-Mb': '61' }),
    ).toEqual({ status: 202, text: '{"status":"OK"}' });
    await call('POST', 'invocation/known/error', '{}', { 'Local-Max-Memory-Mb': 'much' });
    expect(answers).toEqual([
      { requestId: 'known', kind: 'response', text: '{"a":"é"}', maxMemoryMb: 61 },
      { requestId: 'known', kind: 'error', text: '{}', maxMemoryMb: undefined },
    ]);
  });

  it('takes the error of a cold start', async () => {
    const { call, initErrors } = await setup();
    expect((await call('POST', 'init/error', '{"errorType":"E"}')).status).toBe(202);
    expect(initErrors).toEqual(['{"errorType":"E"}']);
  });

  it('refuses an answer to an invocation that is not running', async () => {
    const { call } = await setup();
    expect((await call('POST', 'invocation/unknown/response', '1')).status).toBe(400);
  });

  it('refuses an answer that is too long, and tells the environment so', async () => {
    const { call, answers } = await setup();
    expect((await call('POST', 'invocation/known/response', 'x'.repeat(6_291_557))).status).toBe(413);
    expect(answers).toEqual([
      { requestId: 'known', kind: 'response', text: undefined, maxMemoryMb: undefined },
    ]);
  });

  it.each(['invocation/next/more', 'other', 'invocation/known'])('knows no %s', async (path) => {
    const { call } = await setup();
    expect((await call('GET', path)).status).toBe(404);
  });

  it('does not know an environment that is gone', async () => {
    const { api, call } = await setup();
    api.detach('environment-1');
    expect((await call('GET', 'invocation/next')).status).toBe(404);
  });

  it('ends although an environment waits for its next event', async () => {
    const { api, call } = await setup({ next: () => undefined });
    const waiting = expect(call('GET', 'invocation/next')).rejects.toThrow('socket hang up');
    await call('POST', 'invocation/known/response', '1');
    await api.close();
    await waiting;
  });
});
