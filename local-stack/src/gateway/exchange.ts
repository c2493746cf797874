import { createHash } from 'node:crypto';
import { rawHeaderValues } from './request-headers.ts';

/** One request and its answer: the identifiers that tie its log lines together. */
export interface Exchange {
  /** A UUID; the caller's own where it sent one. */
  readonly requestId: string;
  /** Always the gateway's own, so the only one that is unique. */
  readonly extendedRequestId: string;
  /** X-Ray trace header. */
  readonly trace: string;
  readonly receivedAtMs: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TRACE_ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/i;

/**
 * Gives a request its identifiers.
 *
 * Callers can override `requestId` with the header `x-amzn-RequestId` (here: with a UUID, so that nothing else can be
 * slipped into logs and answers through it); `extendedRequestId` is out of their reach. A caller's trace root is kept.
 *
 * @param nextId a fresh random identifier at every call.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export function openExchange(rawHeaders: readonly string[], nowMs: number, nextId: () => string): Exchange {
  const wanted = rawHeaderValues(rawHeaders, 'x-amzn-requestid').at(-1);
  const root = TRACE_ROOT.exec(rawHeaderValues(rawHeaders, 'x-amzn-trace-id').at(-1) ?? '')?.[1];
  const unique = createHash('sha256').update(nextId()).digest();
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return {
    requestId: wanted !== undefined && UUID.test(wanted) ? wanted : nextId(),
    extendedRequestId: unique.subarray(0, 11).toString('base64'),
    trace: `Root=${root ?? `1-${seconds}-${unique.subarray(11, 23).toString('hex')}`}`,
    receivedAtMs: nowMs,
  };
}
