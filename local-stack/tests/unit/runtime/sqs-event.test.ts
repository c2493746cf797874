import { queueArn, toSqsEvent } from '../../../src/runtime/sqs-event.ts';

const SOURCE = { queueArn: queueArn('ca-central-1', 'requests'), region: 'ca-central-1' };

describe('toSqsEvent', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
  it('has the shape of the documented example', () => {
    const message = {
      MessageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      ReceiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
      Body: 'Test message.',
      MD5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      MD5OfMessageAttributes: '9b0ef1d0d0a1a0ea3d4a2b3d4c5e6f70',
      Attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1545082649183',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1545082649185',
      },
      MessageAttributes: {
        'ce-id': { DataType: 'String', StringValue: 'abc' },
        digest: { DataType: 'Binary', BinaryValue: 'AQL/' },
      },
    };
    expect(toSqsEvent([message], SOURCE)).toEqual({
      Records: [
        {
          messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
          receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
          body: 'Test message.',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: '1545082649183',
            SenderId: 'AIDAIENQZJOLO23YVJ4VO',
            ApproximateFirstReceiveTimestamp: '1545082649185',
          },
          messageAttributes: {
            'ce-id': { stringValue: 'abc', stringListValues: [], binaryListValues: [], dataType: 'String' },
            digest: { binaryValue: 'AQL/', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: '9b0ef1d0d0a1a0ea3d4a2b3d4c5e6f70',
          md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:ca-central-1:000000000000:requests',
          awsRegion: 'ca-central-1',
        },
      ],
    });
  });

  it('has no digest of attributes where there are none, and keeps the order', () => {
    const { Records } = toSqsEvent(
      [
        { MessageId: 'a', ReceiptHandle: 'h', Body: '1' },
        { MessageId: 'b', ReceiptHandle: 'h', Body: '2' },
      ],
      SOURCE,
    );
    expect(Records.map(({ messageId }) => messageId)).toEqual(['a', 'b']);
    expect(Records[0]).not.toHaveProperty('md5OfMessageAttributes');
    expect(Records[0]?.messageAttributes).toEqual({});
  });
});
