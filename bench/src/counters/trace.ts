import type { AwsDouble } from '../aws-double/aws-double.ts';
import type { Tally } from '../aws-double/tally.ts';
import { functionEnvironment } from '../samples/environment.ts';
import type { Issuer } from '../samples/issuer.ts';
import { runSample, type Sample } from '../samples/run-sample.ts';
import type { Numbers } from './check.ts';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import type { CounterScenario } from '../scenarios/counter-scenario.ts';
import { written } from './written.ts';

/** What one execution environment did, without any clock. */
export interface Trace {
  /** Calls that INIT alone made, by operation. */
  readonly initCalls: Numbers;
  /** Calls that all invocations together made, by operation. */
  readonly calls: Numbers;
  /** Calls of an operation per invocation; for a batch, per record. */
  readonly perCall: Numbers;
  /** DynamoDB's units, log lines and bytes, metric bytes: per invocation; for a batch, per record. */
  readonly unitsPerCall: Numbers;
  readonly writtenPerCall: Numbers;
  /** TLS handshakes of INIT, and of all invocations together. */
  readonly connections: Numbers;
  readonly mostAtOnce: Numbers;
  /** Every module of Node that was loaded when INIT was over, and those that invocations loaded on top. */
  readonly modules: readonly string[];
  readonly lateModules: readonly string[];
}

/** Calls a function `count` times in one fresh environment and tells its INIT and its calls apart. */
export async function trace(
  scenario: Scenario,
  counted: CounterScenario,
  site: { readonly double: AwsDouble; readonly issuer: Issuer; readonly entry: string },
  count: number,
): Promise<Trace> {
  const { double, issuer, entry } = site;
  const environment = { ...functionEnvironment(scenario, double), ...counted.settings };
  const run = async (events: readonly object[]): Promise<{ sample: Sample; tally: Tally }> => {
    await double.store((counted.stored ?? scenario.stored)?.() ?? []);
    const sample = await runSample({ entry, events, warmUps: 0 }, environment);
    return { sample, tally: await double.take() };
  };
  double.setLatencies(counted.latenciesMs ?? {});
  const idle = await run([]);
  const busy = await run(counted.events(issuer, count));
  const calls = minus(busy.tally.calls, idle.tally.calls);
  const units = minus({ ...busy.tally.units }, { ...idle.tally.units });
  return {
    initCalls: idle.tally.calls,
    calls,
    perCall: each(calls, (value) => value / count),
    unitsPerCall: each(units, (value) => value / count),
    writtenPerCall: each(
      minus(written(busy.sample.output), written(idle.sample.output)),
      (value) => value / count,
    ),
    connections: {
      INIT: idle.tally.connections,
      invocations: busy.tally.connections - idle.tally.connections,
    },
    mostAtOnce: busy.tally.mostAtOnce,
    modules: idle.sample.modules,
    lateModules: busy.sample.lateModules,
  };
}

function minus(numbers: Numbers, others: Numbers): Record<string, number> {
  const names = [...new Set([...Object.keys(numbers), ...Object.keys(others)])];
  const differences = names.map((name) => [name, (numbers[name] ?? 0) - (others[name] ?? 0)] as const);
  return Object.fromEntries(differences.filter(([, difference]) => difference !== 0));
}

function each(numbers: Numbers, change: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, change(value)]));
}
