// `npm run bench:counters`: what needs no clock to be compared with its budget, so that a noisy machine decides
// nothing. With --update it writes what it finds into bench/budgets.json; the difference is then for a reviewer.
import { startAwsDouble } from './aws-double/aws-double.ts';
import { inFlight, readBudgets, writeBudgets, type Budgets } from './counters/budgets.ts';
import { type BundleSize, measureBundle } from './counters/bundle-counters.ts';
import { atMost, type Check, exactly, noneOf, type Numbers } from './counters/check.ts';
import { FORBIDDEN_AT_AUTHORIZER_INIT, FORBIDDEN_AT_INIT, FORBIDDEN_PACKAGES } from './counters/forbidden.ts';
import { type Scenario, SCENARIOS, WRITTEN_AT_MOST } from './counters/scenarios.ts';
import { trace, type Trace } from './counters/trace.ts';
import { type FunctionName, FUNCTIONS } from './samples/events.ts';
import { createIssuer } from './samples/issuer.ts';
import { unpackFunctions } from './variants/unpacked-functions.ts';

const CALLS = 100;

const functions = unpackFunctions();
const issuer = createIssuer(Math.floor(Date.now() / 1_000));
const double = await startAwsDouble(issuer.jwks);
const bundles = new Map(FUNCTIONS.map((name) => [name, measureBundle(name)]));
const traces = new Map<Scenario, Trace>();
for (const scenario of SCENARIOS) {
  const entry = functions.entryOf(scenario.functionName);
  traces.set(scenario, await trace(scenario, { double, issuer, entry }, CALLS));
}
await double.stop();
functions.remove();

if (process.argv.includes('--update'))
  writeBudgets(bundles, new Map([...traces].map(([{ name }, found]) => [name, found])));
const budgets = readBudgets();
const checks = [...bundles].flatMap(([name, size]) => bundleChecks(name, size, budgets));
for (const [scenario, found] of traces) checks.push(...traceChecks(scenario, found, budgets));
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

function bundleChecks(name: FunctionName, size: BundleSize, { bundles: all }: Budgets): Check[] {
  return [
    atMost(`${name}: bytes`, size.total, all[name].total, 'bytes'),
    atMost(`${name}: bytes by package`, size.packages, all[name].packages, 'bytes'),
    noneOf(`${name}: packages in the bundle`, Object.keys(size.packages), FORBIDDEN_PACKAGES),
  ];
}

function traceChecks({ name, writesMore }: Scenario, found: Trace, { scenarios }: Budgets): Check[] {
  const budget = scenarios[name];
  if (budget === undefined) return [{ what: name, found: '', faults: [`${name} has no budget`] }];
  const forbidden = name.startsWith('authorizer') ? FORBIDDEN_AT_AUTHORIZER_INIT : FORBIDDEN_AT_INIT;
  return [
    noneOf(`${name}: Node's modules loaded at INIT`, found.modules, forbidden),
    exactly(`${name}: left by INIT for invocations to load`, countsOf(found.lateModules), {}),
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
    ...(writesMore === undefined
      ? [
          atMost(
            `${name}: written, by any invocation at most`,
            pick(found.writtenPerCall, WRITTEN_AT_MOST),
            WRITTEN_AT_MOST,
            'a call',
          ),
        ]
      : []),
    exactly(`${name}: messages in flight`, inFlight(found), budget.inFlight),
  ];
}

/** Of some numbers those that others name too. */
function pick(numbers: Numbers, others: Numbers): Numbers {
  return Object.fromEntries(Object.entries(numbers).filter(([name]) => name in others));
}

function countsOf(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}
