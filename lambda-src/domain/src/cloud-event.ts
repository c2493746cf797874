import { readDateTime } from './date-time.ts';

/**
 * CloudEvents 1.0 in structured JSON mode: the form of every message on our queues, so that any consumer can tell what a
 * message is and where it comes from without knowing us.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */

/** Envelope and data in one JSON body. */
export const EVENT_CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** What an event is, version included, and who makes it. A change that old consumers cannot read is a new type. */
export interface EventKind {
  readonly type: string;
  readonly source: string;
}

/** What one event says beside its kind. */
export interface EventContent {
  /** The same source and id always name the same event. */
  readonly id: string;
  /** Appears in consoles and traces, so it holds no subscriber number. */
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The caller's `X-Correlation-Id`, by which one request is followed through the logs of all functions. */
  readonly correlationId?: string | undefined;
  /** W3C trace context, where the caller sent one. */
  readonly traceparent?: string | undefined;
}

/** The structured JSON body of an event. `time` is RFC 3339, UTC. */
export function encodeEvent({ type, source }: EventKind, content: EventContent, time: string): string {
  const { id, subject, data, correlationId, traceparent } = content;
  return JSON.stringify({
    specversion: '1.0',
    type,
    source,
    id,
    time,
    subject,
    datacontenttype: 'application/json',
    ...(correlationId === undefined ? {} : { correlationid: correlationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    data,
  });
}

/** Why a message is not an event of the kind that its queue carries. */
export type NotOurEnvelope =
  | 'not-json'
  | 'not-an-object'
  | 'specversion-not-1.0'
  | 'type-not-ours'
  | 'source-not-ours'
  | 'id-missing'
  | 'attribute-badly-typed';

/** An envelope of ours, its data still unproven. */
export interface DecodedEnvelope {
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly correlationId: string | undefined;
  readonly traceparent: string | undefined;
}

/**
 * Judges the envelope of one message body. Nothing is repaired: an attribute of the wrong type means that the sender is
 * not ours. Unknown attributes are allowed and ignored. Data that is not an object counts as an empty one.
 *
 * @returns the envelope, or the reason why it is not ours.
 */
export function decodeEvent(body: string, kind: EventKind): DecodedEnvelope | NotOurEnvelope {
  const event = parseObject(body);
  if (typeof event === 'string') return event;
  const reason = faultOf(event, kind);
  if (reason !== undefined) return reason;
  const { id, data, correlationid, traceparent } = event;
  return {
    id: id as string,
    data: isObject(data) ? data : {},
    correlationId: textOf(correlationid),
    traceparent: textOf(traceparent),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(body: string): JsonObject | NotOurEnvelope {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : 'not-an-object';
  } catch {
    return 'not-json';
  }
}

function faultOf(event: JsonObject, { type, source }: EventKind): NotOurEnvelope | undefined {
  if (event['specversion'] !== '1.0') return 'specversion-not-1.0';
  if (event['type'] !== type) return 'type-not-ours';
  if (event['source'] !== source) return 'source-not-ours';
  if (typeof event['id'] !== 'string' || event['id'] === '') return 'id-missing';
  const badlyTyped = OPTIONAL_ATTRIBUTES.some(([name, isValid]) => {
    const value = event[name];
    // The JSON format treats null as "not set".
    return value !== undefined && value !== null && !(typeof value === 'string' && isValid(value));
  });
  return badlyTyped ? 'attribute-badly-typed' : undefined;
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;.*)?$/;

/** The optional attributes that CloudEvents 1.0 defines, and our two extensions. */
const OPTIONAL_ATTRIBUTES: readonly (readonly [string, (value: string) => boolean])[] = [
  ['time', (value) => readDateTime(value) !== undefined],
  ['subject', (value) => value !== ''],
  ['datacontenttype', (value) => MEDIA_TYPE.test(value)],
  ['dataschema', (value) => URL.canParse(value)],
  ['correlationid', (value) => value !== ''],
  ['traceparent', (value) => value !== ''],
];

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
