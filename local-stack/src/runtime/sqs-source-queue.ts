import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** The queue behind a mapping, as the poller uses it. Both methods reject where the queue cannot be reached. */
export interface SourceQueue {
  /** At most `maximum` (10) messages; waits up to `waitSeconds` (20) for the first one. */
  receive(request: { maximum: number; waitSeconds: number; signal: AbortSignal }): Promise<Message[]>;
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

/** Access key of the poller, by which the AWS endpoint knows its calls. */
export const POLLER_KEY = 'ASIALOCALQUEUEPOLLER';

/** A queue over SQS's own protocol. No retries inside: the poller's back-off is the only one. */
export function createSourceQueue({ endpoint, queueUrl, region }: SourceQueueOptions): SourceQueue {
  const client = new SQSClient({
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: POLLER_KEY, secretAccessKey: 'local-stack' },
  });
  return {
    async receive({ maximum, waitSeconds, signal }) {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: maximum,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      return (await client.send(command, { abortSignal: signal })).Messages ?? [];
    },
    async remove(receiptHandles) {
      for (let at = 0; at < receiptHandles.length; at += DELETE_MAXIMUM) {
        const entries = receiptHandles
          .slice(at, at + DELETE_MAXIMUM)
          .map((handle, index) => ({ Id: String(index), ReceiptHandle: handle }));
        await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      }
    },
  };
}
