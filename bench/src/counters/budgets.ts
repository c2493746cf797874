import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BundleSize } from './bundle-counters.ts';
import type { Numbers } from './check.ts';
import type { CounterScenario } from '../scenarios/counter-scenario.ts';
import type { Trace } from './trace.ts';

/** What was decided about one scenario: calls exactly, bytes and connections at most. */
export type CallBudget = Pick<
  Trace,
  'initCalls' | 'perCall' | 'unitsPerCall' | 'writtenPerCall' | 'connections'
> & {
  /** The most messages of a batch that are worked on at once. */
  readonly inFlight: Numbers;
};

/** `bench/budgets.json`: every number that may not rise unnoticed. */
export interface Budgets {
  readonly bundles: Readonly<Record<string, BundleSize>>;
  readonly scenarios: Readonly<Record<string, CallBudget>>;
}

/** What a scenario's environment did. */
export interface Traced {
  /** The function and the way in which it was called. */
  readonly name: string;
  readonly scenario: CounterScenario;
  readonly found: Trace;
}

const FILE = path.join(import.meta.dirname, '../../budgets.json');

export function readBudgets(): Budgets {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Budgets;
}

/** Writes budgets for what was measured: with a little room for bytes, and exactly for calls. */
export function writeBudgets(bundles: ReadonlyMap<string, BundleSize>, traces: readonly Traced[]): void {
  const budgets = {
    bundles: Object.fromEntries([...bundles].map(([name, size]) => [name, roomFor(size)])),
    scenarios: Object.fromEntries(traces.map((traced) => [traced.name, callBudget(traced)])),
  };
  writeFileSync(FILE, `${JSON.stringify(budgets, undefined, 2)}\n`);
}

/** Records that are worked on at once are seen at the first call that each of them makes. */
export function inFlight({ scenario: { firstCall }, found }: Traced): Numbers {
  return firstCall === undefined ? {} : { [firstCall]: found.mostAtOnce[firstCall] ?? 0 };
}

function callBudget(traced: Traced): CallBudget {
  const { scenario, found } = traced;
  return {
    initCalls: found.initCalls,
    perCall: found.perCall,
    unitsPerCall: found.unitsPerCall,
    writtenPerCall: withRoom(found.writtenPerCall),
    connections: {
      ...found.connections,
      ...(scenario.connectionsAtMost !== undefined && { invocations: scenario.connectionsAtMost }),
    },
    inFlight: inFlight(traced),
  };
}

function roomFor({ total, packages }: BundleSize) {
  return { total: withRoom(total), packages: withRoom(packages) };
}

/**
 * Five per cent and fifty bytes: a fixed defect of a library fits, another library does not. Our own code may grow by a
 * tenth and three hundred bytes before a person has to look.
 */
function withRoom(numbers: Numbers): Numbers {
  const withMore = ([name, value]: [string, number]) => {
    if (name === 'log lines') return [name, value] as const;
    const isOurs = name.startsWith('lambda-src/');
    return [name, Math.ceil(value * (isOurs ? 1.1 : 1.05)) + (isOurs ? 300 : 50)] as const;
  };
  return Object.fromEntries(Object.entries(numbers).map(withMore));
}
