import fc from 'fast-check';
import type { Target } from './targets/target.ts';
import { batches } from './targets/batches.ts';
import { events } from './targets/events.ts';
import { gatewayRequests } from './targets/gateway-requests.ts';
import { numbers } from './targets/numbers.ts';
import { proxyEvents } from './targets/proxy-events.ts';
import { editedTokens, signedTokens } from './targets/tokens.ts';

/** Everything that is fuzzed. */
export const TARGETS: readonly Target[] = [
  numbers,
  events,
  editedTokens,
  signedTokens,
  proxyEvents,
  batches,
  gatewayRequests,
];

export interface FuzzOrder {
  /** Inputs for all targets together. */
  readonly runs: number;
  readonly seed: number;
  /** The name of the only target; all where absent. */
  readonly target: string | undefined;
  readonly say: (line: string) => void;
}

/** Inputs between two looks at the clock. */
const CHUNK = 5_000;

/** Runs the targets; returns the names of those that failed. */
export async function fuzz({
  runs,
  seed,
  target: only,
  say,
}: FuzzOrder): Promise<{ passed: number; failed: string[] }> {
  const chosen = TARGETS.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0)
    throw new Error(`There is no target "${only}"; there are: ${TARGETS.map(({ name }) => name).join(', ')}`);
  const weights = chosen.reduce((sum, { weight }) => sum + weight, 0);
  const failed: string[] = [];
  for (const target of chosen)
    if (
      !(await fuzzOne(
        target,
        Math.min(Math.ceil((runs * target.weight) / weights), target.most ?? Infinity),
        seed,
        say,
      ))
    )
      failed.push(target.name);
  return { passed: chosen.length - failed.length, failed };
}

/** Runs one target in chunks, so that a long run shows how far it is. */
async function fuzzOne(
  { name, sentence, accepted, property }: Target,
  runs: number,
  seed: number,
  say: FuzzOrder['say'],
): Promise<boolean> {
  const began = performance.now();
  let shownAt = began;
  for (let done = 0; done < runs; done += CHUNK) {
    const details = await fc.check(property, { numRuns: Math.min(CHUNK, runs - done), seed: seed + done });
    if (details.failed) {
      say(
        `FAILED ${name}: ${sentence}\n${fc.defaultReportMessage(details)}\n  ${details.errorInstance}\n  replay: npm run fuzz -- --target="${name}" --seed=${seed + done}`,
      );
      return false;
    }
    if (performance.now() - shownAt < 5_000) continue;
    shownAt = performance.now();
    say(`  ${name}: ${(done + CHUNK).toLocaleString('en')} of ${runs.toLocaleString('en')}`);
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  say(
    `${name}: ${runs.toLocaleString('en')} inputs in ${seconds} s, ${((100 * accepted.count) / runs).toFixed(1)} % accepted; ${sentence}`,
  );
  return true;
}
