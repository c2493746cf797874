import { type FunctionLogLine, type InvocationReport } from '../../../src/runtime/invocation.ts';
import { type RequestSummary } from '../../../src/gateway/request-summary.ts';
import { createTerminal, type TerminalOptions } from '../../../src/terminal/terminal.ts';

/** A path as the gateway hands it over. */
export const PATH = '/dev/get-account-info/msisdn/224*******01';

/** A terminal for people, and what it has written. */
export function openTerminal(options: Partial<TerminalOptions> = {}) {
  let written = '';
  const timers: Array<() => void> = [];
  const terminal = createTerminal({
    out: { write: (text: string) => (written += text) },
    json: false,
    colour: false,
    clock: () => new Date(2026, 10, 25, 14, 3, 2),
    later: (callback) => timers.push(callback),
    ...options,
  });
  const lines = (): string[] => written.split('\n').slice(0, -1);
  const documents = (): unknown[] => lines().map((line) => JSON.parse(line) as unknown);
  return { terminal, timers, lines, documents };
}

/** A warm, successful request. */
export const summary = (changes: Partial<RequestSummary> = {}): RequestSummary => ({
  method: 'GET',
  path: PATH,
  status: 200,
  durationMs: 12.4,
  coldStart: false,
  authorizer: 'hit',
  requestId: 'request-1',
  ...changes,
});

/** A line of the function behind it. */
export const logLine = (
  document: object | string,
  changes: Partial<FunctionLogLine> = {},
): FunctionLogLine => ({
  functionName: 'get-account-info',
  requestId: 'invocation-1',
  environmentId: 'environment-1',
  coldStart: false,
  stream: 'stdout',
  line: typeof document === 'string' ? document : JSON.stringify(document),
  ...changes,
});

/** The report of its invocation. */
export const report = (changes: Partial<InvocationReport> = {}): InvocationReport => ({
  functionName: 'get-account-info',
  requestId: 'invocation-1',
  durationMs: 3,
  billedMs: 3,
  coldStart: false,
  outcome: 'success',
  ...changes,
});
