import type { InvocationOutcome } from './invocation.ts';

/** What becomes of a batch: messages to delete, and messages left to come back after their visibility timeout. */
export interface BatchVerdict {
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  /** Why a whole batch failed, for the log; absent where the function answered properly. */
  readonly reason?: string;
}

/**
 * Judges a function's answer to a batch as Lambda's event source mapping does.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function judgeBatch(
  outcome: InvocationOutcome,
  messageIds: readonly string[],
  reportBatchItemFailures: boolean,
): BatchVerdict {
  const wholeBatchFailed = (reason: string): BatchVerdict => ({ succeeded: [], failed: messageIds, reason });
  if (outcome.outcome !== 'success') return wholeBatchFailed(describe(outcome));
  // Without partial responses, Lambda does not look at the answer at all.
  if (!reportBatchItemFailures) return { succeeded: messageIds, failed: [] };
  const failures = readFailures(outcome.payload);
  if (failures.kind === 'malformed') return wholeBatchFailed(failures.reason);
  const unknown = failures.ids.filter((id) => !messageIds.includes(id));
  if (unknown.length > 0) return wholeBatchFailed('the answer names a message that is not in the batch');
  return {
    succeeded: messageIds.filter((id) => !failures.ids.includes(id)),
    failed: messageIds.filter((id) => failures.ids.includes(id)),
  };
}

type Failures = { kind: 'ids'; ids: string[] } | { kind: 'malformed'; reason: string };

function readFailures(payload: string): Failures {
  const malformed = (reason: string): Failures => ({ kind: 'malformed', reason });
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return malformed('the answer is not JSON');
  }
  // A null answer, an empty object, a null list and an empty list all mean that everything went well.
  if (answer === null) return { kind: 'ids', ids: [] };
  if (typeof answer !== 'object' || Array.isArray(answer)) return malformed('the answer is not an object');
  const list = (answer as Record<string, unknown>)['batchItemFailures'] ?? [];
  if (!Array.isArray(list)) return malformed('batchItemFailures is not a list');
  const ids = list.map((item: unknown) => (item as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && id !== '')
    ? { kind: 'ids', ids: ids as string[] }
    : malformed('an entry of batchItemFailures has no itemIdentifier');
}

function describe(outcome: Exclude<InvocationOutcome, { outcome: 'success' }>): string {
  switch (outcome.outcome) {
    case 'timeout':
      return 'the function ran into its time limit';
    case 'crash':
      return `the function's process ended (${outcome.signal ?? `exit code ${outcome.exitCode}`})`;
    default:
      return `the function failed (${outcome.errorType})`;
  }
}
