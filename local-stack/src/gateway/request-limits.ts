import { pairs } from './request-headers.ts';

/**
 * The largest payload of a REST API, which cannot be raised.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/** The largest request line and header values together, of the same page. */
export const HEAD_LIMIT_BYTES = 10_240;

/** True when the request line and the header values together are larger than API Gateway takes. */
export function headTooLarge(method: string, url: string, rawHeaders: readonly string[]): boolean {
  const requestLine = `${method} ${url} HTTP/1.1`;
  const values = pairs(rawHeaders).reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
  return Buffer.byteLength(requestLine) + values > HEAD_LIMIT_BYTES;
}
