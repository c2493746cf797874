import type { Finished, ExecutionEnvironment, Work } from './execution-environment.ts';
import { scaleOut, type ScaleLimits } from './scale-out.ts';
import type { InvocationOutcome } from './invocation.ts';

/** The execution environments of one function: reused warm, scaled out on demand. */
export interface FunctionPool {
  /** Runs on the environment that was warm last, else on whichever comes free or has started first. */
  run(version: string, work: Work): Promise<PoolResult>;
  /** Cold-starts one environment and leaves it warm; its outcome is a failure where it cannot start. */
  start(version: string): Promise<PoolResult>;
  /** Every environment, for faults that end one. */
  environments(): ExecutionEnvironment[];
  /** What runs now finishes; nothing of it is reused. Settles when the idle ones are gone. */
  recycle(): Promise<void>;
  /** Ends all and fails what waits. */
  stop(): Promise<void>;
}

/** What became of one event, on which environment, and how long its cold start took, if it had one. */
export interface PoolResult extends Finished {
  readonly environmentId?: string;
  readonly coldStart: boolean;
  readonly initMs?: number;
}

/** Signals of one environment to its pool. */
export interface PoolSignals {
  ready(): void;
  ended(initFailure: InvocationOutcome | undefined): void;
}

/** How many processes one machine carries, and past how many invocations Lambda throttles. */
export interface PoolLimits extends ScaleLimits {
  /** An account's default quota: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
  readonly concurrency: number;
}

interface Member {
  readonly environment: ExecutionEnvironment;
  readonly version: string;
  readonly startedAt: number;
  initMs: number | undefined;
  invocations: number;
  draining: boolean;
}

/** Time, and a timer that does not keep the process alive. */
export interface PoolClock {
  now(): number;
  later(callback: () => void, ms: number): void;
}

interface Waiter {
  /** Absent where only a warm environment is waited for. */
  readonly work: Work | undefined;
  readonly since: number;
  readonly resolve: (result: PoolResult) => void;
}

const THROTTLED: InvocationOutcome = {
  outcome: 'error',
  errorType: 'TooManyRequestsException',
  errorMessage: 'Rate Exceeded.',
};
const STOPPED: InvocationOutcome = {
  outcome: 'error',
  errorType: 'ServiceException',
  errorMessage: 'The function host has stopped.',
};

/**
 * One pool. An invocation beyond `maximumEnvironments` waits for a free environment, because one machine has fewer
 * cores than Lambda has hosts; beyond `concurrency` it is throttled, as on AWS.
 */
export function createFunctionPool(
  limits: PoolLimits,
  launch: (version: string, signals: PoolSignals) => ExecutionEnvironment,
  { now, later }: PoolClock,
): FunctionPool {
  const members = new Set<Member>();
  const idle: Member[] = [];
  const waiters: Waiter[] = [];
  let running = 0;
  let version = '';
  let coldStartMs = 0;
  let askingAgain = false;
  let stopped = false;

  const pump = (): void => {
    while (waiters.length > 0 && idle.length > 0) assign(idle.pop()!, waiters.shift()!);
    const starting = [...members].filter((member) => member.initMs === undefined).length;
    const waitedMs = waiters.map(({ since }) => now() - since);
    const warm = members.size - starting;
    const { start: wanted, askAgainInMs } = scaleOut({ waitedMs, starting, warm, coldStartMs }, limits);
    for (let started = 0; started < wanted; started += 1) start();
    if (askAgainInMs !== undefined && !askingAgain) askAgain(askAgainInMs);
  };

  const askAgain = (ms: number): void => {
    askingAgain = true;
    later(() => {
      askingAgain = false;
      pump();
    }, ms);
  };

  const assign = (member: Member, { work, resolve }: Waiter): void => {
    if (work === undefined) {
      member.invocations += 1;
      idle.push(member);
      return resolve({ outcome: { outcome: 'success', payload: 'null' }, durationMs: 0, coldStart: false });
    }
    running += 1;
    const coldStart = member.invocations === 0;
    member.invocations += 1;
    void member.environment.run(work).then((finished) => {
      running -= 1;
      const init = coldStart && member.initMs !== undefined ? { initMs: member.initMs } : {};
      resolve({ ...finished, environmentId: member.environment.id, coldStart, ...init });
    });
  };

  const start = (): void => {
    const signals: PoolSignals = {
      ready() {
        if (member.initMs === undefined) coldStartMs = member.initMs = now() - member.startedAt;
        if (member.draining) return member.environment.kill();
        idle.push(member);
        pump();
      },
      ended(initFailure) {
        members.delete(member);
        if (idle.includes(member)) idle.splice(idle.indexOf(member), 1);
        // An invocation caused this cold start: the one that has waited longest gets its failure.
        if (initFailure !== undefined && !member.draining) {
          waiters.shift()?.resolve({
            outcome: initFailure,
            durationMs: 0,
            environmentId: member.environment.id,
            coldStart: true,
            initMs: now() - member.startedAt,
          });
        }
        pump();
      },
    };
    const member: Member = {
      environment: launch(version, signals),
      version,
      startedAt: now(),
      initMs: undefined,
      invocations: 0,
      draining: false,
    };
    members.add(member);
  };

  const recycle = async (): Promise<void> => {
    for (const member of members) member.draining = true;
    const unused = [...members].filter((member) => !member.environment.busy());
    idle.length = 0;
    for (const { environment } of unused) environment.kill();
    await Promise.all(unused.map(({ environment }) => environment.gone));
  };

  const enqueue = (wanted: string, work: Work | undefined): Promise<PoolResult> => {
    if (stopped) return Promise.resolve(refused(STOPPED));
    if (running + waiters.length >= limits.concurrency) return Promise.resolve(refused(THROTTLED));
    if (wanted !== version) void recycle();
    version = wanted;
    return new Promise((resolve) => {
      waiters.push({ work, since: now(), resolve });
      pump();
    });
  };

  return {
    run: enqueue,
    start: (wanted) => enqueue(wanted, undefined),
    environments: () => [...members].map(({ environment }) => environment),
    recycle,
    async stop() {
      stopped = true;
      for (const { resolve } of waiters.splice(0)) resolve(refused(STOPPED));
      for (const { environment } of members) environment.kill();
      await Promise.all([...members].map(({ environment }) => environment.gone));
    },
  };
}

function refused(outcome: InvocationOutcome): PoolResult {
  return { outcome, durationMs: 0, coldStart: false };
}
