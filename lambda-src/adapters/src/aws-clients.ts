import { isThrottlingError, isTransientError, StandardRetryStrategy } from '@smithy/core/retry';
import { createAwsRequestHandler } from './aws-request-handler.ts';

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
  const refreshRetryTokenForRetry: Refresh = (token, { retryAfterHint: _, ...failure }) =>
    standard.refreshRetryTokenForRetry(token, failure);
  return {
    acquireInitialRetryToken: (scope: string) => standard.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry,
    recordSuccess: (token: Parameters<typeof standard.recordSuccess>[0]) => standard.recordSuccess(token),
  };
}

/**
 * True when a failed AWS call says nothing about our request: throttled, slow, unreachable, their fault.
 * Repeating it later is right. False for refusals (denied, malformed, not found), which are our fault.
 */
export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const sdkError = error as Parameters<typeof isThrottlingError>[0];
  if (isThrottlingError(sdkError) || isTransientError(sdkError)) return true;
  // The SDK knows no throttling of the key behind a queue or a parameter: `KmsThrottled`, `KMSThrottlingException`.
  if (/throttl/i.test(sdkError.name)) return true;
  if (sdkError.$fault !== undefined) return sdkError.$fault === 'server';
  // An answer that the SDK cannot read (cut off, a page of something in between) is none.
  if ('$response' in error) return true;
  // No fault named: the call never got an answer (refused connection, time-out, reset, abort).
  return 'code' in error || sdkError.name === 'TimeoutError' || sdkError.name === 'AbortError';
}
