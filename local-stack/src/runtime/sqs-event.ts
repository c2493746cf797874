import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';

/** A message as SQS's JSON protocol hands it out. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody?: string;
  readonly MD5OfMessageAttributes?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

/** Where messages come from, as records name it. */
export interface EventSource {
  readonly queueArn: string;
  readonly region: string;
}

/**
 * The event that Lambda makes of a received batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function toSqsEvent(messages: readonly ReceivedMessage[], source: EventSource): SQSEvent {
  return { Records: messages.map((message) => toRecord(message, source)) };
}

/** A queue's address; the account number is the one that local queues have. */
export function queueArn(region: string, queueName: string): string {
  return `arn:aws:sqs:${region}:000000000000:${queueName}`;
}

function toRecord(message: ReceivedMessage, source: EventSource): SQSRecord {
  const { MD5OfMessageAttributes: attributesDigest } = message;
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
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
  attributes: Readonly<Record<string, MessageAttribute>>,
): Record<string, SQSMessageAttribute> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, mapAttribute(value)]));
}

/** Lambda writes the names in lower camel case, binary values as base64, and both lists, which SQS leaves empty. */
function mapAttribute(value: MessageAttribute): SQSMessageAttribute {
  return {
    ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
    ...(value.BinaryValue === undefined ? {} : { binaryValue: value.BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: value.DataType as SQSMessageAttribute['dataType'],
  };
}
