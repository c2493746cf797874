import { isUtf8 } from 'node:buffer';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import { holdsNumber, redactText } from '@fintech-solution/domain/redaction';
import type { AuthorizerContext } from './authorize-caller.ts';

/** Header names are case-insensitive; a REST API hands them over as the client wrote them. */
export type Headers = Readonly<Record<string, string | undefined>> | null | undefined;

/** The parts of a REST API's proxy event that the functions read; any of them may be missing. */
export interface ProxyEvent {
  /** The route, as the API's definition writes its path. */
  readonly resource?: string;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  /** Decoded by the gateway. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  /** The same, with every value of a parameter that is repeated; the other one tells the last. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly headers?: Headers;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: null | {
    readonly requestId?: string;
    readonly extendedRequestId?: string;
    readonly authorizer?: AuthorizerContext;
  };
}

/** What a function knows of a request before it reads the request's own parameters. */
export interface RequestContext {
  /** The id by which logs, answers and events of one call are found. Never holds a subscriber number or a token. */
  readonly correlationId: string;
  /** The caller's W3C trace context, where it sent a valid one. */
  readonly traceparent: string | undefined;
  /** Unique for each request. */
  readonly eventId: string;
  readonly authorizer: AuthorizerContext;
  /** What every answer to this request carries, whatever its status. */
  readonly answerHeaders: Readonly<Record<string, string>>;
}

/** What reading a request takes. */
export interface RequestSettings {
  readonly plan: NumberingPlan;
  /** Origins whose scripts may read answers; empty where no browser client exists. */
  readonly allowedOrigins: readonly string[];
  /** Names of a function's own headers that those scripts may read too. */
  readonly exposedHeaders?: readonly string[];
  readonly newId: () => string;
}

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Nine digits in a row may be a number of any country; a caller's id must not hold them, not even in a UUID. */
const NINE_DIGITS = /\d{9}/;
/** @see https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Reads what several functions need of a proxy event. An event that lacks everything has a context too. */
export function readRequestContext(
  event: ProxyEvent | null | undefined,
  settings: RequestSettings,
): RequestContext {
  const { headers } = event ?? {};
  const { requestId, extendedRequestId, authorizer } = event?.requestContext ?? {};
  const correlationId = correlationIdOf(headers, requestId, settings);
  return {
    correlationId,
    traceparent: traceparentOf(headers),
    // A caller can choose `requestId` by a header, so only the extended id is unique.
    eventId: extendedRequestId || settings.newId(),
    authorizer,
    answerHeaders: {
      // A balance is personal, and outdated a moment later: nothing on the way may store an answer.
      'Cache-Control': 'no-store',
      'X-Correlation-Id': correlationId,
      ...corsHeaders(headers, settings),
    },
  };
}

/** The value of a header, under any spelling of its name; undefined where the request does not carry it as text. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const value: unknown = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
  return typeof value === 'string' ? value : undefined;
}

/** The body of a request as text; undefined where there is none, or where it is not UTF-8. */
export function bodyOf({ body, isBase64Encoded }: ProxyEvent): string | undefined {
  if (typeof body !== 'string' || isBase64Encoded !== true) return body ?? undefined;
  const bytes = Buffer.from(body, 'base64');
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

/**
 * The id by which a call is followed through answers, logs and events: the caller's, else the gateway's request id,
 * else a new one. A caller can choose the request id too, by a header that API Gateway takes over.
 *
 * An id is used only if the log writes it unchanged, so that it is found wherever it was written. The log trusts a
 * UUID more than this function does: an id that a caller chooses must not spell a number, not even in a UUID. That
 * costs one genuine request id in fifty.
 */
function correlationIdOf(
  headers: Headers,
  requestId: string | undefined,
  { newId, plan }: RequestSettings,
): string {
  const isUsable = (id: string): boolean =>
    CORRELATION_ID.test(id) && redactText(id, plan) === id && !holdsNumber(id, plan);
  const offered = headerOf(headers, 'X-Correlation-Id');
  if (offered !== undefined && !NINE_DIGITS.test(offered) && isUsable(offered)) return offered;
  if (requestId !== undefined && isUsable(requestId)) return requestId;
  const id = newId();
  // A random id may hold a number by chance as well; with letters in place of digits it stays as unique.
  return isUsable(id) ? id : id.replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] as string);
}

function traceparentOf(headers: Headers): string | undefined {
  const offered = headerOf(headers, 'traceparent');
  return offered !== undefined && TRACEPARENT.test(offered) ? offered : undefined;
}

/** What a script of another origin may read of every answer, beside the headers that Fetch always shows. */
const EXPOSED_HEADERS = ['X-Correlation-Id', 'Retry-After', 'WWW-Authenticate'];

/**
 * Lets the scripts of an allowed origin read the answer. `Vary` stands there whenever the answer depends on the origin.
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
function corsHeaders(
  headers: Headers,
  { allowedOrigins, exposedHeaders = [] }: RequestSettings,
): Readonly<Record<string, string>> {
  if (allowedOrigins.length === 0) return {};
  const origin = headerOf(headers, 'Origin');
  if (origin === undefined || !allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': [...EXPOSED_HEADERS, ...exposedHeaders].join(', '),
    Vary: 'Origin',
  };
}
