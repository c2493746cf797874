import { statSync } from 'node:fs';
import type { Result } from './results.ts';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import type { ReferenceBuild } from '../variants/reference-build.ts';
import { zipOf } from '../variants/unpacked-functions.ts';

/** A zip next to the reference build's; bytes do not vary, so one look is enough. */
export function zipResult({ title, functionName, targets }: Scenario, reference: ReferenceBuild): Result {
  const [ours, theirs] = [statSync(zipOf(functionName)).size, reference.zipBytes(functionName)];
  const ratio = ours / theirs;
  const target = targets?.zip ?? 1;
  return {
    name: `zip, ${title}`,
    to: 'reference',
    ratio,
    spread: 0,
    target,
    verdict: ratio <= target ? 'met' : 'missed',
    ours: kilobytes(ours),
    theirs: kilobytes(theirs),
  };
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_024).toFixed(1)} KB`;
}
