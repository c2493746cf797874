import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The local stack in a process of its own, with the built zips, on free ports. */
export interface SoakedStack {
  readonly origin: string;
  readonly awsEndpoint: string;
  readonly region: string;
  readonly queueUrl: string;
  /** Resident memory of the largest process that runs a function, in MiB. */
  functionMemoryMb(): number;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** @param speed divides the queue's visibility and the welcome's lease. */
export async function startStack(speed: number): Promise<SoakedStack> {
  const child = spawn(process.execPath, ['local-stack/src/main.ts', '--json'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', AWS_PORT: '0', LOCAL_SPEED: String(speed), NO_COLOR: '1' },
    // The stack ends with this process, whatever becomes of it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const last: string[] = [];
  const base = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The stack ended with ${code}:\n${last.join('\n')}`)));
    for (const input of [child.stdout, child.stderr].filter((stream) => stream !== null))
      createInterface({ input }).on('line', (line) => {
        last.push(line);
        if (last.length > 20) last.shift();
        const ready = /^ready (http\S+)/.exec(line)?.[1];
        if (ready !== undefined) resolve(ready);
      });
  });
  const { origin } = new URL(base);
  const health = (await (await fetch(`${origin}/_local/health`)).json()) as Pick<
    SoakedStack,
    'awsEndpoint' | 'region' | 'queueUrl'
  >;
  return {
    origin,
    ...health,
    functionMemoryMb: () => largestChildMb(child.pid ?? 0),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function largestChildMb(parent: number): number {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'ppid=,rss='], { encoding: 'utf8' });
  const sizes = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([ppid]) => ppid === parent)
    .map(([, kilobytes = 0]) => kilobytes / 1_024);
  return Math.max(0, ...sizes);
}
