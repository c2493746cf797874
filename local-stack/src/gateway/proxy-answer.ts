import { type Answer } from './answer.ts';
import { isBinary } from './media-types.ts';
import { type ProxyResult } from './proxy-result.ts';

/** Headers of a function's answer that reach the client under another name, `x-amzn-Remapped-…`. */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);
/** Headers of a function's answer that do not reach the client at all. */
const DROPPED = new Set(['transfer-encoding', 'keep-alive', 'trailer', 'upgrade']);

/**
 * What the client gets of a function's answer: the content type is JSON unless the function said otherwise, some headers
 * are renamed, and a base64 body is decoded only where the API's binary media types cover the client's Accept header.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function proxyAnswer(
  result: ProxyResult,
  accept: string | undefined,
  binaryMediaTypes: readonly string[],
): Answer {
  const kept = result.headers.filter(([name]) => !DROPPED.has(name.toLowerCase()));
  const typed = kept.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status: result.status,
    headers: [
      ...(typed ? [] : [['Content-Type', 'application/json'] as const]),
      ...kept.map(
        ([name, value]) =>
          [REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value] as const,
      ),
    ],
    body: Buffer.from(
      result.body,
      result.isBase64Encoded && isBinary(accept, binaryMediaTypes) ? 'base64' : 'utf8',
    ),
  };
}
