import { median } from 'simple-statistics';
import type { AwsDouble } from '../aws-double/aws-double.ts';
import { written } from '../counters/written.ts';
import { functionEnvironment } from '../samples/environment.ts';
import type { Issuer } from '../samples/issuer.ts';
import { type Cost, runSample } from '../samples/run-sample.ts';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import { LATENCIES_MS } from '../scenarios/sample-kinds.ts';
import type { Build, Invocation } from './bill.ts';

export interface CostSite {
  readonly double: AwsDouble;
  readonly issuer: Issuer;
  readonly entryOf: (name: string) => string;
  /** CPU that a function of this memory gets, of a whole one. */
  readonly cpuShare: number;
  readonly batchSize: number;
  readonly logLevel: string;
}

const RUNS = 3;
/** Enough for a time that is mostly waiting; an opened batch of the reference build waits for two seconds a call. */
const WARM_UPS = 4;
const CALLS = 10;

/** Traces every billed invocation of a build: its calls, units and bytes exactly, its time as the median of runs. */
export async function measureBuild(scenarios: readonly Scenario[], site: CostSite): Promise<Build> {
  const build: Partial<Record<keyof Build, Invocation>> = {};
  for (const scenario of scenarios) {
    for (const [invocation, events] of Object.entries(scenario.billed ?? {})) {
      console.error(`measuring: ${invocation}`);
      const some = events(site.issuer, WARM_UPS + CALLS + 1, site.batchSize);
      build[invocation as keyof Build] = await measure(site, scenario, some);
    }
  }
  return build as Build;
}

async function measure(
  { double, entryOf, cpuShare, logLevel }: CostSite,
  scenario: Scenario,
  events: readonly object[],
): Promise<Invocation> {
  const environment = functionEnvironment(scenario, double, logLevel);
  const [durations, inits]: [number[], number[]] = [[], []];
  const run = async (some: readonly object[]) => {
    double.setLatencies(LATENCIES_MS);
    await double.store(scenario.stored?.() ?? []);
    const warmUps = Math.min(WARM_UPS, Math.floor(some.length / 3));
    const sample = await runSample(
      { entry: entryOf(scenario.functionName), events: some, warmUps },
      environment,
    );
    return { sample, tally: await double.take() };
  };
  const idle = await run([]);
  let busy = idle;
  for (let count = 0; count < RUNS; count += 1) {
    busy = await run(events);
    const { warm, init } = busy.sample;
    durations.push(warm === undefined ? Number.NaN : throttled(warm, cpuShare));
    inits.push(init.cpuMs + init.idleMs);
  }
  const per = (after: number | undefined, before: number | undefined) =>
    ((after ?? 0) - (before ?? 0)) / events.length;
  const [now, atInit] = [busy.tally, idle.tally];
  const bytes = written(busy.sample.output);
  return {
    durationMs: median(durations),
    initMs: median(inits),
    logBytes: ((bytes['log bytes'] ?? 0) + (bytes['metric bytes'] ?? 0)) / events.length,
    readUnits: per(now.units.read, atInit.units.read),
    writeUnits: per(now.units.write, atInit.units.write),
    sqsRequests:
      per(now.calls['SendMessage'], atInit.calls['SendMessage']) +
      per(now.calls['SendMessageBatch'], atInit.calls['SendMessageBatch']),
    sesMessages: per(now.calls['SendEmail'], atInit.calls['SendEmail']),
  };
}

/** CPU time takes longer with a share of a CPU; waiting for others takes what it takes. */
function throttled({ cpuMs, idleMs }: Pick<Cost, 'cpuMs' | 'idleMs'>, cpuShare: number): number {
  return cpuMs / cpuShare + idleMs;
}
