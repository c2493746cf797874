import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What `GET /_local/health` tells. */
export interface Health {
  readonly status: string;
  readonly base: string;
  readonly awsEndpoint: string;
  readonly region: string;
  readonly tableName: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly smsCredentialsParameter: string;
  /** By their names in the manifest. */
  readonly tables: Readonly<Record<string, string>>;
  readonly queues: Readonly<
    Record<string, { readonly queueUrl: string; readonly deadLetterQueueUrl: string }>
  >;
}

/** The local stack as a process of its own, as `npm start` runs it. */
export interface RunningStack {
  readonly origin: string;
  readonly health: Health;
  readonly process: ChildProcess;
  /** Everything that the process printed so far. */
  readonly output: () => string;
  /** Resolves once what was printed satisfies this; never otherwise, and the test's own time limit then ends it. */
  readonly untilPrinted: (holds: (output: string) => boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Time runs this much faster for queue, lease and authorizer cache, so that a story about minutes takes seconds. */
const SPEED = 60;
const ROOT = path.resolve(__dirname, '..', '..');

/** Starts a stack on free ports, with more words on its command line, and waits for its `ready` line. */
export async function startStack(
  environment: Record<string, string> = {},
  words: readonly string[] = [],
): Promise<RunningStack> {
  const main = process.env['STACK_MAIN'] ?? 'local-stack/src/main.ts';
  const child = spawn(process.execPath, [main, '--json', ...words], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: '0',
      AWS_PORT: '0',
      LOCAL_SPEED: String(SPEED),
      NO_COLOR: '1',
      ...environment,
    },
    // The channel closes when this process dies, and then the stack ends too.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // A stack that never gets ready must not keep the test run alive.
  child.unref();
  child.channel?.unref();
  const lines: string[] = [];
  const output = () => lines.join('\n');
  const waiting = new Set<() => void>();
  const base = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The stack ended with ${code}:\n${lines.join('\n')}`)));
    for (const input of [child.stdout, child.stderr]) {
      if (input === null) continue;
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        for (const look of waiting) look();
        const ready = /^ready (http\S+)/.exec(line);
        if (ready?.[1] !== undefined) resolve(ready[1]);
      });
    }
  });
  const { origin } = new URL(base);
  const health = (await (await fetch(`${origin}/_local/health`)).json()) as Health;
  const untilPrinted = (holds: (output: string) => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds(output())) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { origin, health, process: child, output, untilPrinted, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
