import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createEvents } from '../../../src/observed/events.ts';

let server: Server;

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function setup() {
  const heartbeats = new Set<() => void>();
  const events = createEvents({
    now: () => 0,
    every(_ms, action) {
      heartbeats.add(action);
      return () => heartbeats.delete(action);
    },
  });
  server = createServer((request, response) => events.stream(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const listen = async (headers: Record<string, string> = {}) => {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (part: string): Promise<string> => {
      while (!text.includes(part)) text += (await reader.read()).value ?? '';
      return text;
    };
    await until('listening');
    return { response, until, leave: () => abort.abort() };
  };
  return { events, heartbeats, listen, url };
}

const ROTATED = { type: 'keys' } as const;
const CLEARED = { type: 'outbox', what: 'cleared', counts: { sms: 0, emails: 0 } } as const;

describe('the event stream', () => {
  it('tells every listener what happens, numbered and dated', async () => {
    const { events, listen } = await setup();
    const [one, other] = [await listen(), await listen()];
    events.emit(ROTATED);
    const frame = 'id: 1\ndata: {"type":"keys","at":"1970-01-01T00:00:00.000Z"}\n\n';
    expect(await one.until('"keys"')).toContain(frame);
    expect(await other.until('"keys"')).toContain(frame);
    expect(one.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(one.response.headers.get('cache-control')).toBe('no-store');
  });

  it('tells a new listener nothing of the past', async () => {
    const { events, listen } = await setup();
    events.emit(ROTATED);
    const late = await listen();
    events.emit(CLEARED);
    expect(await late.until('cleared')).not.toContain('keys');
  });

  it('tells a listener that comes back what it missed, and nothing twice', async () => {
    const { events, listen } = await setup();
    events.emit(ROTATED);
    events.emit(CLEARED);
    const back = await listen({ 'last-event-id': '1' });
    const text = await back.until('cleared');
    expect(text).not.toContain('keys');
    expect(text).toContain('id: 2\n');
  });

  it('tells everything to a listener of an earlier run, whose ids are ahead', async () => {
    const { events, listen } = await setup();
    events.emit(ROTATED);
    expect(await (await listen({ 'last-event-id': '99' })).until('keys')).toContain('id: 1\n');
  });

  it('keeps the last 500 events', async () => {
    const { events, listen } = await setup();
    for (let i = 0; i < 502; i += 1) events.emit(ROTATED);
    const text = await (await listen({ 'last-event-id': '1' })).until('id: 502\n');
    expect(text).toContain('id: 3\n');
    expect(text).not.toContain('id: 2\n');
  });

  it('says that it is alive while nothing happens, and stops when the listener leaves', async () => {
    const { heartbeats, listen } = await setup();
    const one = await listen();
    for (const beat of heartbeats) beat();
    expect(await one.until('alive')).toContain(': alive\n\n');
    one.leave();
    while (heartbeats.size > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(heartbeats.size).toBe(0);
  });

  it('cuts off a listener that does not read, before it fills the memory', async () => {
    const { events } = await setup();
    const listener = {
      writableLength: 0,
      written: [] as string[],
      destroyed: false,
      writeHead: () => listener,
      write: (text: string) => listener.written.push(text),
      once: () => listener,
      destroy: () => (listener.destroyed = true),
    };
    events.stream({ method: 'GET', headers: {} } as never, listener as never);
    events.emit(ROTATED);
    expect(listener.destroyed).toBe(false);
    listener.writableLength = 1_000_001;
    events.emit(CLEARED);
    expect(listener.destroyed).toBe(true);
    expect(listener.written.join('')).not.toContain('cleared');
  });

  it('answers HEAD and is done', async () => {
    const { url, heartbeats } = await setup();
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect(heartbeats.size).toBe(0);
  });
});
