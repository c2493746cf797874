import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
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
 * Runs one job in a fresh process with Lambda's V8 flags. What it prints goes into a file: reading a pipe would take CPU
 * from what is measured.
 *
 * @throws Error with what the process wrote, when it does not end well.
 */
export async function runSample(job: Job, environment: Readonly<Record<string, string>>): Promise<Sample> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fintech-solution-sample-'));
  const [jobFile, outputFile] = [path.join(folder, 'job.json'), path.join(folder, 'output')];
  await writeFile(jobFile, JSON.stringify(job));
  const output = await open(outputFile, 'w');
  try {
    const program = path.join(import.meta.dirname, 'sample.mjs');
    const child = spawn(process.execPath, [...LAMBDA_V8_FLAGS, program, jobFile], {
      env: environment,
      stdio: ['ignore', output.fd, output.fd, 'pipe'],
    });
    const [result, [status]] = await Promise.all([
      textOf(child.stdio[3] as Readable | null),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    const written = await readFile(outputFile, 'utf8');
    if (status !== 0 || result === '') throw new Error(`a sample of ${job.entry} failed: ${written}`);
    return { ...(JSON.parse(result) as Omit<Sample, 'output'>), output: written };
  } finally {
    await output.close();
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
