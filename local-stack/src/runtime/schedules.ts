import type { ScheduleWiring, Wiring } from '../setup/wiring.ts';
import type { FunctionHost } from './function-host.ts';

/** Starts an action that repeats; gives what ends it. */
export type Every = (ms: number, action: () => void) => () => void;

/** What {@link startSchedules} needs from outside. */
export interface ScheduleOptions {
  readonly wiring: Pick<Wiring, 'region' | 'schedules'>;
  readonly host: Pick<FunctionHost, 'invoke'>;
  /** Divides the time between two invocations. */
  readonly speed: number;
  readonly every: Every;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  /** A sentence for the terminal when an invocation fails. */
  readonly note: (sentence: string) => void;
}

/**
 * Invokes functions at fixed rates, as EventBridge Scheduler does with `rate(…)`: the first time after one period, and
 * whether or not the last invocation has ended. A failed invocation is reported; the next tick is its retry.
 *
 * @returns what ends all schedules.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
 */
export function startSchedules(options: ScheduleOptions): () => void {
  const { wiring, speed, every } = options;
  const stops = wiring.schedules.map((schedule) =>
    every((schedule.everySeconds * 1_000) / speed, () => void invoke(schedule, options)),
  );
  return () => stops.forEach((stop) => stop());
}

async function invoke(schedule: ScheduleWiring, options: ScheduleOptions): Promise<void> {
  const { host, note } = options;
  const { outcome } = await host.invoke(schedule.functionName, scheduledEvent(schedule, options));
  if (outcome !== 'success')
    note(`${schedule.name}: ${schedule.functionName} ended with ${outcome}; the next tick tries again`);
}

/** The event of a schedule without an input of its own. Its `detail` is a text, unlike that of an EventBridge rule. */
function scheduledEvent({ name }: ScheduleWiring, { wiring, now, newId }: ScheduleOptions) {
  const { region } = wiring;
  return {
    version: '0',
    id: newId(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '000000000000',
    time: new Date(now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: [`arn:aws:scheduler:${region}:000000000000:schedule/default/${name}`],
    detail: '{}',
  };
}
