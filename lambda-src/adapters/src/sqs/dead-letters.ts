import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/**
 * Keeps copies of records in a dead-letter queue: the same body, why it is there, and which message it was.
 *
 * @param queueUrl without it nothing can be kept: `send` throws.
 */
export function createSqsDeadLetters(client: SQSClient, queueUrl: string | undefined) {
  return {
    /** @throws when there is no dead-letter queue, or it does not take the copy. */
    async send(record: SQSRecord, reason: string): Promise<void> {
      if (queueUrl === undefined) throw new Error('No dead-letter queue is set');
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: record.body,
        MessageAttributes: {
          ...mirrored(record),
          'failure-reason': text(reason),
          'original-message-id': text(record.messageId),
        },
      });
      await client.send(command);
    },
  };
}

/** The event's own attributes travel along, so that a copy can be sent back as it was. */
function mirrored({ messageAttributes }: SQSRecord): Record<string, MessageAttributeValue> {
  const names = ['content-type', 'ce-type', 'ce-id'];
  const values = names.map((name) => [name, messageAttributes?.[name]?.stringValue] as const);
  return Object.fromEntries(values.flatMap(([name, value]) => (value ? [[name, text(value)]] : [])));
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
