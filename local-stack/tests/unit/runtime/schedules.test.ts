import type { Invocation, InvocationOutcome } from '../../../src/runtime/invocation.ts';
import { startSchedules } from '../../../src/runtime/schedules.ts';

const SCHEDULE = { name: 'fintech-solution-local-sweep', functionName: 'sweep', everySeconds: 60 };

/** A schedule whose timer the test fires. */
function setup({ speed = 1, outcomes = [] as InvocationOutcome[] } = {}) {
  const timers: { ms: number; action: () => void; stopped: boolean }[] = [];
  const invoked: { name: string; event: unknown }[] = [];
  const notes: string[] = [];
  const stop = startSchedules({
    wiring: { region: 'ca-central-1', schedules: [SCHEDULE] },
    host: {
      async invoke(name, event): Promise<Invocation> {
        invoked.push({ name, event });
        const outcome = outcomes.shift() ?? { outcome: 'success', payload: 'null' };
        return { ...outcome, requestId: 'r', durationMs: 1, coldStart: false };
      },
    },
    speed,
    every(ms, action) {
      const timer = { ms, action, stopped: false };
      timers.push(timer);
      return () => void (timer.stopped = true);
    },
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    newId: () => 'id-1',
    note: (sentence) => notes.push(sentence),
  });
  const tick = async (): Promise<void> => {
    timers[0]!.action();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { timers, invoked, notes, stop, tick };
}

describe('a schedule', () => {
  it('invokes its function once per tick with the event of EventBridge Scheduler', async () => {
    const { timers, invoked, tick } = setup();
    expect(timers.map(({ ms }) => ms)).toEqual([60_000]);
    expect(invoked).toEqual([]);
    await tick();
    await tick();
    expect(invoked).toHaveLength(2);
    expect(invoked[0]).toEqual({
      name: 'sweep',
      event: {
        version: '0',
        id: 'id-1',
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account: '000000000000',
        time: '2026-01-02T03:04:05Z',
        region: 'ca-central-1',
        resources: [
          'arn:aws:scheduler:ca-central-1:000000000000:schedule/default/fintech-solution-local-sweep',
        ],
        detail: '{}',
      },
    });
  });

  it('comes sooner by LOCAL_SPEED', () => {
    expect(setup({ speed: 20 }).timers.map(({ ms }) => ms)).toEqual([3_000]);
  });

  it('reports a failed invocation and tries again at the next tick', async () => {
    const { invoked, notes, tick } = setup({
      outcomes: [{ outcome: 'error', errorType: 'Error', errorMessage: '224622000001' }],
    });
    await tick();
    expect(notes).toEqual([
      'fintech-solution-local-sweep: sweep ended with error; the next tick tries again',
    ]);
    await tick();
    expect([invoked.length, notes.length]).toEqual([2, 1]);
  });

  it('ends with the stack', () => {
    const { timers, stop } = setup();
    stop();
    expect(timers.map(({ stopped }) => stopped)).toEqual([true]);
  });
});
