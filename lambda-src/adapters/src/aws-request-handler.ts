import type { ServiceException } from '@smithy/core/client';
import { buildQueryString, type HttpHandler } from '@smithy/core/protocols';
import { HttpResponse } from '@smithy/core/transport';
import { createHttpsClient } from './https-request.ts';

/** DynamoDB's largest answer is 16 MB of items; written as JSON it can take twice that. */
const MAX_ANSWER_BYTES = 32 * 1_024 * 1_024;

const answersToRepetitions = new WeakSet<object>();

/**
 * True where a service that refused a call may have received it before: the SDK repeated the call, or a dead connection was
 * replaced, of which the SDK does not know. What is refused may then be the call's own doing.
 */
export function wasSentAgain({ $metadata, $response }: ServiceException): boolean {
  return ($metadata.attempts ?? 1) > 1 || ($response !== undefined && answersToRepetitions.has($response));
}

/**
 * Sends the requests of an AWS client. The SDK's own handler ends its time-outs with the headers of an answer, or sees only
 * silence, so that a body may drip for ever; and it hands a broken kept connection to the caller as a failed attempt.
 *
 * Request bodies are texts or bytes, as every operation of ours has them; a stream is refused.
 *
 * @param attemptTimeoutMs for a whole attempt, the body of the answer and the replacement of a dead connection included.
 * @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/Interface/RequestHandler/
 */
export function createAwsRequestHandler(attemptTimeoutMs: number): HttpHandler {
  const client = createHttpsClient({ timeoutMs: attemptTimeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES });
  return {
    async handle({ protocol, hostname, port, path, query, method, headers, body }, { abortSignal } = {}) {
      const queryString = buildQueryString(query);
      const answer = await client.send(
        {
          protocol,
          // An IPv6 address has brackets in a URL and none in a connection.
          hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
          port,
          path: queryString === '' ? path : `${path}?${queryString}`,
          method,
          headers,
          body: body as string | Uint8Array | undefined,
        },
        abortSignal as AbortSignal | undefined,
      );
      const response = new HttpResponse({ ...answer, statusCode: answer.status });
      if (answer.isToRepetition) answersToRepetitions.add(response);
      return { response };
    },
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => client.close(),
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}
