import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** The engine under test: the local one, or the one at `DYNAMODB_ENDPOINT`. */
export interface Subject {
  readonly client: DynamoDBClient;
  /** `pk` and `sk`, both texts, with the sparse index `pending` (`pendingShard`, `createdAt`), which projects `expiresAt`. */
  readonly ledger: string;
  /** `pk` alone, a text. */
  readonly accounts: string;
  /** `pk`, a text, and `n`, a number. */
  readonly series: string;
}

/** An item of `ledger` under a key that no other test has. */
export interface Own {
  readonly key: { readonly pk: AttributeValue & { S: string }; readonly sk: AttributeValue & { S: string } };
  readonly pk: string;
}

const run = `${process.pid}-${process.hrtime.bigint().toString(36)}`;
let last = 0;

/** A text that no other test uses. */
export const unique = (): string => `own-${run}-${String((last += 1)).padStart(5, '0')}`;

/** A key of `ledger` that no other test uses. */
export function own(sk = 'TX'): Own {
  const pk = unique();
  return { pk, key: { pk: { S: pk }, sk: { S: sk } } };
}

export const S = (text: string): { S: string } => ({ S: text });
export const N = (number: number | string): { N: string } => ({ N: String(number) });

/** Calls the engine once: what it refuses is to be seen, not repeated. */
export function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'ca-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

/** Makes the tables of the suite. */
export async function createSubject(client: DynamoDBClient): Promise<Subject> {
  const names = { ledger: `ledger-${run}`, accounts: `accounts-${run}`, series: `series-${run}` };
  const create = (TableName: string, rest: Omit<CreateTableCommandInput, 'TableName' | 'BillingMode'>) =>
    client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...rest }));
  await create(names.ledger, {
    AttributeDefinitions: ['pk', 'sk', 'pendingShard', 'createdAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'pending',
        KeySchema: [
          { AttributeName: 'pendingShard', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['expiresAt'] },
      },
    ],
  });
  await create(names.accounts, {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  await create(names.series, {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'n', KeyType: 'RANGE' },
    ],
  });
  return { client, ...names };
}

/** Stores an item as it is. */
export async function put({ client }: Subject, TableName: string, item: Item): Promise<void> {
  await client.send(new PutItemCommand({ TableName, Item: item }));
}

/** What is stored under a key. */
export async function stored({ client }: Subject, TableName: string, Key: Item): Promise<Item | undefined> {
  return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

/** The refusal of a call, by its name, its sentence and its reasons. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly Item?: Item;
  readonly CancellationReasons?: readonly {
    readonly Code?: string;
    readonly Message?: string;
    readonly Item?: Item;
  }[];
}

/** Waits for a call to be refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const outcome = await call.then(
    () => undefined,
    (error: Refusal & { readonly Message?: string }) => ({
      ...error,
      name: error.name,
      message: error.message || (error.Message ?? ''),
    }),
  );
  if (outcome === undefined) throw new Error('the call was not refused');
  return outcome;
}
