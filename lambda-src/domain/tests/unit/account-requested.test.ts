import { type CloudEvent, HTTP } from 'cloudevents';
import {
  ACCOUNT_REQUESTED,
  type AccountRequested,
  decodeAccountRequested,
  encodeAccountRequested,
} from '../../src/account-requested.ts';
import { EVENT_CONTENT_TYPE } from '../../src/cloud-event.ts';
import { GUINEA, type Msisdn, type NumberingPlan } from '../../src/msisdn.ts';

const plan: NumberingPlan = {
  countryCode: GUINEA.countryCode,
  nationalPattern: new RegExp(`^(?:${GUINEA.nationalPattern})$`),
};
const TIME = '2025-11-25T02:52:00.000Z';
const MINIMAL: AccountRequested = { id: 'JKJaXmPLvHcESHA=', msisdn: '224622000001' as Msisdn };
const FULL: AccountRequested = {
  ...MINIMAL,
  correlationId: 'call-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

const fieldsOf = (event: AccountRequested): Record<string, unknown> =>
  JSON.parse(encodeAccountRequested(event, TIME)) as Record<string, unknown>;

/** A valid event with some attributes replaced, as the queue hands it over. */
const bodyWith = (changes: Record<string, unknown>): string =>
  JSON.stringify({ ...fieldsOf(FULL), ...changes });

const judge = (body: string) => decodeAccountRequested(body, plan);

describe('a request for an account, written', () => {
  it('is exactly this event, its subject masked', () => {
    expect(fieldsOf(FULL)).toEqual({
      specversion: '1.0',
      type: 'gn.fintech-solution.account.requested.v1',
      source: '/fintech-solution/get-account-info',
      id: 'JKJaXmPLvHcESHA=',
      time: TIME,
      subject: '224*******01',
      datacontenttype: 'application/json',
      correlationid: 'call-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      data: { msisdn: '224622000001' },
    });
  });

  it('leaves out what there is not', () => {
    expect(Object.keys(fieldsOf(MINIMAL))).not.toContain('correlationid');
    expect(Object.keys(fieldsOf(MINIMAL))).not.toContain('traceparent');
  });

  it.each([
    ['with everything', FULL],
    ['with the least', MINIMAL],
  ])('is a valid CloudEvent in the eyes of the reference library, %s', (_, event) => {
    const headers = { 'content-type': EVENT_CONTENT_TYPE };
    const read = HTTP.toEvent({ headers, body: encodeAccountRequested(event, TIME) }) as CloudEvent<unknown>;
    expect(read.validate()).toBe(true);
    expect(read).toMatchObject({ id: event.id, ...ACCOUNT_REQUESTED, time: TIME });
    expect(read.data).toEqual({ msisdn: '224622000001' });
  });

  it('is read back as it was meant', () => {
    expect(judge(encodeAccountRequested(FULL, TIME))).toEqual({ kind: 'account-requested', event: FULL });
    expect(judge(encodeAccountRequested(MINIMAL, TIME))).toEqual({
      kind: 'account-requested',
      event: MINIMAL,
    });
  });
});

describe('a message on the queue', () => {
  it.each([
    ['the least that is valid', { time: undefined, subject: undefined, datacontenttype: undefined }],
    ['attributes that are null, which means not set', { time: null, subject: null, traceparent: null }],
    ['unknown attributes', { partitionkey: 'x', balance: '999999', unknown: { deep: true } }],
    ['unknown data', { data: { msisdn: '224622000001', balance: 1e9, openedBy: 'me' } }],
    ['a time with an offset', { time: '2025-11-25t04:52:00.123456+02:00' }],
    ['a schema', { dataschema: 'https://example.org/schema.json' }],
    ['a time without a fraction', { time: '2025-11-25T02:52:00Z' }],
    ['a space before the parameters', { datacontenttype: 'application/json ; charset=utf-8' }],
    ['parameters on its content type', { datacontenttype: 'application/json; charset=utf-8' }],
  ])('is a request with %s', (_, changes) => {
    expect(judge(bodyWith(changes))).toMatchObject({
      kind: 'account-requested',
      event: { id: FULL.id, msisdn: '224622000001' },
    });
  });

  it('has no correlation id where it is null', () => {
    expect(judge(bodyWith({ correlationid: null, traceparent: null }))).toEqual({
      kind: 'account-requested',
      event: { ...FULL, correlationId: undefined, traceparent: undefined },
    });
  });

  it('hands over nothing but what a request consists of', () => {
    const decoded = judge(bodyWith({ balance: '1', data: { msisdn: '224622000001', balance: '1' } }));
    expect(decoded.kind === 'account-requested' && Object.keys(decoded.event).sort()).toEqual([
      'correlationId',
      'id',
      'msisdn',
      'traceparent',
    ]);
  });

  it.each(['', ' ', 'x', '{', '{"a":1}}', "{'a':1}", 'undefined', '\u0000', '[1,]'])(
    'is not JSON: %j',
    (body) => {
      expect(judge(body)).toEqual({ kind: 'not-ours', reason: 'not-json' });
    },
  );

  it.each(['null', '1', '"text"', '[]', '[{}]', 'true'])('is no object: %s', (body) => {
    expect(judge(body)).toEqual({ kind: 'not-ours', reason: 'not-an-object' });
  });

  it.each([
    ['no attributes at all', '{}', 'specversion-not-1.0'],
    ['another version', bodyWith({ specversion: '0.3' }), 'specversion-not-1.0'],
    ['a version that is a number', bodyWith({ specversion: 1 }), 'specversion-not-1.0'],
    ['another type', bodyWith({ type: 'gn.fintech-solution.account.requested.v2' }), 'type-not-ours'],
    ['a type in capitals', bodyWith({ type: ACCOUNT_REQUESTED.type.toUpperCase() }), 'type-not-ours'],
    ['no type', bodyWith({ type: undefined }), 'type-not-ours'],
    ['another source', bodyWith({ source: '/somebody-else' }), 'source-not-ours'],
    ['a source with a slash more', bodyWith({ source: `${ACCOUNT_REQUESTED.source}/` }), 'source-not-ours'],
    ['no id', bodyWith({ id: undefined }), 'id-missing'],
    ['an empty id', bodyWith({ id: '' }), 'id-missing'],
    ['an id that is a number', bodyWith({ id: 7 }), 'id-missing'],
    ['an id that is null', bodyWith({ id: null }), 'id-missing'],
    ['a time that is none', bodyWith({ time: 'yesterday' }), 'attribute-badly-typed'],
    ['a time without an offset', bodyWith({ time: '2025-11-25T02:52:00' }), 'attribute-badly-typed'],
    ['a time on no day', bodyWith({ time: '2025-13-25T02:52:00Z' }), 'attribute-badly-typed'],
    ['a time in numbers', bodyWith({ time: 1_764_039_120 }), 'attribute-badly-typed'],
    ['a subject that is empty', bodyWith({ subject: '' }), 'attribute-badly-typed'],
    ['a subject that is an object', bodyWith({ subject: {} }), 'attribute-badly-typed'],
    ['a content type that is none', bodyWith({ datacontenttype: 'json' }), 'attribute-badly-typed'],
    ['a schema that is no URI', bodyWith({ dataschema: 'no uri' }), 'attribute-badly-typed'],
    ['a time with something before it', bodyWith({ time: 'x2025-11-25T02:52:00Z' }), 'attribute-badly-typed'],
    ['a time of six-digit year', bodyWith({ time: '+002025-11-25T02:52:00Z' }), 'attribute-badly-typed'],
    ['a time with something after it', bodyWith({ time: '2025-11-25T02:52:00Zx' }), 'attribute-badly-typed'],
    ['something before its content type', bodyWith({ datacontenttype: ' a/b' }), 'attribute-badly-typed'],
    ['something after its content type', bodyWith({ datacontenttype: 'a/b c' }), 'attribute-badly-typed'],
    ['an empty correlation id', bodyWith({ correlationid: '' }), 'attribute-badly-typed'],
    ['an empty trace context', bodyWith({ traceparent: '' }), 'attribute-badly-typed'],
    ['a correlation id that is a list', bodyWith({ correlationid: ['x'] }), 'attribute-badly-typed'],
    ['a trace context that is a flag', bodyWith({ traceparent: true }), 'attribute-badly-typed'],
    ['no data', bodyWith({ data: undefined }), 'msisdn-not-canonical'],
    ['data that is null', bodyWith({ data: null }), 'msisdn-not-canonical'],
    ['data that is a list', bodyWith({ data: ['224622000001'] }), 'msisdn-not-canonical'],
    ['data that is text', bodyWith({ data: '{"msisdn":"224622000001"}' }), 'msisdn-not-canonical'],
    ['data in base64 only', bodyWith({ data: undefined, data_base64: 'e30=' }), 'msisdn-not-canonical'],
    ['a national number', bodyWith({ data: { msisdn: '622000001' } }), 'msisdn-not-canonical'],
    ['a number with a plus', bodyWith({ data: { msisdn: '+224622000001' } }), 'msisdn-not-canonical'],
    ['a number that is a number', bodyWith({ data: { msisdn: 224_622_000_001 } }), 'msisdn-not-canonical'],
    ['a number from a prototype', '{"__proto__":{"data":1}}', 'specversion-not-1.0'],
    [
      "data's number from a prototype",
      bodyWith({}).replace('"data":{', '"data":{"__proto__":{').replace(/\}\}$/, '}}}'),
      'msisdn-not-canonical',
    ],
  ])('is not ours with %s', (_, body, reason) => {
    expect(judge(body)).toEqual({ kind: 'not-ours', reason });
  });
});
