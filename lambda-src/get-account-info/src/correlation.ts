import { isMsisdn, type NumberingPlan } from '@fintech-solution/domain/msisdn';

/** Header names are case-insensitive; a REST API hands them over as the client wrote them. */
export type Headers = Readonly<Record<string, string | undefined>> | null | undefined;

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** A subscriber number or a token in an id would travel into logs and the queue. */
const SECRET_IN_ID = /\d{9}|eyJ/;
/** @see https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** API Gateway's own request ids. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id by which a call is followed through answers, logs and events: the caller's if it is safe, else the
 * gateway's request id. That one can be chosen by callers too (API Gateway takes it over from a header), so it
 * is held to the same rule, unless it is a UUID: nine of its digits may happen to stand in a row, but a subscriber's
 * number, in any spelling that we read, may not. That costs one genuine request id in fifty.
 */
export function correlationIdOf(
  headers: Headers,
  requestId: string | undefined,
  newId: () => string,
  plan: NumberingPlan,
): string {
  const offered = headerOf(headers, 'x-correlation-id');
  if (offered !== undefined && isSafe(offered)) return offered;
  if (requestId === undefined) return newId();
  const isOurs = UUID.test(requestId) ? !holdsNumber(requestId, plan) : isSafe(requestId);
  return isOurs ? requestId : newId();
}

function holdsNumber(id: string, plan: NumberingPlan): boolean {
  const windows = [...id.replaceAll('-', '').matchAll(/(?=(\d{9}))/g)].map(([, digits]) => digits as string);
  return windows.some((digits) => isMsisdn(`${plan.countryCode}${digits}`, plan));
}

function isSafe(id: string): boolean {
  return CORRELATION_ID.test(id) && !SECRET_IN_ID.test(id);
}

/** The caller's W3C trace context, if it is one. */
export function traceparentOf(headers: Headers): string | undefined {
  const offered = headerOf(headers, 'traceparent');
  return offered !== undefined && TRACEPARENT.test(offered) ? offered : undefined;
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value: unknown = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
