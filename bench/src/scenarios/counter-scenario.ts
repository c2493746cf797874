import type { StoredWrite } from '../aws-double/tables.ts';
import type { Issuer } from '../samples/issuer.ts';

/** A way in which a function is called, over and over, in one execution environment. */
export interface CounterScenario {
  /** After the function's name in reports and budgets: `good token`. */
  readonly name: string;
  /** `count` invocations, or for a queue as many batches as hold `count` records. */
  readonly events: (issuer: Issuer, count: number) => object[];
  /** What the tables hold, where it differs from the function's other samples. */
  readonly stored?: () => readonly StoredWrite[];
  readonly latenciesMs?: Readonly<Record<string, number>>;
  /** Environment keys whose values differ from the function's other samples. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The first call that each record makes: the most of these at once are the records that run at once. */
  readonly firstCall?: string;
  /** Connections of invocations, where their number depends on which record is served first. */
  readonly connectionsAtMost?: number;
  /** Modules of Node that invocations load, where INIT cannot; the scenario says why. */
  readonly lateModules?: readonly string[];
  /** Why an invocation may write more than `WRITTEN_AT_MOST`. */
  readonly writesMore?: string;
}

/** Bytes that an invocation may write, or a record of a batch, beside what its own budget says. */
export const WRITTEN_AT_MOST = { 'log bytes': 500, 'metric bytes': 450 };
