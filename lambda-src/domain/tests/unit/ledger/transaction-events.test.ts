import { type CloudEvent, HTTP } from 'cloudevents';
import { EVENT_CONTENT_TYPE } from '../../../src/cloud-event.ts';
import type { Reference } from '../../../src/ledger/reference.ts';
import {
  decodeNotificationRequested,
  decodeTransactionRequested,
  encodeNotificationRequested,
  encodeTransactionRequested,
} from '../../../src/ledger/transaction-events.ts';

const REFERENCE = '9dd9c5a2-b62b-5ff9-9f4b-a09f3f1a9333' as Reference;
const TIME = '2026-11-01T09:00:00.000Z';
const TRACE = {
  correlationId: 'call-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const requested = encodeTransactionRequested({ reference: REFERENCE, ...TRACE }, TIME);
const notification = encodeNotificationRequested(
  { reference: REFERENCE, recipient: 'credit', ...TRACE },
  TIME,
);
const edited = (body: string, changes: object) =>
  JSON.stringify({ ...(JSON.parse(body) as object), ...changes });

describe('a request to process a transaction', () => {
  it('is exactly this event, which tells nothing of value', () => {
    expect(JSON.parse(requested)).toEqual({
      specversion: '1.0',
      type: 'gn.fintech-solution.transaction.requested.v1',
      source: '/fintech-solution/request-transaction',
      id: REFERENCE,
      time: TIME,
      subject: REFERENCE,
      datacontenttype: 'application/json',
      correlationid: 'call-1',
      traceparent: TRACE.traceparent,
      data: { transactionReference: REFERENCE },
    });
  });

  it('is read back as it was meant', () => {
    expect(decodeTransactionRequested(requested)).toEqual({ reference: REFERENCE, ...TRACE });
  });

  it.each([
    ['another type', edited(requested, { type: 'x' }), 'type-not-ours'],
    ['another source', edited(requested, { source: '/x' }), 'source-not-ours'],
    ['a notification', notification, 'type-not-ours'],
    ['no data', edited(requested, { data: undefined }), 'reference-not-valid'],
    [
      'a number as reference',
      edited(requested, { data: { transactionReference: 7 } }),
      'reference-not-valid',
    ],
    [
      'a reference that is no UUID',
      edited(requested, { data: { transactionReference: 'x' } }),
      'reference-not-valid',
    ],
    ['a text', 'hello', 'not-json'],
  ])('is not read from %s', (_, body, reason) => {
    expect(decodeTransactionRequested(body)).toBe(reason);
  });
});

describe('a request for a notification', () => {
  it('is exactly this event', () => {
    expect(JSON.parse(notification)).toEqual({
      specversion: '1.0',
      type: 'gn.fintech-solution.transaction.notification.v1',
      source: '/fintech-solution/process-transaction',
      id: `${REFERENCE}/credit`,
      time: TIME,
      subject: REFERENCE,
      datacontenttype: 'application/json',
      correlationid: 'call-1',
      traceparent: TRACE.traceparent,
      data: { transactionReference: REFERENCE, recipient: 'credit' },
    });
  });

  it('is read back as it was meant', () => {
    expect(decodeNotificationRequested(notification)).toEqual({
      reference: REFERENCE,
      recipient: 'credit',
      ...TRACE,
    });
  });

  it.each([
    ['a request to process', requested, 'type-not-ours'],
    ['no data', edited(notification, { data: undefined }), 'reference-not-valid'],
    [
      'another recipient',
      edited(notification, { data: { transactionReference: REFERENCE, recipient: 'bank' } }),
      'recipient-not-valid',
    ],
  ])('is not read from %s', (_, body, reason) => {
    expect(decodeNotificationRequested(body)).toBe(reason);
  });
});

it.each([requested, notification])('is a valid CloudEvent in the eyes of the reference library', (body) => {
  const event = HTTP.toEvent({
    headers: { 'content-type': EVENT_CONTENT_TYPE },
    body,
  }) as CloudEvent<unknown>;
  expect(event.validate()).toBe(true);
});
