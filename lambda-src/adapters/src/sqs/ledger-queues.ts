import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { EVENT_CONTENT_TYPE, type EventKind } from '@fintech-solution/domain/cloud-event';
import {
  type NotificationQueue,
  QueueUnavailableError,
  type TransactionQueue,
} from '@fintech-solution/domain/ledger/ledger-queues';
import {
  encodeNotificationRequested,
  encodeTransactionRequested,
  NOTIFICATION_REQUESTED,
  TRANSACTION_REQUESTED,
} from '@fintech-solution/domain/ledger/transaction-events';
import { isUnavailable } from '../aws-clients.ts';

/** The most messages that one call may carry. */
const BATCH_SIZE = 10;

/** The queue of transactions, on SQS. */
export function createSqsTransactionQueue(
  client: SQSClient,
  queueUrl: string,
  clock: () => number,
): TransactionQueue {
  return {
    async request(requests) {
      const time = new Date(clock()).toISOString();
      const events = requests.map((request) => ({
        id: request.reference,
        body: encodeTransactionRequested(request, time),
      }));
      return sendAll(client, queueUrl, TRANSACTION_REQUESTED, events);
    },
  };
}

/** The queue of notifications, on SQS. */
export function createSqsNotificationQueue(
  client: SQSClient,
  queueUrl: string,
  clock: () => number,
): NotificationQueue {
  return {
    async notify(requests) {
      const time = new Date(clock()).toISOString();
      const events = requests.map((request) => ({
        id: `${request.reference}/${request.recipient}`,
        body: encodeNotificationRequested(request, time),
      }));
      return sendAll(client, queueUrl, NOTIFICATION_REQUESTED, events);
    },
  };
}

/** One event as the queue carries it. */
interface Message {
  readonly id: string;
  readonly body: string;
}

async function sendAll(
  client: SQSClient,
  queueUrl: string,
  kind: EventKind,
  messages: readonly Message[],
): Promise<boolean[]> {
  const starts = messages.flatMap((_, index) => (index % BATCH_SIZE === 0 ? [index] : []));
  const batches = starts.map((start) => messages.slice(start, start + BATCH_SIZE));
  return (await Promise.all(batches.map((batch) => sendBatch(client, queueUrl, kind, batch)))).flat();
}

async function sendBatch(
  client: SQSClient,
  queueUrl: string,
  kind: EventKind,
  messages: readonly Message[],
): Promise<boolean[]> {
  const command = new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: messages.map(({ id, body }, index) => ({
      Id: String(index),
      MessageBody: body,
      // What a filter may want to read; the body wins.
      MessageAttributes: {
        'content-type': { DataType: 'String', StringValue: EVENT_CONTENT_TYPE },
        'ce-type': { DataType: 'String', StringValue: kind.type },
        'ce-id': { DataType: 'String', StringValue: id },
      },
    })),
  });
  try {
    const { Successful = [] } = await client.send(command);
    const sent = new Set(Successful.map(({ Id }) => Id));
    return messages.map((_, index) => sent.has(String(index)));
  } catch (error) {
    throw isUnavailable(error) ? new QueueUnavailableError(error) : error;
  }
}
