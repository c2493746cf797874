import type { ServerResponse } from 'node:http';
import { startFunctionProcess, type ProcessEnd, type ProcessOptions } from './function-process.ts';
import type { InvocationOutcome } from './invocation.ts';
import { OVERSIZED_ANSWER } from './payload-limits.ts';
import type { RuntimeAnswer, RuntimeApi } from './runtime-api.ts';
import type { StartTimer } from './timers.ts';

/** One child process that runs one version of one function, for one invocation at a time. */
export interface ExecutionEnvironment {
  readonly id: string;
  readonly accessKeyId: string;
  /** True from an event's delivery until its answer. */
  busy(): boolean;
  /** Delivers an event to an environment that is ready. Always settles: answer, time-out or end of the process. */
  run(work: Work): Promise<Finished>;
  kill(): void;
  /** Settles when the process is gone and its output has been read. */
  readonly gone: Promise<void>;
}

/** One event to run, with what the runtime API sends in headers. */
export interface Work {
  readonly requestId: string;
  readonly eventText: string;
  readonly timeoutMs: number;
  readonly functionArn: string;
  readonly traceHeader: string;
}

/** How the work ended, how long it took (ms), and the memory its process has used at most (MiB). */
export interface Finished {
  readonly outcome: InvocationOutcome;
  readonly durationMs: number;
  readonly maxMemoryMb?: number;
}

/** What an environment tells its pool: `ready` each time it can take an event, `ended` once, at last. */
export interface EnvironmentEvents {
  ready(): void;
  /** `initFailure` is set where the cold start never finished. */
  ended(initFailure: InvocationOutcome | undefined): void;
  line(line: string, stream: 'stdout' | 'stderr', requestId: string | undefined): void;
}

/** What to start, and how long its cold start may take. */
export interface LaunchOptions extends Omit<ProcessOptions, 'environment'> {
  readonly id: string;
  readonly accessKeyId: string;
  readonly runtimeApi: RuntimeApi;
  /** The process environment, once the address of the runtime API is known. */
  readonly environment: (runtimeApiAddress: string) => Readonly<Record<string, string>>;
  readonly initTimeoutMs: number;
  readonly now: () => number;
  readonly startTimer: StartTimer;
}

interface Job {
  readonly work: Work;
  readonly startedAt: number;
  readonly resolve: (finished: Finished) => void;
  answered: boolean;
}

/** Starts an environment; its life is Lambda's: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export function launchEnvironment(options: LaunchOptions, events: EnvironmentEvents): ExecutionEnvironment {
  const { id, accessKeyId, runtimeApi, now, startTimer } = options;
  let waiting: ServerResponse | undefined;
  let job: Job | undefined;
  let lastRequestId: string | undefined;
  let started = false;
  let ended = false;

  const finish = (outcome: InvocationOutcome, maxMemoryMb?: number): void => {
    if (job === undefined || job.answered) return;
    job.answered = true;
    const memory = maxMemoryMb === undefined ? {} : { maxMemoryMb };
    job.resolve({ outcome, durationMs: now() - job.startedAt, ...memory });
  };
  const end = (outcome: InvocationOutcome): void => {
    if (ended) return;
    ended = true;
    stopLimit();
    runtimeApi.detach(id);
    child.kill();
    finish(outcome);
    events.ended(started ? undefined : outcome);
  };

  const address = runtimeApi.attach(id, {
    next(response) {
      stopLimit();
      started = true;
      waiting = response;
      finish({ outcome: 'success', payload: 'null' });
      job = undefined;
      events.ready();
    },
    answered(answer) {
      if (job?.work.requestId !== answer.requestId || job.answered) return false;
      finish(outcomeOf(answer), answer.maxMemoryMb);
      return true;
    },
    initFailed: (text) => end({ outcome: 'init-error', ...parseProblem(text) }),
  });
  const child = startFunctionProcess(
    { ...options, environment: options.environment(address) },
    {
      line: (line, stream) => events.line(line, stream, lastRequestId),
      end: (how) => end(outcomeOfEnd(how)),
    },
  );
  let stopLimit = startTimer(options.initTimeoutMs, () => end(initTimeout(options.initTimeoutMs)));

  return {
    id,
    accessKeyId,
    busy: () => job !== undefined && !job.answered && !ended,
    kill: child.kill,
    gone: child.gone,
    run: (work) =>
      new Promise((resolve) => {
        lastRequestId = work.requestId;
        job = { work, startedAt: now(), resolve, answered: false };
        if (ended || waiting === undefined)
          return finish({ outcome: 'crash', exitCode: null, signal: 'SIGKILL' });
        // Runs until the runtime asks for the next event: an answer alone does not stop Lambda's clock.
        stopLimit = startTimer(work.timeoutMs, () => end({ outcome: 'timeout' }));
        deliver(waiting, work, job.startedAt);
        waiting = undefined;
      }),
  };
}

/** The event and its headers: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next */
function deliver(response: ServerResponse, work: Work, now: number): void {
  response.on('error', () => undefined);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(work.eventText),
    'Lambda-Runtime-Aws-Request-Id': work.requestId,
    'Lambda-Runtime-Deadline-Ms': String(Math.round(now + work.timeoutMs)),
    'Lambda-Runtime-Invoked-Function-Arn': work.functionArn,
    'Lambda-Runtime-Trace-Id': work.traceHeader,
  };
  response.writeHead(200, headers).end(work.eventText);
}

function outcomeOf(answer: RuntimeAnswer): InvocationOutcome {
  if (answer.text === undefined) return OVERSIZED_ANSWER;
  if (answer.kind === 'response') return { outcome: 'success', payload: answer.text };
  return { outcome: 'error', ...parseProblem(answer.text) };
}

function outcomeOfEnd(end: ProcessEnd): InvocationOutcome {
  if (end.kind === 'exit') return { outcome: 'crash', exitCode: end.exitCode, signal: end.signal };
  return { outcome: 'init-error', errorType: 'Runtime.InvalidEntrypoint', errorMessage: end.error.message };
}

function parseProblem(text: string): { errorType: string; errorMessage: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(text) as Record<string, unknown>;
    return { errorType: String(errorType), errorMessage: String(errorMessage) };
  } catch {
    return { errorType: 'Unhandled', errorMessage: 'the runtime reported an error that is not JSON' };
  }
}

/** Lambda gives a cold start 10 seconds: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
function initTimeout(limitMs: number): InvocationOutcome {
  const seconds = (limitMs / 1000).toFixed(2);
  return {
    outcome: 'init-error',
    errorType: 'Sandbox.Timedout',
    errorMessage: `Error: Task timed out after ${seconds} seconds`,
  };
}
