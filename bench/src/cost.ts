// `npm run cost`: what a thousand reads, opened accounts and transfers cost, by service, next to the reference build.
// Calls, units and bytes are counted; time is measured and scaled to the function's memory; prices are a dated file.
import path from 'node:path';
import { startAwsDouble } from './aws-double/aws-double.ts';
import {
  accountUsage,
  type Build,
  costOf,
  type Parameters,
  readUsage,
  sum,
  sweepingUsage,
  transferUsage,
  type Usage,
} from './cost/bill.ts';
import { FIXED_MONTHLY } from './cost/fixed.ts';
import { measureBuild } from './cost/measure.ts';
import { readPrices } from './cost/prices.ts';
import { createIssuer } from './samples/issuer.ts';
import { loadScenarios } from './scenarios/all-scenarios.ts';
import { buildReference } from './variants/reference-build.ts';
import { unpackFunctions } from './variants/unpacked-functions.ts';
import { readArguments } from './arguments.ts';

const USAGE = `npm run cost -- …
  --prices FILE          a file like bench/prices/us-east-1.json, which is the default
  --hit-ratio 0.8        share of requests whose token the gateway still knows
  --batch 10             requests for accounts in one invocation
  --memory 512           of each function, MB
  --cold 0.01            share of invocations that start an environment
  --access-log-bytes 420 of the gateway, per request
  --traced 0.05          share of requests that X-Ray records
  --ses-plan essentials  how SES is paid for: essentials, as in accounts that are new to SES, or none, by the message
  --sms-usd 0            what the provider takes for one SMS
  --log-level INFO       of the functions
  --json                 for programs`;

const { values, number, oneOf, read } = readArguments(USAGE, {
  prices: { type: 'string', default: path.join(import.meta.dirname, '../prices/us-east-1.json') },
  'hit-ratio': { type: 'string', default: '0.8' },
  batch: { type: 'string', default: '10' },
  memory: { type: 'string', default: '512' },
  cold: { type: 'string', default: '0.01' },
  'access-log-bytes': { type: 'string', default: '420' },
  traced: { type: 'string', default: '0.05' },
  'ses-plan': { type: 'string', default: 'essentials' },
  'sms-usd': { type: 'string', default: '0' },
  'log-level': { type: 'string', default: 'INFO' },
  json: { type: 'boolean', default: false },
});
const parameters: Parameters = {
  memoryMb: number('memory', 128, 10_240),
  cacheHitRatio: number('hit-ratio', 0, 1),
  batchSize: number('batch', 1, 10),
  coldRatio: number('cold', 0, 1),
  accessLogBytes: number('access-log-bytes', 0, 10_000),
  tracedRatio: number('traced', 0, 1),
  sesPlan: oneOf('ses-plan', 'essentials', 'none'),
  smsUsd: number('sms-usd', 0, 10),
};
const prices = read(() => readPrices(values.prices));
const logLevel = oneOf('log-level', 'DEBUG', 'INFO', 'WARN', 'ERROR');

const scenarios = await loadScenarios();
const functions = unpackFunctions();
const reference = await buildReference(functions.folder);
const issuer = createIssuer(Math.floor(Date.now() / 1_000));
const double = await startAwsDouble(issuer.jwks);
const site = {
  double,
  issuer,
  cpuShare: Math.min(1, parameters.memoryMb / 1_769),
  batchSize: parameters.batchSize,
  logLevel,
};
const ours = await measureBuild(scenarios, { ...site, entryOf: functions.entryOf });
const compared = scenarios.filter(({ functionName }) => reference.has(functionName));
// Tutorials move the money within the request, and tell no customer.
const {
  postTransfer: _posted,
  notifyParty: _told,
  ...theirs
} = await measureBuild(compared, {
  ...site,
  entryOf: reference.entryOf,
});
await double.stop();
functions.remove();

const report = {
  prices: { region: prices.region, date: prices.date },
  parameters,
  'per 1,000 reads': compare(readUsage),
  'per 1,000 opened accounts': compare(accountUsage),
  'per 1,000 transfers': compare(transferUsage),
  'fixed, per month': costOf(sum(FIXED_MONTHLY, sweepingUsage(ours, parameters)), prices, parameters),
};
if (values.json) console.log(JSON.stringify(report, undefined, 2));
else print();

function compare(usageOf: (build: Build, parameters: Parameters) => Usage) {
  const thousand = (build: Build) => {
    const costs = Object.entries(costOf(usageOf(build, parameters), prices, parameters));
    return Object.fromEntries(
      costs.filter(([, usd]) => usd > 0).map(([service, usd]) => [service, 1_000 * usd]),
    );
  };
  return { ours: thousand(ours), reference: thousand(theirs) };
}

function print(): void {
  for (const title of ['per 1,000 reads', 'per 1,000 opened accounts', 'per 1,000 transfers'] as const) {
    const { ours: mine, reference: other } = report[title];
    console.log(`\nUS dollars ${title}`.padEnd(46), 'ours'.padStart(9), 'reference'.padStart(9));
    for (const service of [...new Set([...Object.keys(mine), ...Object.keys(other)])]) {
      line(service, mine[service] ?? 0, other[service] ?? 0);
    }
    line('together', total(mine), total(other));
    console.log(`  ratio ${(total(mine) / total(other)).toFixed(2)}`);
  }
  console.log('\nUS dollars a month, before any traffic but a normal month’s metrics, both channels ON');
  for (const [service, usd] of Object.entries(report['fixed, per month'])) line(service, usd);
  line('together', total(report['fixed, per month']));
  console.log(`\nprices of ${prices.region}, ${prices.date}: ${prices.note}`);
}

function line(name: string, ...amounts: readonly number[]): void {
  console.log(`  ${name}`.padEnd(45), ...amounts.map((usd) => usd.toFixed(5).padStart(9)));
}

function total(costs: Readonly<Record<string, number>>): number {
  return Object.values(costs).reduce((sum, usd) => sum + usd, 0);
}
