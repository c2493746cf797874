import { findViolations } from '@fintech-solution/domain/ledger/invariants';
import type { LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';

/** What it takes to post transfers that meet at one account, by how many are posted at once. */
export interface Contention {
  /** Execution environments, each with one transfer at a time. */
  readonly atOnce: number;
  readonly transfers: number;
  /** Commits that were tried, for each transfer that was completed. */
  readonly attemptsPerTransfer: number;
  /** Of all transfers; the rest needed a redelivery, because they met too many others in one invocation. */
  readonly completedAtFirst: number;
  /** Capacity units, redeliveries included; a cancelled commit is paid for too. */
  readonly writeUnitsPerTransfer: number;
}

/** Clocks of one machine. */
const CLOCK_SKEW_MS = 1_000;

/** What is wrong where some transfers should be completed and nothing else: one sentence each. */
export function lossesIn(dump: LedgerDump, transfers: number): string[] {
  const completed = dump.transactions.filter(({ status }) => status === 'completed').length;
  const violations = findViolations(dump, { nowMs: Date.now(), clockSkewMs: CLOCK_SKEW_MS });
  return [
    ...(completed === transfers ? [] : [`${completed} of ${transfers} transfers were completed`]),
    ...violations.map((violation) => JSON.stringify(violation)),
  ];
}

/** The figures as a Markdown table. */
export function tableOfContention(found: readonly Contention[]): string {
  return [
    '| transfers at once | transfers | attempts a transfer | completed in the first delivery | write units a transfer | lost |',
    '| --- | --- | --- | --- | --- | --- |',
    ...found.map(
      ({ atOnce, transfers, attemptsPerTransfer, completedAtFirst, writeUnitsPerTransfer }) =>
        `| ${atOnce} | ${transfers} | ${attemptsPerTransfer.toFixed(2)} | ${(100 * completedAtFirst).toFixed(1)} % | ${writeUnitsPerTransfer.toFixed(1)} | 0 |`,
    ),
  ].join('\n');
}
