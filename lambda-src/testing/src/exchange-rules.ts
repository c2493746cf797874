import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { type Answer, hangUp, type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

/** An adapter that sends one request for each call, in one attempt of {@link ATTEMPT_MS}. */
export interface ExchangeUnderTest {
  /** Sends a request to this server. */
  call(): Promise<unknown>;
  close?(): void;
}

/** How long one attempt of the adapter under test may take. */
export const ATTEMPT_MS = 1_000;

/** What every adapter promises of its HTTP exchanges, whatever its protocol. */
export function describeExchange(
  name: string,
  create: (serverUrl: string) => ExchangeUnderTest,
  goodAnswer: Answer,
): void {
  describe(`an exchange of ${name}`, () => {
    let server: LoopbackServer;
    let adapter: ExchangeUnderTest;
    afterEach(async () => {
      jest.useRealTimers();
      adapter.close?.();
      await server.stop();
    });
    async function setup(answer: Answer): Promise<void> {
      server = await startLoopbackServer(answer);
      adapter = create(server.url);
    }

    it('has one deadline for headers and body together, and hangs up when it is over', async () => {
      const received = Promise.withResolvers<ServerResponse>();
      await setup((response) => received.resolve(response));
      jest.useFakeTimers({ doNotFake: ALL_BUT_TIMEOUTS });
      const outcome = Promise.allSettled([adapter.call()]);
      const response = await received.promise;
      const isClosed = once(response, 'close');

      jest.advanceTimersByTime(ATTEMPT_MS - 1);
      const headersArrive = answerHeadersArrive();
      response.writeHead(200, { 'Content-Type': 'application/json' }).write(' ');
      await headersArrive;
      jest.advanceTimersByTime(1);

      await isClosed;
      await outcome;
      expect(jest.getTimerCount()).toBe(0);
    });

    it('replaces a kept connection that is dead within the attempt', async () => {
      let requests = 0;
      await setup((response, request) => {
        requests += 1;
        (requests === 2 ? hangUp : goodAnswer)(response, request);
      });
      const first = await adapter.call();

      await expect(adapter.call()).resolves.toEqual(first);

      expect([server.requests.length, server.connections()]).toEqual([3, 2]);
    });

    it('does not repeat a request whose new connection broke', async () => {
      await setup(hangUp);

      await Promise.allSettled([adapter.call()]);

      expect(server.requests).toHaveLength(1);
    });
  });
}

/** What stays real where a test moves time-outs alone: how busy the machine is decides nothing then. */
export const ALL_BUT_TIMEOUTS = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const satisfies readonly string[] as never;

/** Resolves when Node's HTTP client has the headers of an answer. */
export function answerHeadersArrive(): Promise<void> {
  return new Promise((resolve) => {
    const channel = 'http.client.response.finish';
    const onArrival = (): void => {
      unsubscribe(channel, onArrival);
      resolve();
    };
    subscribe(channel, onArrival);
  });
}
