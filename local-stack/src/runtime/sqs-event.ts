import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';

/** Where messages come from, as records name it. */
export interface EventSource {
  readonly queueArn: string;
  readonly region: string;
}

/**
 * The event that Lambda makes of a received batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function toSqsEvent(messages: readonly Message[], source: EventSource): SQSEvent {
  return { Records: messages.map((message) => toRecord(message, source)) };
}

/** A queue's address; the account number is the one that local queues have. */
export function queueArn(region: string, queueName: string): string {
  return `arn:aws:sqs:${region}:000000000000:${queueName}`;
}

function toRecord(message: Message, source: EventSource): SQSRecord {
  const { MD5OfMessageAttributes: attributesDigest } = message;
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes } as unknown as SQSRecord['attributes'],
    messageAttributes: mapAttributes(message.MessageAttributes ?? {}),
    ...(attributesDigest === undefined ? {} : { md5OfMessageAttributes: attributesDigest }),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: source.queueArn,
    awsRegion: source.region,
  };
}

function mapAttributes(
  attributes: Record<string, MessageAttributeValue>,
): Record<string, SQSMessageAttribute> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, mapAttribute(value)]));
}

/** Lambda writes the names in lower camel case, binary values as base64, and both lists, which SQS leaves empty. */
function mapAttribute(value: MessageAttributeValue): SQSMessageAttribute {
  return {
    ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
    ...(value.BinaryValue === undefined
      ? {}
      : { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: value.DataType as SQSMessageAttribute['dataType'],
  };
}
