import { holdsNumber, redact } from '@fintech-solution/domain/redaction';
import type { NumberingPlan } from '@fintech-solution/domain/msisdn';
import fc from 'fast-check';
import { type Headers, type ProxyEvent, readRequestContext } from '../../../src/http/request-context.ts';

const REQUEST_ID = '9c4d6a3e-6f5a-4f57-8d0e-123456789012';
const newId = () => 'new-id';
const PLAN = { countryCode: '224', nationalPattern: /^6[0-356]\d{7}$/ };
const contextOf = (event: ProxyEvent | null, allowedOrigins: readonly string[] = []) =>
  readRequestContext(event, { plan: PLAN, allowedOrigins, newId });
const idOf = (headers: Headers, requestId: string | undefined = REQUEST_ID) =>
  contextOf({ headers, requestContext: { requestId } }).correlationId;
const traceparentOf = (headers: Headers) => contextOf({ headers }).traceparent;

describe('the correlation id', () => {
  it.each(['a', 'call-1', 'A.b_c-9', '12345678', 'x'.repeat(64), 'e-y-J'])("is the caller's %s", (id) => {
    expect(idOf({ 'X-Correlation-Id': id })).toBe(id);
  });

  it.each(['x-correlation-id', 'X-CORRELATION-ID', 'x-Correlation-iD'])(
    'is read from the header %s',
    (name) => {
      expect(idOf({ Accept: '*/*', [name]: 'call-1' })).toBe('call-1');
    },
  );

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(65)],
    ['spaced', 'a b'],
    ['broken by a line', 'a\nb'],
    ['ended by a line', 'abc\n'],
    ['accented', 'é'],
    ['a subscriber number', '224622000001'],
    ['a number in the middle', 'call-622000001-x'],
    ['a token', 'eyJhbGciOiJSUzI1NiJ9'],
    ['a token in the middle', 'x.eyJ'],
    ['markup', '<script>'],
    ['a UUID that ends in a number', '00000000-0000-4000-8000-224622000001'],
    ['a UUID that begins with a number', '22462200-0001-4000-8000-abcdefabcdef'],
    ['a UUID that hides a national number', 'abcdefab-abcd-4bcd-8622-000001abcdef'],
    ['a UUID with nine digits in a row', '00000000-0000-4000-8000-123456789abc'],
    ['a number with underscores', '224_622_000_001'],
    ['a number with dots', '622.00.00.01'],
    ['a number with doubled hyphens', '622--00--00--01'],
    ['a date and a count that the log would mask', '2026-11-29-000123'],
  ])('is not taken from the caller when it is %s', (_, id) => {
    expect(idOf({ 'X-Correlation-Id': id })).toBe(REQUEST_ID);
  });

  it.each([
    null,
    undefined,
    {},
    { 'X-Correlation-Id': undefined },
    { 'X-Correlation-Id': null as unknown as string },
  ])('is the request id without a header: %j', (headers) => {
    expect(idOf(headers)).toBe(REQUEST_ID);
  });

  it.each([
    '',
    '224622000001',
    'eyJhbGciOiJSUzI1NiJ9',
    'a b',
    `${REQUEST_ID}-224622000001`,
    `a b ${REQUEST_ID}`,
    `${REQUEST_ID} a b`,
    `224622000001-${REQUEST_ID}`,
    '00000000-0000-4000-8000-224622000001',
    '00000000-0000-4000-8000-abc622000001',
    '00000000-0000-4000-8000-622000001ABC',
    '22462200-0001-4000-8000-abcdefabcdef',
    'abcdefab-abcd-4bcd-8622-000001abcdef',
  ])('is a new one when a caller chose the request id %j, which API Gateway lets them', (requestId) => {
    expect(idOf({}, requestId)).toBe('new-id');
  });

  it('is a new one where there is no request id', () => {
    expect(contextOf({ requestContext: {} }).correlationId).toBe('new-id');
  });
});

/** The same ids at every run. */
const RUNS = { numRuns: 2_000, seed: 20_251_129 };

describe('any correlation id', () => {
  const mali: NumberingPlan = { countryCode: '223', nationalPattern: /^[5-9]\d{7}$/ };
  const group = fc.oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^\d{1,9}$/) },
    fc.constantFrom('.', '-', '_', 'a', 'eyJ', '00', '224', '223', '622000001', '70000001', 'Bearer'),
  );
  const uuid = fc
    .tuple(...[8, 4, 4, 4, 12].map((length) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))))
    .map((parts) => parts.join('-'));
  const anyId = fc.oneof(
    fc.array(group, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
    uuid,
  );
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const chosen = (plan: NumberingPlan, event: ProxyEvent, made = 'new-id') =>
    readRequestContext(event, { plan, allowedOrigins: [], newId: () => made });

  it.each([
    ['Guinea', PLAN],
    ['Mali', mali],
  ])('is taken over exactly if redaction leaves it alone: %s', (_, plan) => {
    fc.assert(
      fc.property(anyId, (id) => {
        const { correlationId } = chosen(plan, { headers: { 'x-correlation-id': id } });
        const isPlain = /^[A-Za-z0-9._-]{1,64}$/.test(id) && redact(id, plan) === id;
        // The log trusts a UUID more, because operators search by ids that AWS made.
        if (UUID.test(id)) return isPlain || correlationId !== id;
        return (correlationId === id) === isPlain;
      }),
      RUNS,
    );
  });

  it('is logged, answered and queued unchanged, whoever chose it', () => {
    fc.assert(
      fc.property(anyId, anyId, uuid, (offered, requestId, made) => {
        const event = { headers: { 'X-Correlation-Id': offered }, requestContext: { requestId } };
        const { correlationId, answerHeaders } = chosen(mali, event, made);
        expect(redact(correlationId, mali)).toBe(correlationId);
        expect(holdsNumber(correlationId, mali)).toBe(false);
        expect(answerHeaders['X-Correlation-Id']).toBe(correlationId);
      }),
      RUNS,
    );
  });

  it('has letters in place of digits where a new one holds a number by chance', () => {
    expect(chosen(PLAN, {}, '059f36b4-87a3-44ab-83d2-661975830a7d').correlationId).toMatch(/^[a-p-]{36}$/);
  });
});

describe('the trace context', () => {
  const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('is taken over where the caller sent one', () => {
    expect(traceparentOf({ TraceParent: TRACE })).toBe(TRACE);
  });

  it('may begin with zeros, as long as not all are', () => {
    const trace = '00-00000000000000000000000000000001-0000000000000001-00';
    expect(traceparentOf({ traceparent: trace })).toBe(trace);
  });

  it.each([
    '',
    'x',
    TRACE.toUpperCase(),
    `${TRACE}-more`,
    `ff${TRACE.slice(2)}`,
    `x${TRACE}`,
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  ])('is not taken over when it is %j', (traceparent) => {
    expect(traceparentOf({ traceparent })).toBeUndefined();
  });
});

describe('the context of a request', () => {
  it('carries the id that only the gateway can choose, and the authorizer’s context', () => {
    const authorizer = { sub: 'somebody' };
    const requestContext = { requestId: REQUEST_ID, extendedRequestId: 'JKJaXmPLvHcESHA=', authorizer };
    expect(contextOf({ requestContext })).toMatchObject({ eventId: 'JKJaXmPLvHcESHA=', authorizer });
  });

  it.each([undefined, ''])('makes an event id where the gateway gave %j', (extendedRequestId) => {
    expect(contextOf({ requestContext: { extendedRequestId } } as ProxyEvent).eventId).toBe('new-id');
  });

  it.each([null, {}, { headers: null, requestContext: null }])('exists for the event %j too', (event) => {
    expect(contextOf(event)).toEqual({
      correlationId: 'new-id',
      eventId: 'new-id',
      traceparent: undefined,
      authorizer: undefined,
      answerHeaders: { 'Cache-Control': 'no-store', 'X-Correlation-Id': 'new-id' },
    });
  });
});

describe('an answer to a browser', () => {
  const ALLOWED = ['https://app.example', 'http://localhost:5173'];
  const headersFor = (origin: string | undefined, allowedOrigins: readonly string[] = ALLOWED) =>
    contextOf({ headers: { origin } }, allowedOrigins).answerHeaders;

  it.each(ALLOWED)('names the allowed origin %s, and what its scripts may read', (origin) => {
    expect(headersFor(origin)).toMatchObject({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'X-Correlation-Id, Retry-After, WWW-Authenticate',
      Vary: 'Origin',
    });
  });

  it('exposes a function’s own headers too', () => {
    const settings = { plan: PLAN, allowedOrigins: ALLOWED, exposedHeaders: ['X-Date'], newId };
    const { answerHeaders } = readRequestContext({ headers: { Origin: ALLOWED[0] } }, settings);
    expect(answerHeaders['Access-Control-Expose-Headers']).toMatch(/, X-Date$/);
  });

  it.each([
    undefined,
    '',
    'null',
    '*',
    'https://app.example.evil',
    'https://app.example:8443',
    'http://app.example',
    'https://APP.example',
    'https://app.example, https://evil.example',
  ])('names no origin for %j, and says that the answer depends on it', (origin) => {
    expect(headersFor(origin)).toEqual({
      'Cache-Control': 'no-store',
      'X-Correlation-Id': 'new-id',
      Vary: 'Origin',
    });
  });

  it('has no CORS header where no origin is allowed', () => {
    expect(Object.keys(headersFor('https://app.example', []))).toEqual(['Cache-Control', 'X-Correlation-Id']);
  });
});
