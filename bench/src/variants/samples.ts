import path from 'node:path';
import {
  authorizerEvents,
  batchEvents,
  type FunctionName,
  FUNCTIONS,
  readEvents,
} from '../samples/events.ts';
import type { Issuer } from '../samples/issuer.ts';
import type { Job } from '../samples/run-sample.ts';
import type { Baseline } from './baseline-build.ts';
import type { UnpackedFunctions } from './unpacked-functions.ts';

/** A job that every round runs once, in a fresh process. */
export interface SampleKind {
  readonly name: string;
  readonly job: Job;
  readonly latenciesMs: Readonly<Record<string, number>>;
}

/** What AWS, the issuer and the SMS provider take, where waiting for them is part of what is measured. */
export const LATENCIES_MS = {
  GetItem: 6,
  PutItem: 6,
  UpdateItem: 6,
  GetParameter: 10,
  SendEmail: 40,
  SMS: 120,
  JWKS: 30,
};

const FIRST = {
  authorizer: (issuer: Issuer) => authorizerEvents(issuer, 1),
  'get-account-info': () => readEvents(1, 'open'),
  'init-user-account': () => batchEvents(1, 1),
} satisfies Record<FunctionName, (issuer: Issuer) => object[]>;

/** Every sample that a round may hold. Names: what, of which function, whose. */
export function sampleKinds(ours: UnpackedFunctions, baseline: Baseline, issuer: Issuer): SampleKind[] {
  const entries = { ours: ours.entryOf, baseline: baseline.entryOf };
  const owners = ['ours', 'baseline'] as const;
  const imports = FUNCTIONS.flatMap((name) => [
    // The code alone, without the warm-up that app.mjs awaits.
    sample(`import ${name} ours`, path.join(path.dirname(ours.entryOf(name)), 'bundle.cjs'), []),
    sample(`import ${name} baseline`, baseline.entryOf(name), []),
  ]);
  // With others that answer at once, what is compared is our own doing; with their delays, what a caller notices.
  const colds = FUNCTIONS.flatMap((name) =>
    owners.flatMap((owner) => [
      sample(`cold ${name} ${owner}`, entries[owner](name), FIRST[name](issuer)),
      sample(`waiting cold ${name} ${owner}`, entries[owner](name), FIRST[name](issuer), {
        latenciesMs: LATENCIES_MS,
      }),
    ]),
  );
  const floor = (file: string) => path.join(import.meta.dirname, '../floor', file);
  const tokens = repeated(authorizerEvents(issuer, 300), 10);
  const reads = repeated(readEvents(400, 'open'), 5);
  const fewTokens = tokens.slice(0, 61);
  const fewReads = reads.slice(0, 61);
  return [
    ...imports,
    ...colds,
    again('import get-account-info ours', imports),
    again('cold get-account-info ours', colds),
    // Long enough for V8 to have compiled what is hot; the baseline takes long for each call and varies less.
    sample('warm authorizer ours', ours.entryOf('authorizer'), tokens, { warmUps: 2_000 }),
    sample('warm authorizer floor', floor('verify.mjs'), tokens, { warmUps: 2_000 }),
    sample('warm authorizer baseline', baseline.entryOf('authorizer'), fewTokens, { warmUps: 30 }),
    sample('warm get-account-info ours', ours.entryOf('get-account-info'), reads, { warmUps: 1_000 }),
    sample('warm get-account-info floor', floor('get-item.mjs'), reads, { warmUps: 1_000 }),
    sample('warm get-account-info baseline', baseline.entryOf('get-account-info'), fewReads, { warmUps: 30 }),
    ...owners.flatMap((owner) => [
      sample(`batch init-user-account ${owner}`, entries[owner]('init-user-account'), batchEvents(3, 10), {
        warmUps: 1,
        latenciesMs: LATENCIES_MS,
      }),
      // CPU time does not depend on how long others take; without their delay there is time for more batches.
      sample(
        `fast batch init-user-account ${owner}`,
        entries[owner]('init-user-account'),
        batchEvents(16, 10),
        {
          warmUps: 10,
        },
      ),
    ]),
  ];
}

/** No function remembers a token or a number, so the same ones do as well as new ones. */
function repeated(events: readonly object[], times: number): object[] {
  return Array.from({ length: times }, () => events).flat();
}

function sample(
  name: string,
  entry: string,
  events: readonly object[],
  { warmUps = 0, latenciesMs = {} }: { warmUps?: number; latenciesMs?: SampleKind['latenciesMs'] } = {},
): SampleKind {
  return { name, job: { entry, events, warmUps }, latenciesMs };
}

/** The same once more: what differs between the two is the machine. */
function again(name: string, kinds: readonly SampleKind[]): SampleKind {
  const kind = kinds.find((candidate) => candidate.name === name);
  if (kind === undefined) throw new Error(`there is no sample ${name}`);
  return { ...kind, name: `${name} again` };
}
