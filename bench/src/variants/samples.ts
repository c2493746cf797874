import path from 'node:path';
import type { AwsDouble } from '../aws-double/aws-double.ts';
import type { StoredWrite } from '../aws-double/tables.ts';
import { functionEnvironment } from '../samples/environment.ts';
import type { Issuer } from '../samples/issuer.ts';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import type { SampleKind, Variants } from '../scenarios/function-scenario.ts';
import { LATENCIES_MS, sample } from '../scenarios/sample-kinds.ts';
import type { ReferenceBuild } from './reference-build.ts';
import type { UnpackedFunctions } from './unpacked-functions.ts';

/** A sample with what it finds around it. */
export interface PlacedSample extends SampleKind {
  readonly environment: Readonly<Record<string, string>>;
  readonly stored: readonly StoredWrite[];
}

/** The samples of a function with a reference build, each with its environment. Names: what, of what, whose. */
export function samplesOf(
  scenario: Scenario,
  ours: UnpackedFunctions,
  reference: ReferenceBuild,
  { double, issuer }: { readonly double: AwsDouble; readonly issuer: Issuer },
): PlacedSample[] {
  const { title, functionName, firstEvents } = scenario;
  const variants: Variants = {
    ours: ours.entryOf(functionName),
    reference: reference.entryOf(functionName),
  };
  const colds = (['ours', 'reference'] as const).flatMap((owner) => [
    // With others that answer at once, what is compared is our own doing; with their delays, what a caller notices.
    sample(`cold ${title} ${owner}`, variants[owner], firstEvents(issuer)),
    sample(`waiting cold ${title} ${owner}`, variants[owner], firstEvents(issuer), {
      latenciesMs: LATENCIES_MS,
    }),
  ]);
  const kinds = [
    // The code alone, without the warm-up that app.mjs awaits.
    sample(`import ${title} ours`, path.join(path.dirname(variants.ours), 'bundle.cjs'), []),
    sample(`import ${title} reference`, variants.reference, []),
    ...colds,
    sample(`import ${title} ours again`, path.join(path.dirname(variants.ours), 'bundle.cjs'), []),
    sample(`cold ${title} ours again`, variants.ours, firstEvents(issuer)),
    ...(scenario.samples?.(variants, issuer) ?? []),
  ];
  const environment = {
    ...functionEnvironment(scenario, double),
    LOWER_BOUND_PUBLIC_KEY: issuer.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  const stored = scenario.stored?.() ?? [];
  return kinds.map((kind) => ({ ...kind, environment, stored }));
}
