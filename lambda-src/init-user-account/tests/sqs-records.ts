import { encodeAccountRequested } from '@fintech-solution/domain/account-requested';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { SQSRecord } from 'aws-lambda';

export const TIME = '2025-11-25T02:52:00.000Z';

/** The nth subscriber of a test. */
export const msisdnOf = (n: number): Msisdn => `224622${String(n).padStart(6, '0')}` as Msisdn;

/** The body of a request for an account, as get-account-info queues it. */
export const requestFor = (msisdn: Msisdn, id = `event-of-${msisdn.slice(-2)}`): string =>
  encodeAccountRequested({ id, msisdn, correlationId: 'call-1' }, TIME);

/** One message as Lambda's poller hands it over. */
export function recordOf(body: string, changes: Partial<SQSRecord> = {}): SQSRecord {
  return {
    messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1764039120000',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1764039120001',
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:ca-central-1:000000000000:requests',
    awsRegion: 'ca-central-1',
    ...changes,
  };
}

/** A parked copy that an operator has sent back. */
export const redriven = (record: SQSRecord, reason = 'sms-http-400'): SQSRecord => ({
  ...record,
  messageAttributes: {
    'failure-reason': { stringValue: reason, dataType: 'String' },
    'original-message-id': { stringValue: record.messageId, dataType: 'String' },
  },
});
