import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FunctionName } from '../setup/wiring.ts';
import { BOOTSTRAP_SOURCE } from './bootstrap-source.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionHostOptions, InvokeOptions } from './host-options.ts';
import { type HostSite, hostFunction } from './hosted-function.ts';
import { createOrphanReaper } from './orphan-reaper.ts';
import type { Invocation } from './invocation.ts';
import { startRuntimeApi } from './runtime-api.ts';

export type { FunctionHostOptions, InvokeOptions } from './host-options.ts';
export type { FunctionLogLine, Invocation, InvocationReport } from './invocation.ts';

/** Runs the built zips as Lambda does: child processes, cold starts, time limits, crashes. */
export interface FunctionHost {
  /** Never rejects: whatever happens to the function is an {@link Invocation}. */
  invoke(name: FunctionName, event: unknown, options?: InvokeOptions): Promise<Invocation>;
  /**
   * Cold-starts a function without an event, as provisioned concurrency does; its next invocation is warm.
   *
   * @throws Error with the function's own sentence where it cannot start.
   */
  start(name: FunctionName): Promise<void>;
  /** Kills one busy environment of a function; false where it has no busy one. */
  crash(name: FunctionName): boolean;
  /** Kills the environment that signs with this key id; false where it is gone. */
  crashByAccessKey(accessKeyId: string): boolean;
  /** The next invocation (of one function, or of all) is a cold start with the zip as it is then. */
  recycle(name?: FunctionName): Promise<void>;
  /** Ends every child process and removes the unpacked code. */
  stop(): Promise<void>;
}

/** Starts the host; the first child process starts with the first invocation. */
export async function createFunctionHost(options: FunctionHostOptions): Promise<FunctionHost> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fintech-solution-functions-'));
  const bootstrapPath = path.join(folder, 'bootstrap.cjs');
  await writeFile(bootstrapPath, BOOTSTRAP_SOURCE);
  const runtimeApi = await startRuntimeApi();
  const reaper = createOrphanReaper();
  const site: HostSite = {
    folder,
    bootstrapPath,
    runtimeApi,
    reaper,
    options,
    now: options.now ?? Date.now,
  };
  const functions = new Map(
    Object.keys(options.wiring.functions).map((name) => [name, hostFunction(name, site)]),
  );
  const pools = (name?: FunctionName) =>
    [...functions].filter(([known]) => name === undefined || known === name).map(([, { pool }]) => pool);
  const killFirst = (
    environments: ExecutionEnvironment[],
    which: (one: ExecutionEnvironment) => boolean,
  ): boolean => {
    const found = environments.find(which);
    found?.kill();
    return found !== undefined;
  };
  const environmentsOf = (name?: FunctionName) => pools(name).flatMap((pool) => pool.environments());
  return {
    invoke: (name, event, invokeOptions = {}) => functions.get(name)!.invoke(event, invokeOptions),
    start: (name) => functions.get(name)!.start(),
    crash: (name) => killFirst(environmentsOf(name), (one) => one.busy()),
    crashByAccessKey: (key) => killFirst(environmentsOf(), (one) => one.accessKeyId === key),
    recycle: async (name) => void (await Promise.all(pools(name).map((pool) => pool.recycle()))),
    async stop() {
      await Promise.all(pools().map((pool) => pool.stop()));
      reaper.stop();
      await runtimeApi.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
