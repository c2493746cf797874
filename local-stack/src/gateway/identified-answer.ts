import { type Answer } from './answer.ts';
import { type Exchange } from './exchange.ts';

/**
 * The answer with the identifiers of its exchange, which a function cannot set itself. The trace header is only on a
 * function's answers, not on the gateway's own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function identifiedAnswer(answer: Answer, exchange: Exchange, from: 'function' | 'gateway'): Answer {
  const own: (readonly [string, string])[] = [
    ['x-amzn-RequestId', exchange.requestId],
    ['x-amz-apigw-id', exchange.extendedRequestId],
    ...(from === 'function' ? [['X-Amzn-Trace-Id', exchange.trace] as const] : []),
  ];
  const taken = new Set(own.map(([name]) => name.toLowerCase()));
  return {
    ...answer,
    headers: [...answer.headers.filter(([name]) => !taken.has(name.toLowerCase())), ...own],
  };
}
