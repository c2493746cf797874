import type { SQSRecord } from 'aws-lambda';

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

/**
 * A parked copy that an operator has sent back.
 *
 * @param messageId every copy is a message of its own.
 */
export const redriven = (
  record: SQSRecord,
  reason = 'sms-http-400',
  messageId = 'ad1fd0a1-7f2a-4d53-9d3c-4a3b1f0a2c11',
): SQSRecord => ({
  ...record,
  messageId,
  messageAttributes: {
    'failure-reason': { stringValue: reason, dataType: 'String' },
    'original-message-id': { stringValue: record.messageId, dataType: 'String' },
  },
});
