import { randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { FunctionName } from '../setup/wiring.ts';
import { type ExecutionEnvironment, launchEnvironment } from './execution-environment.ts';
import { createFunctionCode } from './function-code.ts';
import type { FunctionHostOptions, InvokeOptions } from './host-options.ts';
import { createFunctionPool, type FunctionPool, type PoolResult, type PoolSignals } from './function-pool.ts';
import type { Invocation, InvocationOutcome } from './invocation.ts';
import { accessKeyId, functionArn, lambdaEnvironment, nodeArguments } from './lambda-environment.ts';
import type { OrphanReaper } from './orphan-reaper.ts';
import { oversizedEvent } from './payload-limits.ts';
import type { RuntimeApi } from './runtime-api.ts';
import { passesLogLevel } from './log-lines.ts';
import { startSystemTimer } from './timers.ts';

/** One function of the host: its code on disk and the environments that run it. */
export interface HostedFunction {
  readonly pool: FunctionPool;
  invoke(event: unknown, options: InvokeOptions): Promise<Invocation>;
  /** @throws Error with the function's own sentence where it cannot start. */
  start(): Promise<void>;
}

/** What all functions of one host share. */
export interface HostSite {
  readonly folder: string;
  readonly bootstrapPath: string;
  readonly runtimeApi: RuntimeApi;
  readonly reaper: OrphanReaper;
  readonly options: FunctionHostOptions;
  readonly now: () => number;
}

/** Prepares a function; nothing is unpacked or started before its first invocation. */
export function hostFunction(name: FunctionName, site: HostSite): HostedFunction {
  const { wiring, maximumEnvironments = 10, concurrency = 1000 } = site.options;
  const settings = wiring.functions[name]!;
  const folder = path.join(site.folder, name);
  const code = createFunctionCode({ zipPath: settings.zipPath, folder });
  const limits = { maximumEnvironments, concurrency, maximumStarting: Math.max(2, availableParallelism()) };
  let sequence = 0;
  const pool = createFunctionPool(
    limits,
    (version, signals) => launch(name, (sequence += 1), path.join(folder, version), signals, site),
    { now: site.now, later: (callback, ms) => void setTimeout(callback, ms).unref() },
  );

  const execute = async (requestId: string, event: unknown, options: InvokeOptions): Promise<PoolResult> => {
    const eventText = JSON.stringify(event ?? null);
    const refused = oversizedEvent(eventText);
    if (refused !== undefined) return { outcome: refused, durationMs: 0, coldStart: false };
    const version = await code.current().catch(unreadableZip);
    if ('outcome' in version) return { outcome: version, durationMs: 0, coldStart: true };
    return pool.run(version.hash, {
      requestId,
      eventText,
      timeoutMs: settings.timeoutSeconds * 1000,
      functionArn: functionArn(wiring.region, name),
      traceHeader: options.traceHeader ?? newTraceHeader(site.now()),
    });
  };
  return {
    pool,
    async invoke(event, options) {
      const requestId = randomUUID();
      const result = await execute(requestId, event, options);
      report(name, requestId, result, site);
      return { ...result.outcome, requestId, durationMs: result.durationMs, coldStart: result.coldStart };
    },
    async start() {
      const { outcome } = await pool.start((await code.current()).hash);
      if (outcome.outcome !== 'success')
        throw new Error(
          'errorMessage' in outcome ? outcome.errorMessage : `${name} ended with ${outcome.outcome}`,
        );
    },
  };
}

function launch(
  name: FunctionName,
  sequence: number,
  folder: string,
  signals: PoolSignals,
  site: HostSite,
): ExecutionEnvironment {
  const { wiring, awsEndpointUrl, log, initTimeoutMs = 10_000, startTimer = startSystemTimer } = site.options;
  const settings = wiring.functions[name]!;
  const id = `${name}-${sequence}-${randomUUID()}`;
  let firstRequestId: string | undefined;
  const facts = {
    functionName: name,
    settings,
    region: wiring.region,
    sequence,
    logStreamName: id,
    taskRoot: folder,
    awsEndpointUrl,
  };
  return launchEnvironment(
    {
      id,
      accessKeyId: accessKeyId(name, sequence),
      runtimeApi: site.runtimeApi,
      bootstrapPath: site.bootstrapPath,
      nodeArguments: nodeArguments(settings.memoryMb),
      environment: (runtimeApi) => lambdaEnvironment({ ...facts, runtimeApi }),
      folder,
      reaper: site.reaper,
      initTimeoutMs,
      now: site.now,
      startTimer,
    },
    {
      ...signals,
      line(line, stream, requestId) {
        firstRequestId ??= requestId;
        if (!passesLogLevel(line, settings.applicationLogLevel)) return;
        const request = requestId === undefined ? {} : { requestId };
        log?.({
          functionName: name,
          ...request,
          environmentId: id,
          coldStart: requestId === firstRequestId,
          line,
          stream,
        });
      },
    },
  );
}

/** Lambda bills the cold start too: https://aws.amazon.com/lambda/pricing/ */
function report(functionName: FunctionName, requestId: string, result: PoolResult, site: HostSite): void {
  const { outcome, durationMs, coldStart, ...rest } = result;
  const billedMs = Math.ceil(durationMs + (result.initMs ?? 0));
  site.options.onReport?.({
    functionName,
    requestId,
    durationMs,
    billedMs,
    coldStart,
    outcome: outcome.outcome,
    ...rest,
  });
}

function unreadableZip(error: Error): InvocationOutcome {
  return { outcome: 'init-error', errorType: 'InvalidZipFileException', errorMessage: error.message };
}

/** A root of its own, as Lambda makes for an untraced caller: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceHeader(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
