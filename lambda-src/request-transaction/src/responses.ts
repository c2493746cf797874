import { requestStateOf } from '@fintech-solution/domain/ledger/gsma';
import { ledgerProblem } from '@fintech-solution/runtime/http/ledger-problem';
import { jsonAnswer } from '@fintech-solution/runtime/http/problem';
import type { Dimensions, MetricName } from '@fintech-solution/runtime/metrics';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { RequestOutcome } from './accept-once.ts';

/** When a client may ask for a pending state: a quiet system has posted within two seconds. */
const RETRY_AFTER_SECONDS = '1';

/** The HTTP answer for an outcome; `headers` are those that every answer carries. */
export function toResponse(
  outcome: RequestOutcome,
  correlationId: string,
  headers: Readonly<Record<string, string>>,
): APIGatewayProxyResult {
  if (outcome.kind === 'refused') return ledgerProblem(outcome, correlationId, headers);
  const { transaction } = outcome;
  const more = {
    ...(transaction.status === 'pending' ? { 'Retry-After': RETRY_AFTER_SECONDS } : {}),
    ...(outcome.kind === 'replayed' ? { 'Idempotency-Hit': 'true' } : {}),
  };
  return jsonAnswer(requestStateOf(transaction), { ...headers, ...more }, 202);
}

/** What an outcome counts as; undefined for what no alarm and no graph asks about. */
export function countOf(
  outcome: RequestOutcome,
): { readonly name: MetricName; readonly dimensions: Dimensions } | undefined {
  if (outcome.kind === 'refused')
    return outcome.error === 'duplicate-request'
      ? { name: 'TransactionConflict', dimensions: {} }
      : undefined;
  const dimensions = { Type: outcome.transaction.type };
  return { name: outcome.kind === 'accepted' ? 'TransactionAccepted' : 'TransactionReplayed', dimensions };
}
