import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import { HTTP_ERRORS, type LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { QueueUnavailableError } from '@fintech-solution/domain/ledger/ledger-queues';
import { LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Log } from '../log.ts';
import { COMMON_PROBLEMS, problemAnswer, retryAfter } from './problem.ts';

/** The headers of the ledger's API that a script of an allowed origin may read too. */
export const LEDGER_EXPOSED_HEADERS = [
  'X-Date',
  'Idempotency-Hit',
  'X-Records-Available-Count',
  'X-Records-Returned-Count',
];

/** A refusal, and what of the request it is about. */
export interface LedgerRefusal {
  readonly error: LedgerError;
  /** The member or header that is to blame; never its value. */
  readonly field?: string | undefined;
  /** What the client is to wait before it comes again. */
  readonly retryAfterSeconds?: number | undefined;
}

/** The refusal for a fault that a use case threw. What heals by itself is 503 and worth asking again; the rest is our fault. */
export function refusalOf(error: unknown, log: Log) {
  log.error('Failed', { error });
  const isUnavailable = UNAVAILABLE.some((kind) => error instanceof kind);
  return { kind: 'refused', error: isUnavailable ? 'unavailable' : 'internal-error' } as const;
}

const UNAVAILABLE = [AccountsUnavailableError, LedgerUnavailableError, QueueUnavailableError];

/** What every answer of the ledger's API carries beside what every answer carries: the server's time (`X-Date`). */
export function ledgerHeaders(
  common: Readonly<Record<string, string>>,
  nowMs: number,
): Readonly<Record<string, string>> {
  return { ...common, 'X-Date': new Date(nowMs).toISOString() };
}

/**
 * One body that is a problem (RFC 9457) and the error object of the GSMA Mobile Money API: clients of either read it.
 *
 * @param headers those of {@link ledgerHeaders}.
 */
export function ledgerProblem(
  { error, field, retryAfterSeconds }: LedgerRefusal,
  correlationId: string,
  headers: Readonly<Record<string, string>>,
): APIGatewayProxyResult {
  const { status, code, message, errorCategory, errorCode } = HTTP_ERRORS[error];
  const common =
    error in COMMON_PROBLEMS ? COMMON_PROBLEMS[error as keyof typeof COMMON_PROBLEMS] : undefined;
  const errorParameters = [
    ...(field === undefined ? [] : [{ key: 'field', value: field }]),
    { key: 'correlationId', value: correlationId },
  ];
  const members = {
    errorCategory,
    errorCode,
    errorDescription: message,
    errorDateTime: headers['X-Date'],
    errorParameters,
  };
  return problemAnswer(
    { status, code, message, members, headers: { ...common?.headers, ...retryAfter(retryAfterSeconds) } },
    headers,
  );
}
