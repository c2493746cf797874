import { queueUrlOf } from '../aws-proxy/sqs-patches.ts';
import { type AwsJsonClient } from '../emulators/aws-json-client.ts';
import { type Emulators } from '../emulators/emulators.ts';
import { type ReceivedCallback } from './callbacks.ts';
import { ACCOUNT_REQUESTS, ACCOUNTS, type QueueWiring, type Wiring } from '../wiring.ts';

/** A message that waits in the dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  /** Message attributes as plain strings, and `ApproximateReceiveCount`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** How many messages a queue holds, as SQS counts them. */
export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** One queue's messages. */
export interface QueueState {
  readonly queue: QueueCounts;
  readonly deadLetters: readonly DeadLetter[];
}

/** What tables and queues hold; `queue` and `deadLetters` are those of account requests. */
export interface StoredState extends QueueState {
  readonly accounts: readonly Record<string, unknown>[];
  /** Every queue, by its name in the manifest. */
  readonly queues: Readonly<Record<string, QueueState>>;
}

/** The stack's data as `/_local/state` shows it. */
export interface StackState extends StoredState {
  /** What the callback target received. */
  readonly callbacks: readonly ReceivedCallback[];
}

/** Reads everything once, part after part. */
export async function readStackState(
  emulators: Pick<Emulators, 'dynamoDb' | 'sqs' | 'sqsUrl'>,
  { tables, queues }: Pick<Wiring, 'tables' | 'queues'>,
  endpointUrl: string,
): Promise<StoredState> {
  const accounts = await readAccounts(emulators.dynamoDb, tables[ACCOUNTS]!.name);
  const readQueue = async ({ name, deadLetters }: QueueWiring): Promise<QueueState> => ({
    queue: await readQueueCounts(emulators.sqs, queueUrlOf(name, endpointUrl)),
    deadLetters: await readDeadLetters(emulators.sqsUrl, deadLetters.name),
  });
  const states = await Promise.all(
    Object.entries(queues).map(async ([name, queue]) => [name, await readQueue(queue)] as const),
  );
  const byName = Object.fromEntries(states);
  return { accounts, ...byName[ACCOUNT_REQUESTS]!, queues: byName };
}

/** Every account, in plain JSON: amounts are strings, because an amount never passes through a float. */
export async function readAccounts(
  dynamoDb: AwsJsonClient,
  tableName: string,
): Promise<Record<string, unknown>[]> {
  const accounts: Record<string, unknown>[] = [];
  let page: object = {};
  do {
    const output = await dynamoDb('DynamoDB_20120810.Scan', {
      TableName: tableName,
      ConsistentRead: true,
      ...page,
    });
    accounts.push(...(output['Items'] as AttributeMap[]).map(plainItem));
    page = output['LastEvaluatedKey'] === undefined ? {} : { ExclusiveStartKey: output['LastEvaluatedKey'] };
  } while (Object.keys(page).length > 0);
  return accounts.sort((a, b) => String(a['msisdn']).localeCompare(String(b['msisdn'])));
}

/** How many messages the queue holds, as SQS itself counts them. */
export async function readQueueCounts(sqs: AwsJsonClient, queueUrl: string): Promise<QueueCounts> {
  const { Attributes } = await sqs('AmazonSQS.GetQueueAttributes', {
    QueueUrl: queueUrl,
    AttributeNames: ['All'],
  });
  const count = (name: string): number => Number((Attributes as Record<string, string>)[name] ?? 0);
  return {
    visible: count('ApproximateNumberOfMessages'),
    inFlight: count('ApproximateNumberOfMessagesNotVisible'),
    delayed: count('ApproximateNumberOfMessagesDelayed'),
  };
}

/** Reads the emulator's own view of the queue: receiving would hide the messages and raise their receive counts. */
export async function readDeadLetters(sqsEmulatorUrl: string, queueName: string): Promise<DeadLetter[]> {
  const response = await fetch(`${sqsEmulatorUrl}/_fauxqs/queues/${encodeURIComponent(queueName)}`);
  const { messages } = (await response.json()) as {
    messages: {
      ready: EmulatorMessage[];
      delayed: EmulatorMessage[];
      inflight: { message: EmulatorMessage }[];
    };
  };
  return [...messages.ready, ...messages.delayed, ...messages.inflight.map(({ message }) => message)].map(
    (message) => ({
      messageId: message.messageId,
      body: message.body,
      attributes: {
        ...Object.fromEntries(
          Object.entries(message.messageAttributes).map(([name, value]) => [
            name,
            value.StringValue ?? value.BinaryValue ?? '',
          ]),
        ),
        ApproximateReceiveCount: String(message.approximateReceiveCount),
      },
    }),
  );
}

interface EmulatorMessage {
  readonly messageId: string;
  readonly body: string;
  readonly approximateReceiveCount: number;
  readonly messageAttributes: Readonly<Record<string, { StringValue?: string; BinaryValue?: string }>>;
}

type AttributeMap = Record<string, Record<string, unknown>>;

const AMOUNTS = new Set(['balance', 'openingBalance']);

function plainItem(item: AttributeMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      AMOUNTS.has(name) && typeof value['N'] === 'string' ? value['N'] : plain(value),
    ]),
  );
}

function plain(value: Record<string, unknown>): unknown {
  const [type, content] = Object.entries(value)[0] ?? [];
  if (type === 'N') return Number(content);
  if (type === 'M') return plainItem(content as AttributeMap);
  if (type === 'L') return (content as Record<string, unknown>[]).map(plain);
  return type === 'NULL' ? null : content;
}
