// `npm run bench:counters`: what needs no clock to be compared with its budget, so that a noisy machine decides
// nothing. With --update it writes what it finds into bench/budgets.json; the difference is then for a reviewer.
import { startAwsDouble } from './aws-double/aws-double.ts';
import { type Budgets, inFlight, readBudgets, type Traced, writeBudgets } from './counters/budgets.ts';
import { type BundleSize, measureBundle } from './counters/bundle-counters.ts';
import { atMost, type Check, exactly, noneOf, type Numbers } from './counters/check.ts';
import { WRITTEN_AT_MOST } from './scenarios/counter-scenario.ts';
import { FORBIDDEN_AT_INIT, FORBIDDEN_PACKAGES } from './scenarios/forbidden.ts';
import { trace } from './counters/trace.ts';
import { createIssuer } from './samples/issuer.ts';
import { loadScenarios, type Scenario } from './scenarios/all-scenarios.ts';
import { unpackFunctions } from './variants/unpacked-functions.ts';

/** Invocations of each scenario, or records of a queue. */
const CALLS = 100;

const scenarios = await loadScenarios();
const functions = unpackFunctions();
const issuer = createIssuer(Math.floor(Date.now() / 1_000));
const double = await startAwsDouble(issuer.jwks);
const bundles = new Map(scenarios.map(({ functionName }) => [functionName, measureBundle(functionName)]));
const traces: (Traced & { readonly of: Scenario })[] = [];
for (const scenario of scenarios) {
  const { functionName, counters } = scenario;
  const site = { double, issuer, entry: functions.entryOf(functionName) };
  for (const counted of counters) {
    const found = await trace(scenario, counted, site, CALLS);
    traces.push({ name: `${functionName}, ${counted.name}`, of: scenario, scenario: counted, found });
  }
}
await double.stop();
functions.remove();

if (process.argv.includes('--update')) writeBudgets(bundles, traces);
const budgets = readBudgets();
const checks = [...bundles].flatMap(([name, size]) => bundleChecks(name, size, budgets));
for (const traced of traces) checks.push(...traceChecks(traced, budgets));
for (const { what, found, faults } of checks) {
  console.log(`${faults.length === 0 ? '✓' : '✗'} ${what}${found === '' ? '' : ` (${found})`}`);
  for (const fault of faults) console.log(`    ${fault}`);
}
const failed = checks.filter(({ faults }) => faults.length > 0).length;
if (failed > 0) {
  console.log('\nWhere a rise is meant: npm run bench:counters -- --update, and say why in the commit.');
}
console.log(`\n${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function bundleChecks(name: string, size: BundleSize, { bundles: all }: Budgets): Check[] {
  const { total = {}, packages = {} } = all[name] ?? {};
  return [
    atMost(`${name}: bytes`, size.total, total, 'bytes'),
    atMost(`${name}: bytes by package`, size.packages, packages, 'bytes'),
    noneOf(`${name}: packages in the bundle`, Object.keys(size.packages), FORBIDDEN_PACKAGES),
  ];
}

function traceChecks(traced: (typeof traces)[number], { scenarios: all }: Budgets): Check[] {
  const { name, found, of, scenario } = traced;
  const budget = all[name];
  if (budget === undefined) return [{ what: name, found: '', faults: [`${name} has no budget`] }];
  const forbidden = [...FORBIDDEN_AT_INIT, ...(of.forbiddenAtInit ?? [])];
  return [
    noneOf(`${name}: Node's modules loaded at INIT`, found.modules, forbidden),
    exactly(
      `${name}: left by INIT for invocations to load`,
      countsOf(found.lateModules),
      countsOf(scenario.lateModules ?? []),
    ),
    exactly(`${name}: calls at INIT`, found.initCalls, budget.initCalls),
    exactly(`${name}: calls per invocation or record`, found.perCall, budget.perCall),
    exactly(`${name}: DynamoDB units per invocation or record`, found.unitsPerCall, budget.unitsPerCall),
    atMost(`${name}: TLS connections`, found.connections, budget.connections, 'in 100 calls'),
    atMost(
      `${name}: written per invocation or record`,
      found.writtenPerCall,
      budget.writtenPerCall,
      'a call',
    ),
    ...(scenario.writesMore === undefined
      ? [
          atMost(
            `${name}: written, by any invocation at most`,
            pick(found.writtenPerCall, WRITTEN_AT_MOST),
            WRITTEN_AT_MOST,
            'a call',
          ),
        ]
      : []),
    exactly(`${name}: messages in flight`, inFlight(traced), budget.inFlight),
  ];
}

/** Of some numbers those that others name too. */
function pick(numbers: Numbers, others: Numbers): Numbers {
  return Object.fromEntries(Object.entries(numbers).filter(([name]) => name in others));
}

function countsOf(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}
