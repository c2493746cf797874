import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/**
 * How long a failed record waits whose provider may be down, by how often it was received: with ten receives this spans four
 * hours, so that an hour's outage of a provider sends nothing to the dead letters.
 */
export const PROVIDER_PAUSES_SECONDS: readonly number[] = [30, 60, 120, 300, 900, 1_800, 3_600];

/**
 * Lets failed records of a queue come again later and later.
 *
 * @param queueUrl without it the queue's own visibility time-out counts.
 * @param pausesSeconds after the first receive, the second, and so on; the last one counts for all that follow.
 */
export function createSqsBackOff(
  client: SQSClient,
  queueUrl: string | undefined,
  pausesSeconds: readonly number[],
) {
  return {
    /** Best effort, never throws: without it the record comes again after the queue's own visibility time-out. */
    async backOff({ receiptHandle, attributes }: SQSRecord): Promise<void> {
      if (queueUrl === undefined) return;
      const received = Number(attributes?.ApproximateReceiveCount ?? 1);
      const place = Math.min(Math.max(received, 1), pausesSeconds.length) - 1;
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: pausesSeconds[place],
      });
      await client.send(command).catch(() => undefined);
    },
  };
}
