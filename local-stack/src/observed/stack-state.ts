import { queueUrlOf } from '../aws-proxy/sqs-patches.ts';
import { type AwsJsonClient } from '../emulators/aws-json-client.ts';
import { type Emulators } from '../emulators/emulators.ts';
import { type CallbackAttempt, type ReceivedCallback } from './callbacks.ts';
import { ACCOUNT_REQUESTS, ACCOUNTS, LEDGER, type QueueWiring, type Wiring } from '../setup/wiring.ts';
import { type AttributeMap, plainItem, scan } from './table-items.ts';

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

/** An item in plain JSON, under its attributes' own names; amounts are strings. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** What tables and queues hold; `queue` and `deadLetters` are those of account requests. */
export interface StoredState extends QueueState {
  readonly accounts: readonly PlainItem[];
  /** Each with its `reference`, oldest first. */
  readonly transactions: readonly PlainItem[];
  /** The legs of completed transactions, those of the system's cash account too; each with its `account`, oldest first. */
  readonly movements: readonly PlainItem[];
  /** How far each notification of a transaction is: its `reference`, `recipient` (`debit`, `credit`, `client`) and `state`. */
  readonly notifications: readonly PlainItem[];
  /** Every queue, by its name in the manifest. */
  readonly queues: Readonly<Record<string, QueueState>>;
}

/** The stack's data as `/_local/state` shows it. */
export interface StackState extends StoredState {
  /** What the callback target received. */
  readonly callbacks: readonly ReceivedCallback[];
  /** Every call of that target, answered well or not. */
  readonly callbackAttempts: readonly CallbackAttempt[];
}

/** Reads everything once, part after part. */
export async function readStackState(
  emulators: Pick<Emulators, 'dynamoDb' | 'sqs' | 'sqsUrl'>,
  { tables, queues }: Pick<Wiring, 'tables' | 'queues'>,
  endpointUrl: string,
): Promise<StoredState> {
  const accounts = await readAccounts(emulators.dynamoDb, tables[ACCOUNTS]!.name);
  const ledger = await scan(emulators.dynamoDb, tables[LEDGER]!.name);
  const readQueue = async ({ name, deadLetters }: QueueWiring): Promise<QueueState> => ({
    queue: await readQueueCounts(emulators.sqs, queueUrlOf(name, endpointUrl)),
    deadLetters: await readDeadLetters(emulators.sqsUrl, deadLetters.name),
  });
  const states = await Promise.all(
    Object.entries(queues).map(async ([name, queue]) => [name, await readQueue(queue)] as const),
  );
  const byName = Object.fromEntries(states);
  return { accounts, ...ledgerState(ledger), ...byName[ACCOUNT_REQUESTS]!, queues: byName };
}

/** Every account, in the order of the numbers. */
export async function readAccounts(dynamoDb: AwsJsonClient, tableName: string): Promise<PlainItem[]> {
  const accounts = (await scan(dynamoDb, tableName)).map(plainItem);
  return accounts.sort((a, b) => String(a['msisdn']).localeCompare(String(b['msisdn'])));
}

/** What the ledger's table says of transactions; the counters of a day are left out. */
export function ledgerState(
  items: readonly AttributeMap[],
): Pick<StackState, 'transactions' | 'movements' | 'notifications'> {
  const transactions: PlainItem[] = [];
  const movements: PlainItem[] = [];
  const notifications: PlainItem[] = [];
  for (const item of items) {
    const { pk, sk, ...attributes } = plainItem(item);
    const [place, name] = [String(pk), String(sk)];
    const reference = place.slice('TX#'.length);
    if (name === 'TX') transactions.push({ reference, ...attributes });
    else if (name.startsWith('N#'))
      notifications.push({ reference, recipient: name.slice('N#'.length), state: attributes['state'] });
    else if (place.startsWith('ACC#')) movements.push({ ...positionOf(place, name), ...attributes });
  }
  const oldestFirst = (moment: string) => (a: PlainItem, b: PlainItem) =>
    String(a[moment]).localeCompare(String(b[moment])) ||
    Number(a['sequence'] ?? 0) - Number(b['sequence'] ?? 0);
  return {
    transactions: transactions.sort(oldestFirst('createdAt')),
    movements: movements.sort(oldestFirst('at')),
    notifications,
  };
}

/** A customer's leg stands under its number and its sequence; the cash account's under a shard and the transaction. */
function positionOf(pk: string, sk: string): PlainItem {
  const [, account = '', cash] = pk.split('#');
  return account === 'SYS'
    ? { account: `${account}#${cash}`, reference: sk.slice('TX#'.length) }
    : { account, sequence: Number(sk.slice('E#'.length)) };
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
