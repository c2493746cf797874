// `npm run bench:load`: the whole local stack under load, and what happens as the number of requests grows.
// The local engines share this machine with what is measured, so their own ceilings are measured too.
import { startAwsDouble } from '../aws-double/aws-double.ts';
import { measureCeilings } from './ceilings.ts';
import { drain } from './drain.ts';
import { measureGrowth } from './growth.ts';
import { measureOpenings } from './openings.ts';
import { askStack, startLocalStack } from './local-stack.ts';
import { runStep, type Step } from './steps.ts';
import { createIssuer } from '../samples/issuer.ts';
import { msisdnOf } from '../samples/numbers.ts';
import { loadScenarios, type Scenario } from '../scenarios/all-scenarios.ts';
import { unpackFunctions } from '../variants/unpacked-functions.ts';
import { readArguments } from '../arguments.ts';

const USAGE = `npm run bench:load -- …
  --seconds 5          of each step
  --drain 1000,10000   queues that are drained, by their length
  --hang 120           seconds of openings with the SMS provider working, then as many with it hanging
  --only hang          that part alone`;

const { values, number, refuse } = readArguments(USAGE, {
  seconds: { type: 'string', default: '5' },
  drain: { type: 'string', default: '1000,10000' },
  hang: { type: 'string', default: '120' },
  only: { type: 'string', default: '' },
});
const seconds = number('seconds', 1, 600);
const counts = values.drain.split(',').map(Number);
if (!counts.every((count) => Number.isInteger(count) && count > 0)) refuse('--drain takes whole numbers');
const hangSeconds = number('hang', 10, 3_600);
if (!['', 'hang'].includes(values.only)) refuse('--only takes hang');
const OPENINGS_PER_SECOND = 6;
const RATES = [10, 50, 100, 200];
const OPEN_ACCOUNTS = 100;

const scenarios = await loadScenarios();
const pathOf = scenarios.flatMap(({ load }) => load?.pathOf ?? [])[0];
const consumer = scenarios.find(({ load }) => load?.batches !== undefined);
if (pathOf === undefined || consumer === undefined)
  throw new Error('no scenario has a route, or batches, to load');

const stack = await startLocalStack();
const { token } = await askStack(stack.origin);
let used = 0;
const take = (count: number): number => (used += count) - count;

if (values.only === '') await measureLoad(pathOf, consumer);
await compareOpenings(consumer);
await stack.stop();
if (values.only === '') await measureGrowths(consumer);

async function measureLoad(pathOf: (msisdn: string) => string, consumer: Scenario): Promise<void> {
  say('what the engines reach alone, requests a second');
  for (const [what, rate] of Object.entries(await measureCeilings(stack)))
    say(`  ${what.padEnd(40)} ${rate.toFixed(0)}`);

  await drain(stack, consumer, OPEN_ACCOUNTS, take(OPEN_ACCOUNTS));
  const open = Array.from({ length: OPEN_ACCOUNTS }, (_, index) => absent(index));
  say('\nwhat         asked/s  answered/s  p50 ms  p99 ms  failed  authorizer hits  stack MB  function MB');
  for (const what of ['reads', 'first visits', 'mix'] as const) {
    for (const ratePerSecond of RATES) {
      const step: Step = { what, ratePerSecond, seconds, pathOf };
      const found = await runStep(stack, token, step, { open, next: () => absent(take(1)) });
      const { answeredPerSecond, p50Ms, p99Ms, failed, cacheHits, stackMb, functionMb } = found;
      say(
        `${what.padEnd(12)} ${cell(ratePerSecond, 7)}  ${cell(answeredPerSecond, 10)}  ${cell(p50Ms, 6)}  ${cell(p99Ms, 6)}  ${cell(failed, 6)}  ${cell(100 * cacheHits, 13)} %  ${cell(stackMb, 8)}  ${cell(functionMb, 11)}`,
      );
    }
  }

  say('\ndraining the queue of the local stack');
  say('requests  wall ms each  function ms each  invocations  dead letters');
  for (const count of counts) {
    const { wallMsPerEvent, functionMsPerEvent, invocations, deadLetters } = await drain(
      stack,
      consumer,
      count,
      take(count),
    );
    say(
      `${cell(count, 8)}  ${wallMsPerEvent.toFixed(2).padStart(12)}  ${functionMsPerEvent.toFixed(2).padStart(16)}  ${cell(invocations, 11)}  ${cell(deadLetters, 12)}`,
    );
  }
}

/** A provider that hangs may delay welcomes, and nothing else. */
async function compareOpenings(consumer: Scenario): Promise<void> {
  say(`\n${OPENINGS_PER_SECOND} openings a second for ${hangSeconds} s`);
  say('the SMS provider  asked  opened  opened/s  p50 ms  p90 ms');
  const speeds: number[] = [];
  for (const [sms, name] of [
    ['ok', 'works'],
    ['timeout', 'hangs'],
  ] as const) {
    const step = { sms, ratePerSecond: OPENINGS_PER_SECOND, seconds: hangSeconds };
    const found = await measureOpenings(stack, consumer, step, take(OPENINGS_PER_SECOND * hangSeconds));
    speeds.push(found.openedPerSecond);
    say(
      `${name.padEnd(16)} ${cell(found.asked, 6)}  ${cell(found.opened, 6)}  ${found.openedPerSecond.toFixed(2).padStart(8)}  ${cell(found.p50Ms, 6)}  ${cell(found.p90Ms, 6)}`,
    );
  }
  const [working = 0, hanging = 0] = speeds;
  say(`openings with the provider hanging : working = ${(hanging / working).toFixed(2)}`);
}

async function measureGrowths(consumer: Scenario): Promise<void> {
  const functions = unpackFunctions();
  say('\nthe consumer alone, in one environment: does it slow down?');
  say('requests  CPU ms each  CPU slope  wall slope   (0 is flat; 1 would be twice as slow at the end)');
  const double = await startAwsDouble(createIssuer(Math.floor(Date.now() / 1_000)).jwks);
  for (const count of counts) {
    const { cpuMsPerEvent, cpuSlope, wallSlope } = await measureGrowth(
      double,
      consumer,
      functions.entryOf(consumer.functionName),
      count,
    );
    say(
      `${cell(count, 8)}  ${cpuMsPerEvent.toFixed(2).padStart(11)}  ${cpuSlope.toFixed(2).padStart(9)}  ${wallSlope.toFixed(2).padStart(10)}`,
    );
  }
  await double.stop();
  functions.remove();
}

/** The numbers of a scenario's batches: odd ones, for which the AWS double has no account. */
function absent(index: number): string {
  return msisdnOf(2 * index + 1);
}

function cell(value: number, width: number): string {
  return value.toFixed(0).padStart(width);
}

function say(line: string): void {
  console.log(line);
}
