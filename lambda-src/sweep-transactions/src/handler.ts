import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { redactText } from '@fintech-solution/domain/redaction';
import type { BatchMetrics } from '@fintech-solution/runtime/metrics';
import type { InvocationContext } from '@fintech-solution/runtime/sqs/batch';
import { type Dependencies as UseCaseDependencies, sweepTransactions } from './sweep-transactions.ts';

export interface Dependencies extends UseCaseDependencies {
  readonly metrics: BatchMetrics;
  readonly plan: NumberingPlan;
  /** The longest that one chunk can take, whatever the services do; with less time left, no chunk is begun. */
  readonly chunkBudgetMs: number;
}

/** Runs every minute. A run that ends with an error is not repeated: the next minute goes on, and the alarm tells. */
export function createHandler(dependencies: Dependencies) {
  const { log, metrics, plan, chunkBudgetMs } = dependencies;
  return async (_event: unknown, context?: InvocationContext): Promise<void> => {
    const timeLeftMs = () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    try {
      await sweepTransactions(dependencies, () => timeLeftMs() >= chunkBudgetMs);
    } catch (error) {
      log.error('Ended with a fault', { error });
      // Lambda writes what is thrown as it is, and a service's message may quote what must not be logged.
      throw new Error(redactText(error instanceof Error ? error.message : String(error), plan));
    } finally {
      metrics.flush();
    }
  };
}
