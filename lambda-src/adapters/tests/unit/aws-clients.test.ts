import { clientOptions, isUnavailable, longestCallMs } from '../../src/aws-clients.ts';
import { RequestFailed, type RequestProgress } from '../../src/https-request.ts';

/** An error as the SDK makes it of a service's answer. */
const answered = (name: string, httpStatusCode: number, fault: 'client' | 'server' = 'client'): Error =>
  Object.assign(new Error(name), { name, $fault: fault, $metadata: { httpStatusCode } });

/** As the SDK marks any error whose answer told it that its clock was wrong. */
const afterSkew = (error: Error): Error =>
  Object.assign(error, {
    $metadata: { ...(error as { $metadata?: object }).$metadata, clockSkewCorrected: true },
  });

const cancelled = (...codes: string[]): Error =>
  Object.assign(answered('TransactionCanceledException', 400), {
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

/** As our request handler fails. */
const broken = (code: string, progress: RequestProgress): Error =>
  new RequestFailed(Object.assign(new Error('x'), { code }), progress);

const endless = (): Error => {
  const error: Error & { cause?: unknown } = new Error('x');
  error.cause = error;
  return error;
};

describe('a failed call', () => {
  it.each([
    ['throttling', answered('ThrottlingException', 400)],
    ['throughput exceeded', answered('ProvisionedThroughputExceededException', 400)],
    ['request limit exceeded', answered('RequestLimitExceeded', 400)],
    ['SQS throttling', answered('RequestThrottled', 403)],
    ['throttling of the key behind a queue', answered('KmsThrottled', 400)],
    ['too many requests', answered('SomethingNew', 429)],
    ['an internal error', answered('InternalServerError', 500, 'server')],
    ['a bad gateway', answered('Unknown', 502)],
    ['an unavailable service', answered('ServiceUnavailable', 503, 'server')],
    ['a status that is not listed', answered('Odd', 599, 'server')],
    ['a conflict with a transaction', answered('TransactionConflictException', 400)],
    ['a transaction in progress', answered('TransactionInProgressException', 400)],
    ['a transaction cancelled by another', cancelled('None', 'TransactionConflict')],
    ['a transaction cancelled by throttling', cancelled('ThrottlingError', 'ProvisionedThroughputExceeded')],
    ['a refused connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
    ['a reset connection', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
    ['a name that is not found', Object.assign(new Error('x'), { code: 'ENOTFOUND' })],
    ['a resolver that fails for good', Object.assign(new Error('x'), { code: 'EAI_FAIL' })],
    [
      'two addresses, of which the first is of a family that has no way out',
      Object.assign(new AggregateError([]), { code: 'EADDRNOTAVAIL' }),
    ],
    ['a family of addresses that is not there', Object.assign(new Error('x'), { code: 'EAFNOSUPPORT' })],
    ['a time-out', Object.assign(new Error('x'), { name: 'TimeoutError' })],
    ['an answer that is no HTTP', broken('HPE_INVALID_CONSTANT', 'unknown')],
    ['an answer that is too large', broken('ANSWER_TOO_LARGE', 'answered')],
    ['a connection whose TLS broke', broken('ERR_SSL_BAD_RECORD_TYPE', 'unknown')],
    [
      'two addresses of which none takes a connection',
      new RequestFailed(
        Object.assign(new AggregateError(['ECONNREFUSED', 'ETIMEDOUT'].map((code) => ({ code }))), {
          code: 'ECONNREFUSED',
        }),
        'not-sent',
      ),
    ],
    ['a connection that was never made', broken('ECONNREFUSED', 'not-sent')],
    ['an abort', Object.assign(new Error('x'), { name: 'AbortError' })],
    ['an answer that cannot be read', Object.assign(new SyntaxError('x'), { $response: {} })],
    ['a wrapped reset', new Error('x', { cause: Object.assign(new Error('y'), { code: 'ECONNRESET' }) })],
  ])('says nothing about the request: %s', (_, error) => {
    expect(isUnavailable(error)).toBe(true);
  });

  it.each([
    ['denied', answered('AccessDeniedException', 400)],
    ['not found', answered('ResourceNotFoundException', 400)],
    ['no such queue', answered('QueueDoesNotExist', 400)],
    ['malformed', answered('ValidationException', 400)],
    ['a failed condition', answered('ConditionalCheckFailedException', 400)],
    [
      'a failed condition after a corrected clock',
      afterSkew(answered('ConditionalCheckFailedException', 400)),
    ],
    [
      'a failed condition that asks for a repetition',
      Object.assign(answered('ConditionalCheckFailedException', 400), { $retryable: { throttling: true } }),
    ],
    ['a failed condition with an odd status', answered('ConditionalCheckFailedException', 503, 'server')],
    ['denied after a corrected clock', afterSkew(answered('AccessDeniedException', 400))],
    ['a transaction cancelled by a condition', cancelled('ConditionalCheckFailed', 'TransactionConflict')],
    ['a transaction cancelled without a reason', cancelled('None')],
    ['a transaction cancelled without reasons', answered('TransactionCanceledException', 400)],
    ['a module that is missing', Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' })],
    ['a file that is missing', Object.assign(new Error('x'), { code: 'ENOENT' })],
    ['a certificate that ran out', broken('CERT_HAS_EXPIRED', 'not-sent')],
    ['an error that is its own cause', endless()],
    ['no credentials', Object.assign(new Error('x'), { name: 'CredentialsProviderError' })],
    ['denied, with the answer at hand', Object.assign(answered('AccessDenied', 403), { $response: {} })],
    ['a mistake of ours', new TypeError('x is not a function')],
    ['nothing', undefined],
    ['text', 'ThrottlingException'],
  ])('is our fault: %s', (_, error) => {
    expect(isUnavailable(error)).toBe(false);
  });
});

describe('the budget of a call', () => {
  it('is the sum of its attempts and the pauses between them', () => {
    expect(longestCallMs({ attemptTimeoutMs: 1_000, attempts: 2 })).toBe(2_100);
    expect(longestCallMs({ attemptTimeoutMs: 4_000, attempts: 1 })).toBe(4_000);
  });

  it("is not stretched by a server's wish for a later repetition", async () => {
    jest.useFakeTimers();
    try {
      const { retryStrategy } = clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 });
      const token = await retryStrategy.acquireInitialRetryToken('');
      const retryAfterHint = new Date(Date.now() + 60_000);
      let isRepeated = false;
      const refreshed = retryStrategy
        .refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT', retryAfterHint })
        .then(() => (isRepeated = true));
      await jest.advanceTimersByTimeAsync(100);
      expect(isRepeated).toBe(true);
      await refreshed;
    } finally {
      jest.useRealTimers();
    }
  });

  it.each(['TRANSIENT', 'THROTTLING'] as const)(
    'has one pause, whatever went wrong: %s',
    async (errorType) => {
      jest.useFakeTimers();
      jest.spyOn(Math, 'random').mockReturnValue(0.999);
      try {
        const { retryStrategy } = clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 });
        const token = await retryStrategy.acquireInitialRetryToken('');
        let isRepeated = false;
        const refreshed = retryStrategy
          .refreshRetryTokenForRetry(token, { errorType })
          .then(() => (isRepeated = true));
        await jest.advanceTimersByTimeAsync(98);
        expect(isRepeated).toBe(false);
        await jest.advanceTimersByTimeAsync(2);
        expect(isRepeated).toBe(true);
        await refreshed;
      } finally {
        jest.useRealTimers();
        jest.restoreAllMocks();
      }
    },
  );

  it('has its second attempt after a conflict with a transaction, and none after a failed condition', async () => {
    const { retryStrategy } = clientOptions({ attemptTimeoutMs: 1_000, attempts: 2 });
    const retry = async (name: string) => {
      const token = await retryStrategy.acquireInitialRetryToken('');
      const failure = { errorType: 'CLIENT_ERROR', error: answered(name, 400) } as object;
      return retryStrategy.refreshRetryTokenForRetry(token, failure as { errorType: 'CLIENT_ERROR' });
    };
    await expect(retry('TransactionConflictException')).resolves.toBeDefined();
    await expect(retry('ConditionalCheckFailedException')).rejects.toThrow();
  });

  it('ends after the attempts that it has', async () => {
    const { retryStrategy, maxAttempts } = clientOptions({ attemptTimeoutMs: 1_000, attempts: 1 });
    const token = await retryStrategy.acquireInitialRetryToken('');
    expect(maxAttempts).toBe(1);
    await expect(
      retryStrategy.refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT' }),
    ).rejects.toThrow();
  });
});
