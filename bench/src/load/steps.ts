import autocannon from 'autocannon';
import type { JournalLine, LocalStack } from './local-stack.ts';

/** One step: so many requests a second of one kind, for some seconds. */
export interface Step {
  readonly what: 'reads' | 'first visits' | 'mix';
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** The route of a number, below the stage. */
  readonly pathOf: (msisdn: string) => string;
}

export interface StepResult extends Step {
  readonly answeredPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200, and requests without an answer. */
  readonly failed: number;
  /** Share of requests whose authorizer result was cached. */
  readonly cacheHits: number;
  /** The stack's own process, and the largest of its functions' processes. */
  readonly stackMb: number;
  readonly functionMb: number;
}

/** A mix of a grown service: nine reads for each first visit. */
const READS_PER_VISIT = 9;

/** Drives the API at a steady rate; every first visit asks for a number that was not asked for before. */
export async function runStep(
  stack: LocalStack,
  token: string,
  step: Step,
  numbers: { readonly open: readonly string[]; readonly next: () => string },
): Promise<StepResult> {
  stack.takeJournal();
  let count = 0;
  const result = await autocannon({
    url: stack.origin,
    connections: Math.max(4, Math.min(50, step.ratePerSecond)),
    overallRate: step.ratePerSecond,
    duration: step.seconds,
    requests: [
      {
        method: 'GET',
        setupRequest(request) {
          count += 1;
          const visits =
            step.what === 'first visits' || (step.what === 'mix' && count % (READS_PER_VISIT + 1) === 0);
          const msisdn = visits ? numbers.next() : numbers.open[count % numbers.open.length];
          return {
            ...request,
            path: `/dev${step.pathOf(String(msisdn))}`,
            headers: { authorization: `Bearer ${token}` },
          };
        },
      },
    ],
  });
  const journal = stack.takeJournal();
  const requests = journal.filter(({ type }) => type === 'request');
  const hits = requests.filter(({ authorizer }) => authorizer === 'hit').length;
  return {
    ...step,
    answeredPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
    cacheHits: requests.length === 0 ? 0 : hits / requests.length,
    stackMb: await stack.memoryMb(),
    functionMb: largestMemory(journal),
  };
}

/** The most memory that a function's process reported. */
export function largestMemory(journal: readonly JournalLine[]): number {
  const reported = journal.map(({ maxMemoryMb }) => (typeof maxMemoryMb === 'number' ? maxMemoryMb : 0));
  return Math.max(0, ...reported);
}
