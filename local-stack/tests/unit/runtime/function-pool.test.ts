import type { ExecutionEnvironment, Finished, Work } from '../../../src/runtime/execution-environment.ts';
import type { InvocationOutcome } from '../../../src/runtime/invocation.ts';
import { createFunctionPool, type PoolSignals } from '../../../src/runtime/function-pool.ts';

/** An environment without a process: the test says when it is ready and when it answers. */
interface FakeEnvironment extends ExecutionEnvironment {
  readonly version: string;
  readonly signals: PoolSignals;
  answer(payload: string): void;
  killed: boolean;
  started: boolean;
}

function setup(
  limits: { maximumEnvironments?: number; maximumStarting?: number; concurrency?: number } = {},
) {
  const launched: FakeEnvironment[] = [];
  const clock = { now: 0 };
  const timers: Array<{ ms: number; callback: () => void }> = [];
  const launch = (version: string, signals: PoolSignals): FakeEnvironment => {
    let job: ((finished: Finished) => void) | undefined;
    const environment: FakeEnvironment = {
      id: `e${launched.length + 1}`,
      accessKeyId: `K${launched.length + 1}`,
      version,
      signals: {
        ready() {
          environment.started = true;
          signals.ready();
        },
        ended: signals.ended,
      },
      killed: false,
      started: false,
      busy: () => job !== undefined,
      run: () => new Promise((resolve) => (job = resolve)),
      answer(payload) {
        job?.({ outcome: { outcome: 'success', payload }, durationMs: 1 });
        job = undefined;
        signals.ready();
      },
      kill() {
        if (environment.killed) return;
        environment.killed = true;
        const crash: InvocationOutcome = { outcome: 'crash', exitCode: null, signal: 'SIGKILL' };
        job?.({ outcome: crash, durationMs: 1 });
        environment.signals.ended(environment.started ? undefined : crash);
      },
      gone: Promise.resolve(),
    };
    launched.push(environment);
    return environment;
  };
  const all = { maximumEnvironments: 10, maximumStarting: 2, concurrency: 100, ...limits };
  const pool = createFunctionPool(all, launch, {
    now: () => clock.now,
    later: (callback, ms) => timers.push({ callback, ms }),
  });
  const run = (version = 'v1') => pool.run(version, {} as Work);
  return { pool, run, launched, clock, timers };
}

describe('createFunctionPool', () => {
  it('takes the environment that was warm last, so that the others can grow cold', async () => {
    const { run, launched } = setup();
    const first = run();
    const second = run();
    launched[0]!.signals.ready();
    launched[1]!.signals.ready();
    launched[1]!.answer('b');
    launched[0]!.answer('a');
    await Promise.all([first, second]);
    void run();
    expect([launched[0]!.busy(), launched[1]!.busy()]).toEqual([true, false]);
  });

  it('starts only as many at once as the machine can, and serves whoever waits with what is ready first', async () => {
    const { run, launched } = setup({ maximumStarting: 1 });
    const first = run();
    const second = run();
    expect(launched).toHaveLength(1);
    launched[0]!.signals.ready();
    expect(launched).toHaveLength(2);
    launched[0]!.answer('a');
    launched[0]!.answer('b');
    expect([(await first).environmentId, (await second).environmentId]).toEqual(['e1', 'e1']);
  });

  it('lets an invocation wait for a warm environment as long as a cold start would take', async () => {
    const { run, launched, clock, timers } = setup();
    const first = run();
    clock.now = 200;
    launched[0]!.signals.ready();
    const second = run();
    clock.now = 250;
    void run();
    expect(launched).toHaveLength(1);
    expect(timers.map(({ ms }) => ms)).toEqual([200]);
    clock.now = 400;
    timers[0]!.callback();
    expect(launched).toHaveLength(2);
    expect(timers.map(({ ms }) => ms)).toEqual([200, 50]);
    launched[0]!.answer('a');
    launched[0]!.answer('b');
    expect([(await first).environmentId, (await second).environmentId]).toEqual(['e1', 'e1']);
  });

  it('counts the cold start in its first result only', async () => {
    const { run, launched, clock } = setup();
    const first = run();
    clock.now = 180;
    launched[0]!.signals.ready();
    launched[0]!.answer('a');
    expect(await first).toMatchObject({ coldStart: true, initMs: 180 });
    const second = run();
    launched[0]!.answer('b');
    expect(await second).toMatchObject({ coldStart: false });
    expect(await second).not.toHaveProperty('initMs');
  });

  it('gives a failed cold start to the invocation that waits longest, and tries again for the others', async () => {
    const { run, launched } = setup({ maximumStarting: 1 });
    const first = run();
    const second = run();
    launched[0]!.signals.ended({ outcome: 'init-error', errorType: 'Error', errorMessage: 'no' });
    expect(await first).toMatchObject({ outcome: { outcome: 'init-error' }, coldStart: true });
    launched[1]!.signals.ready();
    launched[1]!.answer('b');
    expect(await second).toMatchObject({ outcome: { payload: 'b' } });
  });

  it('never gives work to an environment that ended while it was idle', async () => {
    const { run, launched } = setup();
    const first = run();
    launched[0]!.signals.ready();
    launched[0]!.answer('a');
    await first;
    launched[0]!.signals.ended(undefined);
    void run();
    expect(launched[0]!.busy()).toBe(false);
    expect(launched).toHaveLength(2);
  });

  it('throttles when running and waiting invocations use up the concurrency', async () => {
    const { run, launched } = setup({ maximumEnvironments: 1, concurrency: 2 });
    const first = run();
    launched[0]!.signals.ready();
    const second = run();
    expect(await run()).toMatchObject({
      outcome: { errorType: 'TooManyRequestsException' },
      coldStart: false,
    });
    launched[0]!.answer('a');
    launched[0]!.answer('b');
    await Promise.all([first, second]);
    void run();
    expect(launched[0]!.busy()).toBe(true);
  });

  it('lets what runs finish on the old version, and reuses nothing of it', async () => {
    const { run, launched } = setup();
    const old = run('v1');
    launched[0]!.signals.ready();
    const young = run('v2');
    launched[0]!.answer('old');
    expect(await old).toMatchObject({ outcome: { payload: 'old' } });
    expect(launched[0]!.killed).toBe(true);
    launched[1]!.signals.ready();
    launched[1]!.answer('new');
    expect(await young).toMatchObject({ outcome: { payload: 'new' }, coldStart: true });
    expect(launched.map(({ version }) => version)).toEqual(['v1', 'v2']);
  });

  it('starts anew for those who wait when a cold start is overtaken by a new version', async () => {
    const { run, pool, launched } = setup();
    const waiting = run();
    await pool.recycle();
    expect(launched.map(({ killed }) => killed)).toEqual([true, false]);
    launched[1]!.signals.ready();
    launched[1]!.answer('a');
    expect(await waiting).toMatchObject({ outcome: { outcome: 'success' } });
  });

  it('ends with everything: what runs, what waits, what comes', async () => {
    const { run, pool, launched } = setup({ maximumEnvironments: 1 });
    const running = run();
    launched[0]!.signals.ready();
    const waiting = run();
    await pool.stop();
    expect(await running).toMatchObject({ outcome: { outcome: 'crash' } });
    expect(await waiting).toMatchObject({ outcome: { errorType: 'ServiceException' } });
    expect(await run()).toMatchObject({ outcome: { errorType: 'ServiceException' } });
    expect(launched).toHaveLength(1);
  });
});
