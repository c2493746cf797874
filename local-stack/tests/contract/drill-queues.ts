import { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsBackOff } from '@fintech-solution/adapters/sqs/back-off';
import { createSqsDeadLetters } from '@fintech-solution/adapters/sqs/dead-letters';
import {
  createSqsNotificationQueue,
  createSqsTransactionQueue,
} from '@fintech-solution/adapters/sqs/ledger-queues';
import type { NotificationQueue, TransactionQueue } from '@fintech-solution/domain/ledger/ledger-queues';
import { encodeTransactionRequested } from '@fintech-solution/domain/ledger/transaction-events';
import { createInMemoryNotificationQueue } from '@fintech-solution/testing/in-memory-ledger-queues';
import { createInMemoryDeadLetters, createInMemoryQueue } from '@fintech-solution/testing/in-memory-queues';
import { NOW_TEXT } from '@fintech-solution/testing/ledger-samples';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import type { SQSRecord } from 'aws-lambda';
import { createAwsJsonClient } from '../../src/emulators/aws-json-client.ts';
import { toSqsEvent } from '../../src/runtime/sqs-event.ts';
import { createSourceQueue } from '../../src/runtime/sqs-source-queue.ts';
import { PAUSES_SECONDS } from '../../../lambda-src/process-transaction/src/budgets.ts';

const BATCH = 10;

/** The queues of the ledger as its functions use them, and what a poller and an operator do with them. */
export interface DrillQueues {
  readonly transactions: TransactionQueue;
  readonly notifications: NotificationQueue;
  readonly deadLetters: Pick<ReturnType<typeof createInMemoryDeadLetters>, 'send'>;
  readonly queue: { backOff(record: SQSRecord): Promise<void> };
  /** Puts messages into the transactions queue as they are. */
  send(bodies: readonly string[]): Promise<void>;
  /** The next ten messages of the transactions queue that wait; none are left where it gives none. */
  receive(): Promise<SQSRecord[]>;
  /** Ends the work on what was received: what failed waits for `comeAgain`, the rest is gone. */
  settle(records: readonly SQSRecord[], failed: readonly string[]): Promise<void>;
  /** The pauses of all that failed are over. */
  comeAgain(): Promise<void>;
  /** The bodies of the dead letters. */
  parked(): Promise<string[]>;
  stop(): void;
}

/** Lists in place of queues. */
export function createListQueues(): DrillQueues {
  const waiting: string[] = [];
  const held: string[] = [];
  const deadLetters = createInMemoryDeadLetters();
  return {
    transactions: {
      async request(requests) {
        waiting.push(...requests.map((request) => encodeTransactionRequested(request, NOW_TEXT)));
        return requests.map(() => true);
      },
    },
    notifications: createInMemoryNotificationQueue(),
    deadLetters,
    queue: createInMemoryQueue(),
    send: async (bodies) => void waiting.push(...bodies),
    receive: async () =>
      waiting.splice(0, BATCH).map((body, index) => recordOf(body, { messageId: String(index) })),
    settle: async (records, failed) =>
      void held.push(
        ...records.filter(({ messageId }) => failed.includes(messageId)).map(({ body }) => body),
      ),
    comeAgain: async () => void waiting.push(...held.splice(0)),
    parked: async () => deadLetters.parked.map(({ body }) => body),
    stop: () => undefined,
  };
}

const REGION = 'ca-central-1';
let made = 0;

/** Queues of SQS, as moto's server has it, through the product's own adapters. */
export async function createSqsQueues(endpoint: string): Promise<DrillQueues> {
  const client = new SQSClient({
    ...{ endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  });
  const call = createAwsJsonClient(endpoint, REGION);
  made += 1;
  const create = async (name: string): Promise<string> => {
    const input = {
      QueueName: `drill-${process.pid}-${made}-${name}`,
      Attributes: { VisibilityTimeout: '300' },
    };
    return String((await call('AmazonSQS.CreateQueue', input))['QueueUrl']);
  };
  const [queueUrl, notificationUrl, deadLetterUrl] = await Promise.all(
    ['transactions', 'notifications', 'dead-letters'].map(create) as [
      Promise<string>,
      Promise<string>,
      Promise<string>,
    ],
  );
  const source = createSourceQueue({ endpoint, queueUrl, region: REGION });
  const held: SQSRecord[] = [];
  const receive = { maximum: BATCH, waitSeconds: 0, signal: new AbortController().signal };
  const clock = () => Date.parse(NOW_TEXT);

  return {
    transactions: createSqsTransactionQueue(client, queueUrl, clock),
    notifications: createSqsNotificationQueue(client, notificationUrl, clock),
    deadLetters: createSqsDeadLetters(client, deadLetterUrl),
    queue: createSqsBackOff(client, queueUrl, PAUSES_SECONDS),
    async send(bodies) {
      for (let start = 0; start < bodies.length; start += BATCH) {
        const Entries = bodies
          .slice(start, start + BATCH)
          .map((MessageBody, index) => ({ Id: String(index), MessageBody }));
        await call('AmazonSQS.SendMessageBatch', { QueueUrl: queueUrl, Entries });
      }
    },
    async receive() {
      const messages = await source.receive(receive);
      return toSqsEvent(messages, { queueArn: `arn:aws:sqs:${REGION}:000000000000:drill`, region: REGION })
        .Records;
    },
    async settle(records, failed) {
      const isFailed = ({ messageId }: SQSRecord) => failed.includes(messageId);
      held.push(...records.filter(isFailed));
      const done = records.filter((record) => !isFailed(record));
      await source.remove(done.map(({ receiptHandle }) => receiptHandle));
    },
    async comeAgain() {
      for (const { receiptHandle: ReceiptHandle } of held.splice(0))
        await call('AmazonSQS.ChangeMessageVisibility', {
          QueueUrl: queueUrl,
          ReceiptHandle,
          VisibilityTimeout: 0,
        });
    },
    async parked() {
      const deadLetters = createSourceQueue({ endpoint, queueUrl: deadLetterUrl, region: REGION });
      const bodies: string[] = [];
      for (;;) {
        const messages = await deadLetters.receive(receive);
        if (messages.length === 0) return bodies;
        bodies.push(...messages.map(({ Body }) => Body));
      }
    },
    stop: () => client.destroy(),
  };
}
