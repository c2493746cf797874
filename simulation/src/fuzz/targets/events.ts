import fc from 'fast-check';
import { decodeAccountRequested } from '../../../../lambda-src/domain/src/account-requested.ts';
import { goodEvent } from '../../environment/malformed-messages.ts';
import { PLAN } from '../../environment/subscribers.ts';
import { edited, edits } from './edits.ts';
import { numberAskedBy } from '../oracles/event-oracle.ts';
import { expectSame, type Target } from './target.ts';

const GOOD_NUMBER = '224622000001';
const good = JSON.parse(goodEvent('an-id', GOOD_NUMBER)) as Record<string, unknown>;

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    null,
    '',
    ' ',
    '1.0',
    1,
    GOOD_NUMBER,
    `${GOOD_NUMBER}\n`,
    `+${GOOD_NUMBER}`,
    Number(GOOD_NUMBER),
  ),
);

const names = [
  'specversion',
  'type',
  'source',
  'id',
  'time',
  'subject',
  'datacontenttype',
  'dataschema',
  'correlationid',
  'traceparent',
  'data',
  'Type',
  'x',
  '__proto__',
] as const;

const plausible: Readonly<Partial<Record<string, readonly unknown[]>>> = {
  time: [
    '2026-11-01T08:00:00Z',
    '2026-11-01t08:00:00.123+05:30',
    '2026-02-30T08:00:00Z',
    '2026-13-01T08:00:00Z',
    '2026-11-01',
    '2026-11-01T08:00:00',
  ],
  datacontenttype: [
    'application/json',
    'application/json; charset=utf-8',
    'json',
    'a/b/c',
    'application/json\n',
    ' application/json',
  ],
  dataschema: ['https://example.org/schema', 'no schema', '#/x'],
  data: [
    { msisdn: GOOD_NUMBER },
    { msisdn: GOOD_NUMBER, more: 1 },
    { msisdn: '622000001' },
    { MSISDN: GOOD_NUMBER },
    [GOOD_NUMBER],
    GOOD_NUMBER,
    { msisdn: [GOOD_NUMBER] },
  ],
};

/** An event of ours in which some attributes are others or missing. */
const changed = fc
  .array(
    fc
      .constantFrom(...names)
      .chain((name) =>
        fc
          .oneof(
            anyValue,
            fc.constant(undefined),
            fc.constantFrom(...(Object.hasOwn(plausible, name) ? (plausible[name] ?? []) : ['x'])),
          )
          .map((value) => [name, value] as const),
      ),
    { maxLength: 3 },
  )
  .map((changes) =>
    JSON.stringify(
      Object.defineProperties(
        { ...good },
        Object.fromEntries(
          changes.map(([name, value]) => [name, { value, enumerable: true, configurable: true }]),
        ),
      ),
    ),
  );

const accepted = { count: 0 };

/** Message bodies: each is ours with one canonical number, or not ours. */
export const events: Target = {
  name: 'events',
  sentence:
    'a message body is an event of ours exactly when the reference says so, and hands out the canonical number',
  weight: 4,
  accepted,
  property: fc.property(
    fc.oneof(
      { weight: 5, arbitrary: changed },
      { weight: 3, arbitrary: fc.tuple(changed, edits(2)).map(([body, changes]) => edited(body, changes)) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      { weight: 1, arbitrary: fc.json() },
    ),
    (body) => {
      const decoded = decodeAccountRequested(body, PLAN);
      const asked = decoded.kind === 'account-requested' ? decoded.event.msisdn : undefined;
      if (asked !== undefined) accepted.count += 1;
      expectSame(asked, numberAskedBy(body), `the number asked for by ${JSON.stringify(body)}`);
    },
  ),
};
