import type { Caller, Invocation } from './call.ts';
import { copyOf } from '../../../local-stack/src/emulators/dynamodb/values.ts';
import { BACKGROUND_FUNCTIONS, type FunctionName } from '../../../deployment/manifest.ts';
import { SKEWED_FUNCTIONS, timeoutMsOf } from '../profiles/run-settings.ts';
import type { Environment } from './environment.ts';
import { createLogRecorder, type LogRecorder } from './log-recorder.ts';

export interface Context {
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: never, context: Context) => Promise<unknown>;

/** Plugs one function together for one execution environment, whose own clock it is given, in epoch milliseconds. */
export type BuildHandler = (
  name: FunctionName,
  caller: Caller,
  recorder: LogRecorder,
  clock: () => number,
) => Handler;

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

interface ExecutionEnvironment extends Caller {
  readonly handler: Handler;
  readonly recorder: LogRecorder;
  readonly deployment: number;
}

/** Two machines' clocks differ by less than this, in milliseconds. */
const MAX_SKEW_MS = 25_000;

export function createLambda(environment: Environment, buildHandler: BuildHandler): Lambda {
  const { scheduler, faults, invariants, history, random, clock } = environment;
  let warm: (readonly [FunctionName, ExecutionEnvironment])[] = [];
  let deployment = 1;

  function executionEnvironmentFor(name: FunctionName, label: string): ExecutionEnvironment {
    const found = warm.find(([of]) => of === name);
    warm = warm.filter((entry) => entry !== found);
    if (found !== undefined && !faults.strikes('cold-start', label)) return found[1];
    const caller: Caller = { name: `${name}/${environment.count(name)}`, current: undefined };
    // The checks of tokens compare with one clock, to the millisecond; leases are where skew matters.
    const skewMs = SKEWED_FUNCTIONS.includes(name)
      ? Math.floor((random(`skew ${caller.name}`) - 0.5) * MAX_SKEW_MS)
      : 0;
    const recorder = createLogRecorder(environment, caller);
    const handler = buildHandler(name, caller, recorder, () => clock.now() + skewMs);
    return Object.assign(caller, { handler, recorder, deployment });
  }

  return {
    recycle() {
      warm = [];
      deployment += 1;
    },
    invoke(name, event, label, done) {
      const host = executionEnvironmentFor(name, label);
      // A start that takes long leaves less to the first batch. Only these functions look at the time that they have.
      const isLate = BACKGROUND_FUNCTIONS.includes(name) && faults.strikes('slow-start', label);
      const timeoutMs = Math.floor(timeoutMsOf(name) * (isLate ? 0.2 + 0.8 * random(`start ${label}`) : 1));
      const deadline = scheduler.now() + timeoutMs;
      const run = begin(name, host, label, timeoutMs, done);
      if (isLate) run.disturbed.add('');
      host.current = run;
      history.note(() => `${run.name} begins in ${host.name}`);
      scheduler.touched();
      host
        .handler(copyOf(event) as never, {
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
        invariants.check(
          open.length === 0,
          'HANDLER_ENDS_IN_TIME',
          () => `${of.name} answers with calls still open: ${open.join()}`,
        );
        host.current = undefined;
        if (outcome.kind === 'error') host.recorder.leaves(textOf(outcome.error));
        if (host.deployment === deployment) warm.push([name, host]);
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
    host: ExecutionEnvironment,
    label: string,
    timeoutMs: number,
    done: (outcome: Outcome, run: Run) => void,
  ): Run {
    const run: Run = {
      name: `${name} ${label}`,
      environment: host.name,
      isAlive: true,
      backJumps: clock.jumpsBack,
      openCalls: new Map(),
      effects: [],
      counted: [],
      wasDenied: false,
      disturbed: new Set(),
      beganAt: scheduler.now(),
      beganAtWall: clock.now(),
      endedAtWall: Number.NaN,
      jumpsAtBeginning: clock.jumpsForward + clock.jumpsBack,
      kill(why) {
        if (!run.isAlive) return;
        run.isAlive = false;
        run.disturbed.add('');
        cancelTimeout();
        history.note(() => `${run.name} ends: ${why}`);
        scheduler.after(0, () => done({ kind: why }, run));
      },
    };
    const cancelTimeout = scheduler.after(timeoutMs, () => {
      if (!run.isAlive) return;
      invariants.violate('HANDLER_ENDS_IN_TIME', `${run.name} was still running at its time-out`);
      run.kill('timeout');
    });
    return run;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message} ${error.stack}` : String(error);
}
