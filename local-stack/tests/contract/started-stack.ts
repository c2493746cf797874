import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';

/** The local stack as the process that an operator starts. */
export interface StartedStack {
  readonly process: ChildProcess;
  readonly origin: string;
  readonly health: Record<string, string>;
  /** Everything printed so far. */
  readonly output: () => string;
  /** Asks it to end by a signal; resolves to the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** How a process ended that was not to become ready. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

const ROOT = path.resolve(__dirname, '../../..');

/** Runs `main.ts` of a checkout and waits for `ready` or for its end. */
export async function run(
  environment: Record<string, string>,
  args: readonly string[] = [],
  root = ROOT,
): Promise<StartedStack | Ended> {
  const child = spawn(process.execPath, ['local-stack/src/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', PORT: '0', AWS_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const output = (): string => lines.join('\n');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const base = await new Promise<string | undefined>((resolve) => {
    void ended.then(() => resolve(undefined));
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.startsWith('ready ')) resolve(line.slice('ready '.length));
      });
  });
  if (base === undefined) return { code: await ended, output: output() };
  const { origin } = new URL(base);
  const health = (await (await fetch(`${origin}/_local/health`)).json()) as Record<string, string>;
  return {
    process: child,
    origin,
    health,
    output,
    stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** A stack that must become ready. */
export async function start(
  environment: Record<string, string> = {},
  args: readonly string[] = [],
  root = ROOT,
): Promise<StartedStack> {
  const started = await run(environment, args, root);
  if ('code' in started) throw new Error(`the stack ended with ${started.code}: ${started.output}`);
  return started;
}
