import type { LedgerBooks } from '../../invariants/ledger/ledger-books.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Lambda } from '../../environment/lambda.ts';

const EVERY_MS = 60_000;

/**
 * The schedule of the sweeper: every minute. A minute in which nothing is pending is left out, because a run would find
 * nothing to do.
 */
export function startSweeps(
  { scheduler, random, count, invariants }: Environment,
  lambda: Lambda,
  { transactions }: LedgerBooks,
): { stop(): void } {
  let isOn = true;
  const tick = (): void => {
    if (!isOn) return;
    scheduler.after(EVERY_MS, tick);
    if ([...transactions.values()].every(({ status }) => status !== 'pending')) return;
    lambda.invoke('sweep-transactions', {}, `sweep-${count('sweep')}`, (outcome, run) => {
      // A run may fail for a fault, and for nothing else.
      const isExcused = outcome.kind !== 'error' || run.disturbed.size > 0;
      invariants.check(
        isExcused,
        'REQUEST_IS_ANSWERED',
        () => `${run.name} throws ${outcome.kind === 'error' ? outcome.error : ''}`,
      );
    });
  };
  scheduler.after(Math.floor(random('first sweep') * EVERY_MS), tick);
  return {
    stop() {
      isOn = false;
    },
  };
}
