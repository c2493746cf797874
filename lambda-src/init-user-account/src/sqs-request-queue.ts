import {
  ChangeMessageVisibilityCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { RequestQueue } from './record.ts';

/**
 * How long a failed message waits, by how often it was received: with ten receives this spans four hours, so
 * that an hour's outage of a provider sends nothing to the dead letters.
 */
const POSTPONEMENTS_SECONDS = [30, 60, 120, 300, 900, 1_800, 3_600];

/** Both may be unset: then nothing is parked (`park` throws), or postponed (the queue's own time-out counts). */
export interface QueueUrls {
  readonly queueUrl: string | undefined;
  readonly deadLetterQueueUrl: string | undefined;
}

/** The account request queue and its dead letters on SQS, as far as the consumer of a batch may act on them. */
export function createSqsRequestQueue(
  client: SQSClient,
  { queueUrl, deadLetterQueueUrl }: QueueUrls,
): RequestQueue {
  return {
    async park(record, reason) {
      if (deadLetterQueueUrl === undefined) throw new Error('No dead-letter queue is set');
      const command = new SendMessageCommand({
        QueueUrl: deadLetterQueueUrl,
        MessageBody: record.body,
        MessageAttributes: {
          ...mirrored(record),
          'failure-reason': text(reason),
          'original-message-id': text(record.messageId),
        },
      });
      await client.send(command);
    },

    async postpone(record) {
      if (queueUrl === undefined) return;
      const received = Number(record.attributes?.ApproximateReceiveCount ?? 1);
      const step = Math.min(Math.max(received, 1), POSTPONEMENTS_SECONDS.length) - 1;
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: POSTPONEMENTS_SECONDS[step],
      });
      // Best effort: without it the message comes again after the queue's own visibility timeout.
      await client.send(command).catch(() => undefined);
    },
  };
}

/** The event's own attributes travel along, so that a parked copy can be sent back as it was. */
function mirrored(record: SQSRecord): Record<string, MessageAttributeValue> {
  const names = ['content-type', 'ce-type', 'ce-id'];
  const values = names.map((name) => [name, record.messageAttributes?.[name]?.stringValue] as const);
  return Object.fromEntries(values.flatMap(([name, value]) => (value ? [[name, text(value)]] : [])));
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}
