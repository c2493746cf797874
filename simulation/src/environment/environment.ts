import { createInvariants, type Invariants } from '../core/invariants.ts';
import { createFaults, type Faults } from '../core/faults.ts';
import { createHistory, type History } from '../core/history.ts';
import { createKeyedRandom, type KeyedRandom } from '../core/keyed-random.ts';
import { drawSettings, type RunSettings } from '../profiles/run-settings.ts';
import { createScheduler, type Scheduler } from '../core/scheduler.ts';

/** What everything in one run shares. */
export interface Environment {
  readonly random: KeyedRandom;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly history: History;
  readonly invariants: Invariants;
  readonly settings: RunSettings;
  readonly clock: WallClock;
  /** Numbers the occurrences of a name, so that each can be told from the others: 1, 2, 3 … */
  count(name: string): number;
}

/** The time of day, which unlike the scheduler's can be set. */
export interface WallClock {
  /** Epoch milliseconds. */
  now(): number;
  set(byMs: number): void;
  readonly jumpsForward: number;
  readonly jumpsBack: number;
  /** The sum of all that it was set by, forward or back, in milliseconds. */
  readonly setByMs: number;
}

/** When every run begins: 2026-11-01T08:00:00Z, in epoch milliseconds. */
export const EPOCH_MS = Date.UTC(2026, 10, 1, 8);

/**
 * @param without names of faults that are taken out.
 * @param keepsHistory keeps a history for people.
 */
export function createEnvironment(
  seed: number,
  without: ReadonlySet<string>,
  keepsHistory: boolean,
): Environment {
  const random = createKeyedRandom(seed);
  const scheduler = createScheduler();
  const history = createHistory(keepsHistory, scheduler.now);
  const counts = new Map<string, number>();
  return {
    random,
    scheduler,
    history,
    faults: createFaults(random, without),
    invariants: createInvariants(({ invariant, detail }) => {
      history.note(() => `VIOLATED ${invariant}: ${detail}`);
      scheduler.stop();
    }),
    settings: drawSettings(random),
    clock: createWallClock(scheduler),
    count(name) {
      const next = (counts.get(name) ?? 0) + 1;
      counts.set(name, next);
      return next;
    },
  };
}

function createWallClock(scheduler: Scheduler): WallClock {
  let offsetMs = 0;
  let setByMs = 0;
  const jumps = { forward: 0, back: 0 };
  return {
    now: () => EPOCH_MS + scheduler.now() + offsetMs,
    set(byMs) {
      offsetMs += byMs;
      setByMs += Math.abs(byMs);
      jumps[byMs < 0 ? 'back' : 'forward'] += 1;
    },
    get jumpsForward() {
      return jumps.forward;
    },
    get jumpsBack() {
      return jumps.back;
    },
    get setByMs() {
      return setByMs;
    },
  };
}
