import { type Server } from 'node:http';
import { type AwsJsonClient } from './aws-json-client.ts';
import { type IndexWiring, type TableWiring } from '../wiring.ts';
import { listen, type Emulator } from './emulator.ts';

/**
 * DynamoDB in this process, in memory: conditions, updates, queries, indexes; no transactions, no expiry.
 *
 * @see https://github.com/architect/dynalite
 */
export async function startDynamoDb(): Promise<Emulator> {
  // Loaded here, so that the slow imports of the emulators run beside each other.
  const { default: dynalite } = (await import('dynalite')) as { default: (options: object) => Server };
  return listen(dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }));
}

/** Creates the table as the wiring states it and waits until it takes calls. */
export async function createTable(dynamoDb: AwsJsonClient, table: TableWiring): Promise<void> {
  const indexes = Object.entries(table.indexes ?? {});
  await dynamoDb('DynamoDB_20120810.CreateTable', {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...new Set([table, ...indexes.map(([, index]) => index)].flatMap(keysOf))].map(
      (name) => ({ AttributeName: name, AttributeType: 'S' }),
    ),
    KeySchema: keySchema(table),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(([name, index]) => ({
        IndexName: name,
        KeySchema: keySchema(index),
        Projection:
          index.include === undefined
            ? { ProjectionType: 'KEYS_ONLY' }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: index.include },
      })),
    }),
  });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { Table } = await dynamoDb('DynamoDB_20120810.DescribeTable', { TableName: table.name });
    if ((Table as { TableStatus?: string }).TableStatus === 'ACTIVE') return;
  }
  throw new Error(`table ${table.name} did not become active`);
}

type Keys = Pick<IndexWiring, 'hashKey' | 'rangeKey'>;

const keysOf = ({ hashKey, rangeKey }: Keys): string[] =>
  rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];

const keySchema = (keys: Keys) =>
  keysOf(keys).map((name, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
