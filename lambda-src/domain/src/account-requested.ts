import { isMsisdn, maskMsisdn, type Msisdn, type NumberingPlan } from './msisdn.ts';

/**
 * The event by which get-account-info asks init-user-account for an account.
 *
 * Its wire form is a CloudEvent in structured JSON mode, so that any consumer can tell what it is and where it
 * comes from without knowing us.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export interface AccountRequested {
  readonly id: string;
  readonly msisdn: Msisdn;
  /** The caller's `X-Correlation-Id`, by which one request is followed through both functions' logs. */
  readonly correlationId?: string | undefined;
  /** W3C trace context, where the caller sent one. */
  readonly traceparent?: string | undefined;
}

/** The event's name, version included: a change that old consumers cannot read is a new type. */
export const EVENT_TYPE = 'gn.fintech-solution.account.requested.v1';
/** Who makes the event; one of another source is parked. */
export const EVENT_SOURCE = '/fintech-solution/get-account-info';
/** CloudEvents in structured mode: envelope and data in one JSON body. */
export const EVENT_CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** The structured JSON body of the event. `time` is RFC 3339, UTC. */
export function encodeAccountRequested(event: AccountRequested, time: string): string {
  return JSON.stringify({
    specversion: '1.0',
    type: EVENT_TYPE,
    source: EVENT_SOURCE,
    id: event.id,
    time,
    // The subject appears in consoles and traces, so it is masked; the number itself is in `data` only.
    subject: maskMsisdn(event.msisdn),
    datacontenttype: 'application/json',
    ...(event.correlationId === undefined ? {} : { correlationid: event.correlationId }),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
    data: { msisdn: event.msisdn },
  });
}

/** Why a message is not an event of ours; it travels as the parked copy's `failure-reason`. */
export type NotOurEvent =
  | 'not-json'
  | 'not-an-object'
  | 'specversion-not-1.0'
  | 'type-not-ours'
  | 'source-not-ours'
  | 'id-missing'
  | 'attribute-badly-typed'
  | 'msisdn-not-canonical';

/** A message body after judgement: an event of ours, or the reason why it is none. */
export type DecodedEvent =
  | { readonly kind: 'account-requested'; readonly event: AccountRequested }
  | { readonly kind: 'not-ours'; readonly reason: NotOurEvent };

/**
 * Judges one message body. Nothing is repaired: a number that is not canonical, or an attribute of the wrong
 * type, means that the sender is not ours. Unknown attributes are allowed and ignored.
 */
export function decodeAccountRequested(body: string, plan: NumberingPlan): DecodedEvent {
  const parsed = parseObject(body);
  if (typeof parsed === 'string') return { kind: 'not-ours', reason: parsed };
  const reason = faultOf(parsed);
  if (reason !== undefined) return { kind: 'not-ours', reason };
  const { data } = parsed;
  const msisdn = isObject(data) ? data['msisdn'] : undefined;
  if (!isMsisdn(msisdn, plan)) return { kind: 'not-ours', reason: 'msisdn-not-canonical' };
  return {
    kind: 'account-requested',
    event: {
      id: parsed['id'] as string,
      msisdn,
      correlationId: textOf(parsed['correlationid']),
      traceparent: textOf(parsed['traceparent']),
    },
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(body: string): JsonObject | NotOurEvent {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : 'not-an-object';
  } catch {
    return 'not-json';
  }
}

function faultOf(event: JsonObject): NotOurEvent | undefined {
  if (event['specversion'] !== '1.0') return 'specversion-not-1.0';
  if (event['type'] !== EVENT_TYPE) return 'type-not-ours';
  if (event['source'] !== EVENT_SOURCE) return 'source-not-ours';
  if (typeof event['id'] !== 'string' || event['id'] === '') return 'id-missing';
  const badlyTyped = OPTIONAL_ATTRIBUTES.some(([name, isValid]) => {
    const value = event[name];
    // The JSON format treats null as "not set".
    return value !== undefined && value !== null && !(typeof value === 'string' && isValid(value));
  });
  return badlyTyped ? 'attribute-badly-typed' : undefined;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;.*)?$/;

/** The optional attributes that CloudEvents 1.0 defines, and our two extensions. */
const OPTIONAL_ATTRIBUTES: readonly (readonly [string, (value: string) => boolean])[] = [
  ['time', (value) => RFC3339.test(value) && !Number.isNaN(Date.parse(value.toUpperCase()))],
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
