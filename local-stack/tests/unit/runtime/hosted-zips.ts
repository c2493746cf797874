import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import {
  createFunctionHost,
  type FunctionHost,
  type FunctionHostOptions,
  type FunctionLogLine,
  type Invocation,
  type InvocationReport,
} from '../../../src/runtime/function-host.ts';
import type { FunctionName, FunctionWiring } from '../../../src/setup/wiring.ts';

/** A host over functions that a test writes as source text, and everything that it said. */
export interface HostedZips {
  readonly host: FunctionHost;
  readonly lines: FunctionLogLine[];
  readonly reports: InvocationReport[];
  readonly folder: string;
  /** Invokes `get-account-info`, which every test's code is. */
  invoke(event?: unknown): Promise<Invocation>;
  /** Replaces a function's zip, as a build does. */
  rebuild(files: Record<string, string>, name?: FunctionName): void;
  stop(): Promise<void>;
}

const open: HostedZips[] = [];

/** For `afterEach`: ends what {@link hostZips} started. */
export async function stopHostedZips(): Promise<void> {
  await Promise.all(open.splice(0).map((hosted) => hosted.stop()));
}

/** The handler's answer, parsed; fails the test for any other outcome. */
export function answerOf(invocation: Invocation): Record<string, unknown> {
  if (invocation.outcome !== 'success') throw new Error(`no answer: ${JSON.stringify(invocation)}`);
  return JSON.parse(invocation.payload) as Record<string, unknown>;
}

/** Waits for something that another process does; fails the test after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const patience = AbortSignal.timeout(5000);
  while (!condition()) {
    if (patience.aborted) throw new Error('what the test waits for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether a process still runs; one that has ended but is not reaped yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = `/proc/${pid}/stat`;
    return !existsSync(status) || !readFileSync(status, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Zips the files and starts a host whose `get-account-info` runs them. */
export async function hostZips(
  files: Record<string, string>,
  settings: Partial<FunctionWiring> = {},
  options: Partial<FunctionHostOptions> = {},
): Promise<HostedZips> {
  const folder = mkdtempSync(path.join(tmpdir(), 'function-host-test-'));
  const lines: FunctionLogLine[] = [];
  const reports: InvocationReport[] = [];
  const rebuild = (content: Record<string, string>, name: FunctionName = 'get-account-info'): void => {
    const entries = Object.entries(content).map(([file, text]) => [file, strToU8(text)] as const);
    writeFileSync(path.join(folder, `${name}.zip`), zipSync(Object.fromEntries(entries)));
  };
  rebuild(files);
  const host = await createFunctionHost({
    wiring: wiringFor(folder, settings),
    awsEndpointUrl: 'http://127.0.0.1:9',
    log: (line) => lines.push(line),
    onReport: (report) => reports.push(report),
    ...options,
  });
  const hosted: HostedZips = {
    host,
    lines,
    reports,
    folder,
    rebuild,
    invoke: (event = {}) => host.invoke('get-account-info', event),
    async stop() {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  open.push(hosted);
  return hosted;
}

function wiringFor(folder: string, settings: Partial<FunctionWiring>): FunctionHostOptions['wiring'] {
  const of = (name: FunctionName): FunctionWiring => ({
    zipPath: path.join(folder, `${name}.zip`),
    handler: 'app.lambdaHandler',
    timeoutSeconds: 10,
    memoryMb: 128,
    applicationLogLevel: 'INFO',
    environment: {},
    ...settings,
  });
  const names = ['authorizer', 'get-account-info', 'init-user-account'];
  return { region: 'ca-central-1', functions: Object.fromEntries(names.map((name) => [name, of(name)])) };
}
