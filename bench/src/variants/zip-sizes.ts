import { statSync } from 'node:fs';
import type { Result } from '../report/results.ts';
import type { FunctionName } from '../samples/events.ts';
import type { Baseline } from './baseline-build.ts';
import { zipOf } from './unpacked-functions.ts';

const TARGETS: readonly (readonly [string, FunctionName, number])[] = [
  ['zip, read', 'get-account-info', 0.45],
  ['zip, open', 'init-user-account', 0.42],
  ['zip, authorize', 'authorizer', 0.54],
];

/** The zips next to the baseline's; bytes do not vary, so one look is enough. */
export function zipResults(baseline: Baseline): Result[] {
  return TARGETS.map(([name, functionName, target]) => {
    const [ours, theirs] = [statSync(zipOf(functionName)).size, baseline.zipBytes(functionName)];
    const ratio = ours / theirs;
    const verdict = ratio <= target ? 'met' : 'missed';
    return {
      name,
      to: 'baseline',
      ratio,
      spread: 0,
      target,
      verdict,
      ours: kilobytes(ours),
      theirs: kilobytes(theirs),
    };
  });
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_024).toFixed(1)} KB`;
}
