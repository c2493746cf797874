import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type FunctionName, FUNCTIONS } from '../samples/events.ts';
import type { BundleSize } from './bundle-counters.ts';
import type { Numbers } from './check.ts';
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
  readonly bundles: Readonly<Record<FunctionName, BundleSize>>;
  readonly scenarios: Readonly<Record<string, CallBudget>>;
}

const FILE = path.join(import.meta.dirname, '../../budgets.json');

export function readBudgets(): Budgets {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Budgets;
}

/** Writes budgets for what was measured: a little room for bytes, none for calls. */
export function writeBudgets(
  bundles: ReadonlyMap<FunctionName, BundleSize>,
  traces: ReadonlyMap<string, Trace>,
): void {
  const budgets = {
    bundles: Object.fromEntries(FUNCTIONS.map((name) => [name, roomFor(bundles.get(name))])),
    scenarios: Object.fromEntries([...traces].map(([name, found]) => [name, callBudget(found)])),
  };
  writeFileSync(FILE, `${JSON.stringify(budgets, undefined, 2)}\n`);
}

/** Messages that are worked on at once are seen at the first call that each of them makes. */
export function inFlight({ mostAtOnce }: Pick<Trace, 'mostAtOnce'>): Numbers {
  return mostAtOnce['PutItem'] === undefined ? {} : { PutItem: mostAtOnce['PutItem'] };
}

function callBudget(found: Trace): CallBudget {
  return {
    initCalls: found.initCalls,
    perCall: found.perCall,
    unitsPerCall: found.unitsPerCall,
    writtenPerCall: withRoom(found.writtenPerCall),
    // How many a batch opens depends on who is served first; the most that it can is four a record.
    connections: { ...found.connections, ...((found.mostAtOnce['PutItem'] ?? 0) > 1 && { invocations: 40 }) },
    inFlight: inFlight(found),
  };
}

function roomFor(size: BundleSize | undefined) {
  return { total: withRoom(size?.total ?? {}), packages: withRoom(size?.packages ?? {}) };
}

/**
 * Five per cent and fifty bytes: a fixed defect of a library fits, another library does not. Our own code may grow by a
 * tenth and three hundred bytes before somebody has to look.
 */
function withRoom(numbers: Numbers): Numbers {
  const withMore = ([name, value]: [string, number]) => {
    if (name === 'log lines') return [name, value] as const;
    const isOurs = name.startsWith('lambda-src/');
    return [name, Math.ceil(value * (isOurs ? 1.1 : 1.05)) + (isOurs ? 300 : 50)] as const;
  };
  return Object.fromEntries(Object.entries(numbers).map(withMore));
}
