import type { Wiring } from '../setup/wiring.ts';
import type { FunctionLogLine, InvocationReport } from './invocation.ts';
import type { StartTimer } from './timers.ts';

/** What a caller may pass along with an event. */
export interface InvokeOptions {
  /** The `X-Amzn-Trace-Id` of the request; a new one where absent. */
  readonly traceHeader?: string;
}

/** What the host needs; the limits have Lambda's values as defaults. Durations in milliseconds. */
export interface FunctionHostOptions {
  readonly wiring: Pick<Wiring, 'region' | 'functions'>;
  /** Every AWS client of the functions talks to it (`AWS_ENDPOINT_URL`). */
  readonly awsEndpointUrl: string;
  readonly log?: (line: FunctionLogLine) => void;
  readonly onReport?: (report: InvocationReport) => void;
  /** Lambda's limit for a cold start: 10 s. */
  readonly initTimeoutMs?: number;
  /** Processes per function (10); an invocation beyond it waits. */
  readonly maximumEnvironments?: number;
  /** Running and waiting invocations per function (1,000); one beyond it is throttled. */
  readonly concurrency?: number;
  readonly now?: () => number;
  /** Counts the time limits of cold starts and invocations. */
  readonly startTimer?: StartTimer;
}
