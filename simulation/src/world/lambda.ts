import type { Caller, Invocation } from '../engine/call.ts';
import { type FunctionName, TIMEOUTS_MS } from '../engine/run-settings.ts';
import { buildHandler, type Handler, type Outside } from './functions.ts';
import { createScribe, type Scribe } from './log.ts';

/** What became of an invocation, as its invoker sees it. */
export type Outcome =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'crash' | 'timeout' };

/** One invocation from its beginning, for the checks that look at it afterwards. */
export interface Run extends Invocation {
  readonly beganAt: number;
  readonly beganAtWall: number;
  endedAtWall: number;
  readonly jumpsAtBeginning: number;
  readonly environment: string;
}

/** Runs functions in execution environments: one invocation at a time in each, kept warm, thrown away on a crash. */
export interface Lambda {
  invoke(name: FunctionName, event: unknown, label: string, done: (outcome: Outcome, run: Run) => void): void;
  /** Every warm environment is given up, as after a new deployment. */
  recycle(): void;
}

interface Environment extends Caller {
  readonly handler: Handler;
  readonly scribe: Scribe;
  readonly deployment: number;
}

/** Two machines' clocks differ by less than this, in milliseconds. */
const MAX_SKEW_MS = 25_000;

export function createLambda(outside: Outside): Lambda {
  const { world } = outside;
  const { scheduler, faults, judge, history, random, clock } = world;
  let warm: (readonly [FunctionName, Environment])[] = [];
  let deployment = 1;

  function environmentFor(name: FunctionName, label: string): Environment {
    const found = warm.find(([of]) => of === name);
    warm = warm.filter((entry) => entry !== found);
    if (found !== undefined && !faults.strikes('cold-start', label)) return found[1];
    const caller: Caller = { name: `${name}/${world.count(name)}`, current: undefined };
    // The checks of tokens compare with one clock, to the millisecond; leases are where skew matters.
    const skewMs =
      name === 'init-user-account' ? Math.floor((random(`skew ${caller.name}`) - 0.5) * MAX_SKEW_MS) : 0;
    const scribe = createScribe(world, caller.name);
    const handler = buildHandler(name, outside, caller, scribe, () => clock.now() + skewMs);
    return Object.assign(caller, { handler, scribe, deployment });
  }

  return {
    recycle() {
      warm = [];
      deployment += 1;
    },
    invoke(name, event, label, done) {
      const environment = environmentFor(name, label);
      // A start that takes long leaves less to the first batch. Only the consumer looks at the time that it has.
      const isLate = name === 'init-user-account' && faults.strikes('slow-start', label);
      const timeoutMs = Math.floor(TIMEOUTS_MS[name] * (isLate ? 0.2 + 0.8 * random(`start ${label}`) : 1));
      const deadline = scheduler.now() + timeoutMs;
      const run = begin(name, environment, label, timeoutMs, done);
      if (isLate) run.disturbed.add('');
      environment.current = run;
      history.note(() => `${run.name} begins in ${environment.name}`);
      scheduler.touched();
      environment
        .handler(JSON.parse(JSON.stringify(event)) as never, {
          getRemainingTimeInMillis: () => deadline - scheduler.now(),
        })
        .then(
          (value) => end(run, { kind: 'answer', value }),
          (error: unknown) => end(run, { kind: 'error', error }),
        );

      function end(of: Run, outcome: Outcome): void {
        if (!of.isAlive) return;
        of.isAlive = false;
        of.endedAtWall = clock.now();
        const open = [...of.openCalls].filter(([, count]) => count > 0);
        judge.hold(
          open.length === 0,
          'HANDLER_ENDS_IN_TIME',
          () => `${of.name} answers with calls still open: ${open.join()}`,
        );
        environment.current = undefined;
        if (outcome.kind === 'error') environment.scribe.leaves(textOf(outcome.error));
        if (environment.deployment === deployment) warm.push([name, environment]);
        history.note(
          () =>
            `${of.name} ${outcome.kind === 'answer' ? `answers ${JSON.stringify(outcome.value)}` : `throws ${outcome.kind === 'error' ? outcome.error : ''}`}`,
        );
        // The invoker hears of it as the next thing that happens, not inside the handler's own continuation.
        scheduler.after(0, () => done(outcome, of));
      }
    },
  };

  function begin(
    name: FunctionName,
    environment: Environment,
    label: string,
    timeoutMs: number,
    done: (outcome: Outcome, run: Run) => void,
  ): Run {
    const run: Run = {
      name: `${name} ${label}`,
      environment: environment.name,
      isAlive: true,
      backJumps: clock.jumpsBack,
      openCalls: new Map(),
      effects: [],
      disturbed: new Set(),
      beganAt: scheduler.now(),
      beganAtWall: clock.now(),
      endedAtWall: Number.NaN,
      jumpsAtBeginning: clock.jumpsForward + clock.jumpsBack,
      kill(why) {
        if (!run.isAlive) return;
        run.isAlive = false;
        cancelTimeout();
        history.note(() => `${run.name} ends: ${why}`);
        scheduler.after(0, () => done({ kind: why }, run));
      },
    };
    const cancelTimeout = scheduler.after(timeoutMs, () => {
      if (!run.isAlive) return;
      judge.violate('HANDLER_ENDS_IN_TIME', `${run.name} was still running at its time-out`);
      run.kill('timeout');
    });
    return run;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message} ${error.stack}` : String(error);
}
