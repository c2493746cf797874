/** Header names are case-insensitive; a REST API hands them over as the client wrote them. */
export type Headers = Readonly<Record<string, string | undefined>> | null | undefined;

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** A subscriber number or a token in an id would travel into logs and the queue. */
const SECRET_IN_ID = /\d{9}|eyJ/;
/** @see https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The id by which a call is followed through answers, logs and events: the caller's if it is safe, else ours. */
export function correlationIdOf(headers: Headers, requestId: string): string {
  const offered = headerOf(headers, 'x-correlation-id');
  return offered !== undefined && CORRELATION_ID.test(offered) && !SECRET_IN_ID.test(offered) ? offered : requestId;
}

/** The caller's W3C trace context, if it is one. */
export function traceparentOf(headers: Headers): string | undefined {
  const offered = headerOf(headers, 'traceparent');
  return offered !== undefined && TRACEPARENT.test(offered) ? offered : undefined;
}

function headerOf(headers: Headers, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
