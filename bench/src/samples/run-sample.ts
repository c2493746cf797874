import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { LAMBDA_V8_FLAGS } from './environment.ts';

/** What one execution environment is to do. */
export interface Job {
  /** The file that Lambda would load: `app.mjs` or `app.js` of an unpacked zip. */
  readonly entry: string;
  /** The first one is the first invocation; then come `warmUps`, and the rest is measured. */
  readonly events: readonly object[];
  readonly warmUps: number;
  /** Measures the rest in so many equal parts, to see whether the last cost more than the first. */
  readonly slices?: number;
}

/** CPU time includes garbage collection and compilation on other threads; idle time is waiting for others. */
export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly idleMs: number;
}

export interface Sample {
  readonly init: Cost;
  readonly first?: Cost;
  /** Per invocation. */
  readonly warm?: { readonly cpuMs: number; readonly idleMs: number; readonly p50Ms: number };
  /** Per invocation, part by part. */
  readonly slices?: readonly { readonly cpuMs: number; readonly wallMs: number }[];
  /** The first invocation's answer. */
  readonly answer?: unknown;
  /** Every module of Node itself that was loaded when INIT was over. */
  readonly modules: readonly string[];
  /** The ones that were loaded later, by invocations. */
  readonly lateModules: readonly string[];
  /** What the function wrote. */
  readonly output: string;
}

/**
 * Runs one job in a fresh process with Lambda's V8 flags.
 *
 * @throws Error with what the process wrote, when it does not end well.
 */
export async function runSample(job: Job, environment: Readonly<Record<string, string>>): Promise<Sample> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fintech-solution-sample-'));
  try {
    const jobFile = path.join(folder, 'job.json');
    await writeFile(jobFile, JSON.stringify(job));
    const program = path.join(import.meta.dirname, 'sample.mjs');
    const child = spawn(process.execPath, [...LAMBDA_V8_FLAGS, program, jobFile], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [output, errors, result, [status]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      textOf(child.stdio[3] as Readable | null),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    if (status !== 0 || result === '')
      throw new Error(`a sample of ${job.entry} failed: ${errors || output}`);
    return { ...(JSON.parse(result) as Omit<Sample, 'output'>), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function textOf(stream: Readable | null): Promise<string> {
  let text = '';
  if (stream === null) return text;
  stream.setEncoding('utf8');
  for await (const chunk of stream as AsyncIterable<string>) text += chunk;
  return text;
}
