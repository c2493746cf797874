import { type AwsJsonClient } from '../emulators/aws-json-client.ts';
import { type ReceivedMessage } from '../runtime/sqs-event.ts';
import { readQueueCounts } from './stack-state.ts';

/** From where to where dead letters are redriven. */
export interface RedriveRoute {
  readonly sqs: AwsJsonClient;
  readonly from: string;
  readonly to: string;
}

/**
 * Sends dead letters back to their source queue, as SQS's own move task does: body and attributes stay, the receive
 * count starts anew. The copy is sent before the original is deleted, so an interruption doubles, never loses.
 *
 * @param messageId only this one; all where undefined.
 * @returns how many went back.
 */
export async function redrive({ sqs, from, to }: RedriveRoute, messageId?: string): Promise<number> {
  let moved = 0;
  const kept: string[] = [];
  // Only what waits now: a malformed message comes back to the dead letters at once, and would be moved for ever.
  // Hidden ones count too: the emulator shows a message whose time is up only at the next receive.
  const { visible, inFlight } = await readQueueCounts(sqs, from);
  let waiting = visible + inFlight;
  while (waiting > 0) {
    const received = await sqs('AmazonSQS.ReceiveMessage', {
      QueueUrl: from,
      MaxNumberOfMessages: Math.min(10, waiting),
      VisibilityTimeout: 60,
      MessageAttributeNames: ['All'],
    });
    const messages = (received['Messages'] ?? []) as ReceivedMessage[];
    if (messages.length === 0) break;
    waiting -= messages.length;
    for (const message of messages) {
      if (messageId !== undefined && message.MessageId !== messageId) {
        kept.push(message.ReceiptHandle);
        continue;
      }
      await sqs('AmazonSQS.SendMessage', {
        QueueUrl: to,
        MessageBody: message.Body,
        ...(message.MessageAttributes && { MessageAttributes: message.MessageAttributes }),
      });
      await sqs('AmazonSQS.DeleteMessage', { QueueUrl: from, ReceiptHandle: message.ReceiptHandle });
      moved += 1;
    }
  }
  for (const ReceiptHandle of kept)
    await sqs('AmazonSQS.ChangeMessageVisibility', { QueueUrl: from, ReceiptHandle, VisibilityTimeout: 0 });
  return moved;
}
