import { spawn } from 'node:child_process';
import type { OrphanReaper } from './orphan-reaper.ts';
import { readLines } from './log-lines.ts';

/** A child process that runs a function's code, and its two possible signs of life: lines and its end. */
export interface FunctionProcess {
  /** SIGKILL, as Lambda ends environments; harmless where the process is gone. */
  kill(): void;
  /** Settles when the process is gone and its output has been read. */
  readonly gone: Promise<void>;
}

/** What to run: Node itself, with nothing of the host's own environment. */
export interface ProcessOptions {
  readonly nodeArguments: readonly string[];
  readonly bootstrapPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Learns which processes must not outlive this one. */
  readonly reaper?: Pick<OrphanReaper, 'add' | 'remove'>;
}

/** How a process ended; `error` where it could not even be started. */
export type ProcessEnd =
  | { readonly kind: 'exit'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly kind: 'no-start'; readonly error: Error };

/** Starts the process. Its standard input stays open for as long as the host lives: the bootstrap watches it. */
export function startFunctionProcess(
  options: ProcessOptions,
  on: { line(line: string, stream: 'stdout' | 'stderr'): void; end(end: ProcessEnd): void },
): FunctionProcess {
  const child = spawn(process.execPath, [...options.nodeArguments, options.bootstrapPath], {
    cwd: options.folder,
    env: options.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // Without file descriptors left there are no pipes, whatever the types say; `error` comes next.
  child.stdin?.on('error', () => undefined);
  if (child.stdout) readLines(child.stdout, (line) => on.line(line, 'stdout'));
  if (child.stderr) readLines(child.stderr, (line) => on.line(line, 'stderr'));
  const { pid } = child;
  if (pid !== undefined) options.reaper?.add(pid);
  child.once('exit', (exitCode, signal) => {
    if (pid !== undefined) options.reaper?.remove(pid);
    on.end({ kind: 'exit', exitCode, signal });
  });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      on.end({ kind: 'no-start', error });
      resolve();
    });
  });
  return { kill: () => void child.kill('SIGKILL'), gone };
}
