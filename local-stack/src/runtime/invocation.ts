import type { FunctionName } from '../setup/wiring.ts';

/** How one invocation of a function ended, as its caller (gateway or queue poller) is told. */
export type Invocation = InvocationOutcome & {
  readonly requestId: string;
  /** From the event's delivery to the answer, without the cold start; 0 where the handler never started. */
  readonly durationMs: number;
  readonly coldStart: boolean;
};

/** The endings that Lambda tells apart. `success` carries the handler's answer as raw JSON text. */
export type InvocationOutcome =
  | { readonly outcome: 'success'; readonly payload: string }
  | { readonly outcome: 'error'; readonly errorType: string; readonly errorMessage: string }
  | { readonly outcome: 'timeout' }
  | { readonly outcome: 'crash'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly outcome: 'init-error'; readonly errorType: string; readonly errorMessage: string };

/** One line that a function wrote; `requestId` is absent during a cold start. */
export interface FunctionLogLine {
  readonly functionName: FunctionName;
  readonly requestId?: string;
  readonly environmentId: string;
  readonly coldStart: boolean;
  readonly line: string;
  readonly stream: 'stdout' | 'stderr';
}

/** What Lambda's REPORT line says at the end of an invocation. Durations in milliseconds, memory in MiB. */
export interface InvocationReport {
  readonly functionName: FunctionName;
  readonly requestId: string;
  readonly environmentId?: string;
  readonly durationMs: number;
  /** Only on a cold start. */
  readonly initMs?: number;
  readonly billedMs: number;
  readonly maxMemoryMb?: number;
  readonly coldStart: boolean;
  readonly outcome: InvocationOutcome['outcome'];
}
