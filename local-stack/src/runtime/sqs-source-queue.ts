import { createAwsJsonClient } from '../emulators/aws-json-client.ts';
import type { ReceivedMessage } from './sqs-event.ts';

/** The queue behind a mapping, as the poller uses it. Both methods reject where the queue cannot be reached. */
export interface SourceQueue {
  /** At most `maximum` (10) messages; waits up to `waitSeconds` (20) for the first one. */
  receive(request: { maximum: number; waitSeconds: number; signal: AbortSignal }): Promise<ReceivedMessage[]>;
  /** Deletes any number of messages by their receipt handles. */
  remove(receiptHandles: readonly string[]): Promise<void>;
}

/** Where the queue is. The client goes to `endpoint` whatever host the queue's URL names. */
export interface SourceQueueOptions {
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly region: string;
}

const DELETE_MAXIMUM = 10;

/** Access key of the pollers, by which the AWS endpoint knows their calls. */
export const POLLER_KEY = 'ASIALOCALQUEUEPOLLER';

/** A queue over SQS's own protocol. No retries inside: the poller's back-off is the only one. */
export function createSourceQueue({ endpoint, queueUrl, region }: SourceQueueOptions): SourceQueue {
  const sqs = createAwsJsonClient(endpoint, region, POLLER_KEY);
  return {
    async receive({ maximum, waitSeconds, signal }) {
      const input = {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: maximum,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      };
      const { Messages = [] } = await sqs('AmazonSQS.ReceiveMessage', input, signal);
      return Messages as ReceivedMessage[];
    },
    async remove(receiptHandles) {
      for (let at = 0; at < receiptHandles.length; at += DELETE_MAXIMUM) {
        const Entries = receiptHandles
          .slice(at, at + DELETE_MAXIMUM)
          .map((handle, index) => ({ Id: String(index), ReceiptHandle: handle }));
        await sqs('AmazonSQS.DeleteMessageBatch', { QueueUrl: queueUrl, Entries });
      }
    },
  };
}
