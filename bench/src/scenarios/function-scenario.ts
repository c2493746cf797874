import type { CounterScenario } from './counter-scenario.ts';
import type { Forbidden } from './forbidden.ts';
import type { Issuer } from '../samples/issuer.ts';
import type { QueueEvent } from '../samples/queue-event.ts';
import type { Job, Sample } from '../samples/run-sample.ts';
import type { StoredWrite } from '../aws-double/tables.ts';

/**
 * All that the bench knows about one function. `bench/src/scenarios/NAME.ts` exports one as `scenario` for each function
 * of the manifest; no other file of the bench names a function.
 */
export interface FunctionScenario {
  /** The function in a word, for reports: `read`. */
  readonly title: string;
  /**
   * Values of environment keys that the manifest calls settings; optional keys without a value are not set.
   *
   * @param doubleUrl where the samples find AWS, the token issuer and the SMS provider.
   */
  readonly settings: (doubleUrl: string) => Readonly<Record<string, string>>;
  /** What the tables hold when a sample starts; nothing where this is absent. */
  readonly stored?: () => readonly StoredWrite[];
  /** The first invocation of a cold start. */
  readonly firstEvents: (issuer: Issuer) => object[];
  /** Ratios to the reference build (`bench/reference/NAME.ts`); a function without one has neither targets nor ratios. */
  readonly targets?: Targets;
  /** Samples beside the cold starts, and the figures that are made of them. */
  readonly samples?: (variants: Variants, issuer: Issuer) => readonly SampleKind[];
  readonly figures?: readonly Figure[];
  /** Ways of calling the function whose calls, connections and bytes have budgets. */
  readonly counters: readonly CounterScenario[];
  /** Modules of Node that this function alone must not load at INIT. */
  readonly forbiddenAtInit?: readonly Forbidden[];
  /** Invocations that the bill consists of. `batchSize` is the number of records of a queue's batch. */
  readonly billed?: Readonly<
    Partial<Record<BilledCall, (issuer: Issuer, count: number, batchSize: number) => object[]>>
  >;
  readonly load?: LoadScenario;
  /** Messages whose work meets at one account, and what is stored for them. */
  readonly contended?: (count: number) => {
    readonly stored: readonly StoredWrite[];
    readonly events: readonly object[];
  };
}

/** What a bill counts: an invocation for one caller, or for one batch. */
export type BilledCall =
  'authorize' | 'read' | 'firstVisit' | 'open' | 'requestTransfer' | 'postTransfer' | 'notifyParty' | 'sweep';

/** The most that ours may be of the reference build. */
export interface Targets {
  readonly zip: number;
  readonly importCpu: number;
  /** INIT and first invocation at 512 MB. */
  readonly cold: number;
  /** The first invocation alone. */
  readonly firstCall?: number;
}

/** How `npm run bench:load` drives the function. */
export interface LoadScenario {
  /** A route for one number, below the stage. */
  readonly pathOf?: (msisdn: string) => string;
  /** Events of a queue; no number occurs twice. */
  readonly batches?: (batches: number, size: number, firstIndex: number) => QueueEvent[];
}

/** A job that every round runs once, in a fresh process. */
export interface SampleKind {
  readonly name: string;
  readonly job: Job;
  readonly latenciesMs: Readonly<Record<string, number>>;
}

/** The files that Lambda would load: of our zip, and of the reference build. */
export interface Variants {
  readonly ours: string;
  readonly reference: string;
}

/** One ratio that is reported: two samples of a round, and what of them is compared. */
export interface Figure {
  readonly name: string;
  /** What the ratio is to: the reference build, the least that Node allows, or the same once more. */
  readonly to: 'reference' | 'lower bound' | 'itself';
  readonly samples: readonly [string, string];
  /** Milliseconds. */
  readonly of: (sample: Sample) => number;
  /** The ratio to reach; absent where the figure is there for comparison only. */
  readonly target?: number;
}
