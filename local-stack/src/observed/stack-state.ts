import { type AwsJsonClient } from '../emulators/aws-json-client.ts';

/** A message that waits in the dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  /** Message attributes as plain strings, and `ApproximateReceiveCount`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The stack's data as `/_local/state` shows it. */
export interface StackState {
  readonly accounts: readonly Record<string, unknown>[];
  readonly queue: { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  readonly deadLetters: readonly DeadLetter[];
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
export async function readQueueCounts(sqs: AwsJsonClient, queueUrl: string): Promise<StackState['queue']> {
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
