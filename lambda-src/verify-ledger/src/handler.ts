import type { Finding, LedgerPages } from '@fintech-solution/domain/ledger/ledger-pages';
import {
  type Coverage,
  followVerification,
  verifyLedger,
} from '@fintech-solution/domain/ledger/verification';
import { maskMsisdn } from '@fintech-solution/domain/msisdn';
import type { InvocationLog, LogFields } from '@fintech-solution/runtime/log';
import type { BatchMetrics } from '@fintech-solution/runtime/metrics';
import type { InvocationContext } from '@fintech-solution/runtime/sqs/batch';

export interface Dependencies {
  readonly pagesOf: (segment: { readonly index: number; readonly count: number }) => LedgerPages;
  /** In how many parts the tables are verified, one in each run. */
  readonly segments: number;
  readonly log: InvocationLog;
  readonly metrics: BatchMetrics;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** The longest that one page can take, whatever the tables do; with less time left, no page is read. */
  readonly pageBudgetMs: number;
}

/** What an operator may ask for: everything at once, instead of the part of this hour. */
export interface VerificationRequest {
  readonly whole?: boolean;
  /** True where nothing is written meanwhile, so that the sums over both tables are compared too. */
  readonly quiet?: boolean;
}

/** What the invoker gets: the numbers in full, because it is the operator who asked. The log has them masked. */
export interface VerificationResult {
  readonly coverage: Coverage;
  readonly faults: number;
  /** The first ones. */
  readonly findings: readonly Finding[];
}

/** Each hour another part: after as many hours as there are segments, everything was verified. */
const PERIOD_MS = 3_600_000;
const TOLD = 100;
const LOGGED = 20;

/**
 * Verifies both tables, or the part of them that is due, and tells what contradicts what. It changes nothing. A fault is an
 * error in the log, a metric and an alarm; the run itself ends well, because repeating it finds the same.
 */
export function createHandler(dependencies: Dependencies) {
  const { pagesOf, segments, log, metrics, clock, pageBudgetMs } = dependencies;

  return async (
    request: VerificationRequest | null,
    context?: InvocationContext,
  ): Promise<VerificationResult> => {
    const nowMs = clock();
    const { whole = false, quiet = false } = request ?? {};
    const count = whole ? 1 : segments;
    const segment = { index: Math.floor(nowMs / PERIOD_MS) % count, count };
    const timeLeftMs = () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    const verification = verifyLedger(pagesOf(segment), {
      nowMs,
      isQuiet: quiet && count === 1,
      hasTimeLeft: () => timeLeftMs() >= pageBudgetMs,
    });
    try {
      const { coverage, findings, faults } = await collect(verification);
      if (coverage.isComplete) metrics.count('LedgerVerified');
      else log.warn('Not finished: raise VERIFY_SEGMENTS', { segment: segment.index, segments: count });
      log.info('Verified', { segment: segment.index, segments: count, faults, ...coverage });
      return { coverage, faults, findings };
    } catch (error) {
      log.error('Ended with a fault', { error });
      throw error;
    } finally {
      metrics.flush();
    }
  };

  async function collect(verification: ReturnType<typeof verifyLedger>) {
    const findings: Finding[] = [];
    let faults = 0;
    const coverage = await followVerification(verification, (finding) => {
      metrics.count('LedgerFault', { Invariant: finding.invariant });
      if (faults < LOGGED) log.error('Ledger fault', fieldsOf(finding));
      if (faults < TOLD) findings.push(finding);
      faults += 1;
    });
    return { coverage, findings, faults };
  }
}

/** Where the fault is. What is wrong there is an amount or a balance, which no log may hold. */
function fieldsOf(finding: Finding): LogFields {
  if (finding.invariant === 'unreadable') return { invariant: finding.invariant, key: finding.key };
  const { invariant, account, sequence, reference } = finding;
  return {
    invariant,
    ...(account === undefined ? {} : { account: maskMsisdn(account) }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(reference === undefined ? {} : { reference }),
  };
}
