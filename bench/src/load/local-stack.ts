import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from '../variants/unpacked-functions.ts';

/** One line of the stack's journal; which fields there are depends on its `type`. */
export type JournalLine = Readonly<Record<string, unknown>> & { readonly type: string };

/** The local stack in a process of its own, on free ports. */
export interface LocalStack {
  /** `http://127.0.0.1:PORT`; the API is below `/dev`. */
  readonly origin: string;
  readonly awsEndpoint: string;
  readonly queueUrl: string;
  readonly tableName: string;
  /** Takes the lines that were written since the last time. */
  takeJournal(): JournalLine[];
  /** Resident memory of the stack's own process, in megabytes; its functions tell theirs in the journal. */
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the stack as `npm start` does, and waits until it is ready. */
export async function startLocalStack(): Promise<LocalStack> {
  const child = spawn(process.execPath, ['local-stack/src/main.ts', '--json'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', AWS_PORT: '0', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let journal: JournalLine[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    if (line.startsWith('{')) journal.push(JSON.parse(line) as JournalLine);
  });
  const base = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the local stack ended with ${code}`)));
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      const ready = /^ready (http\S+)/.exec(line)?.[1];
      if (ready !== undefined) resolve(ready);
    });
  });
  const { origin } = new URL(base);
  const health = (await (await fetch(`${origin}/_local/health`)).json()) as Record<string, string>;
  return {
    origin,
    awsEndpoint: health['awsEndpoint'] ?? '',
    queueUrl: health['queueUrl'] ?? '',
    tableName: health['tableName'] ?? '',
    takeJournal() {
      const lines = journal;
      journal = [];
      return lines;
    },
    memoryMb: () => residentMb(child.pid ?? 0),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A token for the API, and how the queue stands. */
export async function askStack(origin: string) {
  const token = await (await fetch(`${origin}/_local/token?expires_in=86400`)).text();
  const state = async () =>
    (await (await fetch(`${origin}/_local/state`)).json()) as {
      readonly accounts: readonly unknown[];
      readonly queue: Readonly<Record<'visible' | 'inFlight' | 'delayed', number>>;
      readonly deadLetters: readonly unknown[];
    };
  return { token, state };
}

async function residentMb(pid: number): Promise<number> {
  const ps = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of ps.stdout as AsyncIterable<Buffer>) text += chunk.toString();
  return Math.round(Number(text.trim()) / 1_024);
}
