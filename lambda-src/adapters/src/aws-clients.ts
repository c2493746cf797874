import { isThrottlingError, StandardRetryStrategy } from '@smithy/core/retry';
import { createAwsRequestHandler } from './aws-request-handler.ts';
import { RequestFailed } from './https-request.ts';

/** How long one AWS call may take: time per attempt, to the last byte of its answer, and attempts. */
export interface CallBudget {
  readonly attemptTimeoutMs: number;
  readonly attempts: number;
}

/** The longest pause before a call is repeated; chance shortens it, so that callers who failed together come apart. */
const PAUSE_MS = 100;

/** The longest that one call can take, whatever the other side does. */
export function longestCallMs({ attemptTimeoutMs, attempts }: CallBudget): number {
  return attempts * attemptTimeoutMs + (attempts - 1) * PAUSE_MS;
}

/**
 * Client options that make every call end inside the function's own timeout; the SDK by itself waits for ever. Region,
 * credentials and endpoint come from Lambda's environment.
 */
export function clientOptions({ attemptTimeoutMs, attempts }: CallBudget) {
  return {
    // Resolves the steps of a call once per kind of call; nothing of ours changes them afterwards.
    cacheMiddleware: true,
    maxAttempts: attempts,
    retryStrategy: promptRetries(attempts),
    requestHandler: createAwsRequestHandler(attemptTimeoutMs),
  };
}

/**
 * The SDK's standard retries with one pause for all: after a throttled call it would wait for up to a second, and the
 * server may ask for five more (`Retry-After`, `x-amz-retry-after`), which two calls in a function of ten seconds do not
 * have. A queue, or the caller, comes again later, which is the pause that a throttled table needs.
 */
function promptRetries(attempts: number) {
  const backoff = {
    computeNextBackoffDelay: () => Math.floor(Math.random() * PAUSE_MS),
    setDelayBase: () => undefined,
  };
  const standard = new StandardRetryStrategy({ maxAttempts: attempts, backoff });
  type Refresh = typeof standard.refreshRetryTokenForRetry;
  const refreshRetryTokenForRetry: Refresh = (token, { retryAfterHint: _, ...failure }) => {
    // A conflict with a transaction is over in a moment; the SDK would not repeat the call.
    const isConflict = failure.errorType === 'CLIENT_ERROR' && isUnavailable(failure.error);
    return standard.refreshRetryTokenForRetry(
      token,
      isConflict ? { ...failure, errorType: 'TRANSIENT' } : failure,
    );
  };
  return {
    acquireInitialRetryToken: (scope: string) => standard.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry,
    recordSuccess: (token: Parameters<typeof standard.recordSuccess>[0]) => standard.recordSuccess(token),
  };
}

/** What of an SDK error tells why a call failed. */
interface FailedCall {
  readonly name?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  /** Present where the service has answered and the SDK could read it. */
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/** DynamoDB could not do it beside what others do at this moment. */
const CONFLICTS: readonly unknown[] = ['TransactionConflictException', 'TransactionInProgressException'];

/** Why a transaction was cancelled, where the same transaction may succeed in a moment. */
const PASSING_CANCELLATIONS: readonly unknown[] = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/** Node's codes for a service that cannot be reached. */
const NETWORK_CODES: readonly unknown[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EPROTO',
];

const MAX_CAUSES = 10;

/**
 * True when a failed AWS call says nothing about our request: throttled, in conflict with a transaction, slow,
 * unreachable, their fault. Repeating it later is right. False for refusals (denied, malformed, not found, a condition
 * that does not hold), which stay what they are when the call is repeated.
 *
 * The SDK's own judgement would do less well: after it has corrected its clock it calls every answer transient, also a
 * condition that failed.
 */
export function isUnavailable(error: unknown, causes = 0): boolean {
  if (typeof error !== 'object' || error === null || causes > MAX_CAUSES) return false;
  const { name = '', code, cause, $fault, $metadata, CancellationReasons } = error as FailedCall;
  if (name === 'ConditionalCheckFailedException') return false;
  if (name === 'TransactionCanceledException') return isCancelledInPassing(CancellationReasons);
  if (CONFLICTS.includes(name) || isThrottlingError(error as Parameters<typeof isThrottlingError>[0]))
    return true;
  // The SDK knows no throttling of the key behind a queue or a parameter: `KmsThrottled`, `KMSThrottlingException`.
  if (/throttl/i.test(name)) return true;
  if (($metadata?.httpStatusCode ?? 0) >= 500) return true;
  if ($fault !== undefined) return $fault === 'server';
  // An answer that the SDK cannot read (cut off, a page of something in between) counts as no answer.
  if ('$response' in error || name === 'TimeoutError' || name === 'AbortError') return true;
  if (NETWORK_CODES.includes(code)) return true;
  // Whatever broke a connection that stood: a peer that vanished, broken TLS, an answer that is no HTTP or too large.
  if (error instanceof RequestFailed && error.progress !== 'not-sent') return true;
  return isUnavailable(cause, causes + 1);
}

function isCancelledInPassing(reasons: FailedCall['CancellationReasons'] = []): boolean {
  const codes = reasons.map(({ Code }) => Code).filter((code) => code !== undefined && code !== 'None');
  return codes.length > 0 && codes.every((code) => PASSING_CANCELLATIONS.includes(code));
}
