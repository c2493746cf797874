import type { Readable } from 'node:stream';
import { isThrottlingError, isTransientError, StandardRetryStrategy } from '@smithy/core/retry';

/** How long one AWS call may take: time per attempt, and attempts. */
export interface CallBudget {
  readonly attemptTimeoutMs: number;
  readonly attempts: number;
}

/** The longest pause before a call is repeated; chance shortens it, so that callers who failed together come apart. */
const PAUSE_MS = 100;

/** The longest that one call can take when nothing answers. */
export function longestCallMs({ attemptTimeoutMs, attempts }: CallBudget): number {
  return attempts * attemptTimeoutMs + (attempts - 1) * PAUSE_MS;
}

/**
 * Client options that make every call end inside the function's own timeout.
 *
 * The SDK waits for ever by default, and since @smithy/node-http-handler 4.4 a `requestTimeout` alone only
 * warns; without `throwOnRequestTimeout` a dependency that accepts and never answers would take the whole
 * function down with it. Region, credentials and endpoint come from Lambda's environment.
 *
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/UPGRADING.md
 */
export function clientOptions({ attemptTimeoutMs, attempts }: CallBudget) {
  return {
    // Resolves the steps of a call once per kind of call; nothing of ours changes them afterwards.
    cacheMiddleware: true,
    maxAttempts: attempts,
    retryStrategy: promptRetries(attempts),
    streamCollector: (body: Readable) => bytesOf(body, attemptTimeoutMs),
    requestHandler: {
      connectionTimeout: Math.min(1_000, attemptTimeoutMs),
      requestTimeout: attemptTimeoutMs,
      // A body that stalls after its headers is not covered by requestTimeout.
      socketTimeout: attemptTimeoutMs,
      throwOnRequestTimeout: true,
    },
  };
}

/**
 * The whole body of an answer. The SDK's own way, a second stream that the body is piped into, takes a thirtieth of a
 * call's time longer, and lets a body drip for ever: its time-outs end with the headers, or see silence only.
 *
 * @throws whatever breaks the body off; a `TimeoutError` after `timeoutMs`.
 */
function bytesOf(body: Readable, timeoutMs: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      const message = `the answer did not end within ${timeoutMs} ms`;
      body.destroy(Object.assign(new Error(message), { name: 'TimeoutError' }));
    }, timeoutMs);
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
    body.on('close', () => {
      clearTimeout(deadline);
      if (!body.readableEnded) reject(new Error('the answer broke off'));
    });
  });
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
