import { withCircuitBreaker, withCircuitBreakers } from '../../src/circuit-breaker.ts';
import {
  createScriptedNotifier,
  FAILED,
  REFUSED,
  UNKNOWN,
} from '@fintech-solution/testing/scripted-notifier';

const MESSAGE = 'hello';
const LEFT_ALONE = { kind: 'failed', reason: 'sms-left-alone' };
const PAUSE_MS = 60_000;

/** A provider behind its circuit breaker, with a clock that stands until it is moved. */
function setup() {
  let now = 0;
  const provider = createScriptedNotifier();
  const breaker = withCircuitBreaker('sms', provider, () => now);
  return {
    provider,
    breaker,
    wait: (ms: number) => void (now += ms),
    send: () => breaker.send(MESSAGE),
    async hang(times: number) {
      provider.answer(UNKNOWN);
      for (let time = 0; time < times; time += 1) await breaker.send(MESSAGE);
    },
  };
}

describe('a provider', () => {
  it('is asked, and its answers are passed on, until it hangs three times in a row', async () => {
    const { breaker, provider, send, hang } = setup();
    await hang(2);
    expect(breaker.isLeftAlone()).toBe(false);
    await expect(send()).resolves.toEqual(UNKNOWN);
    expect(breaker.isLeftAlone()).toBe(true);
    expect(provider.attempts).toHaveLength(3);
  });

  it('is left alone for a minute, in which messages fail at once', async () => {
    const { breaker, provider, send, hang, wait } = setup();
    await hang(3);
    wait(PAUSE_MS - 1);
    await expect(send()).resolves.toEqual(LEFT_ALONE);
    expect(provider.attempts).toHaveLength(3);
    wait(1);
    expect(breaker.isLeftAlone()).toBe(false);
  });

  it('is tried with one message afterwards, and serves again when it answers', async () => {
    const { breaker, provider, send, hang, wait } = setup();
    await hang(3);
    wait(PAUSE_MS);
    let answer = (): void => undefined;
    provider.answer(() => new Promise((resolve) => (answer = () => resolve({ kind: 'sent' }))));
    const trial = send();
    expect(breaker.isLeftAlone()).toBe(true);
    await expect(send()).resolves.toEqual(LEFT_ALONE);
    answer();
    await expect(trial).resolves.toEqual({ kind: 'sent' });
    expect(breaker.isLeftAlone()).toBe(false);
    expect(provider.attempts).toHaveLength(4);
  });

  it('is left alone again when it hangs once more', async () => {
    const { breaker, hang, wait } = setup();
    await hang(3);
    wait(PAUSE_MS);
    await hang(1);
    wait(PAUSE_MS - 1);
    expect(breaker.isLeftAlone()).toBe(true);
    wait(1);
    expect(breaker.isLeftAlone()).toBe(false);
  });

  it.each([
    ['accepts', { kind: 'sent' } as const],
    ['refuses', REFUSED],
    ['fails', FAILED],
    ['breaks the connection', { kind: 'unknown', reason: 'sms-Error', timedOut: false } as const],
  ])('that %s in between does not hang in a row', async (_, delivery) => {
    const { breaker, provider, send, hang } = setup();
    await hang(2);
    provider.answer(delivery);
    await send();
    await hang(2);
    expect(breaker.isLeftAlone()).toBe(false);
  });

  it('may be tried again after a trial that threw', async () => {
    const { breaker, provider, send, hang, wait } = setup();
    await hang(3);
    wait(PAUSE_MS);
    provider.answer(new Error('x'));
    await expect(send()).rejects.toThrow('x');
    expect(breaker.isLeftAlone()).toBe(false);
  });
});

describe('many receivers', () => {
  it('are left alone one by one: a receiver that hangs delays the messages of no other', async () => {
    const provider = createScriptedNotifier();
    const to = withCircuitBreakers('callback', provider, () => 0);
    provider.answer(UNKNOWN);
    for (let time = 0; time < 3; time += 1) await to('a.example').send(MESSAGE);
    expect([to('a.example').isLeftAlone(), to('b.example').isLeftAlone()]).toEqual([true, false]);
  });

  it('are remembered up to a bound, the latest ones', async () => {
    const provider = createScriptedNotifier();
    const to = withCircuitBreakers('callback', provider, () => 0);
    const [first, second] = [to('0.example'), to('1.example')];
    for (let host = 2; host <= 1_000; host += 1) to(`${host}.example`);
    expect(to('1.example')).toBe(second);
    expect(to('0.example')).not.toBe(first);
  });
});
