import { type Server } from 'node:http';
import { type AwsJsonClient } from './aws-json-client.ts';
import { type TableWiring } from '../wiring.ts';
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
  await dynamoDb('DynamoDB_20120810.CreateTable', {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: table.hashKey, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: table.hashKey, KeyType: 'HASH' }],
  });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { Table } = await dynamoDb('DynamoDB_20120810.DescribeTable', { TableName: table.name });
    if ((Table as { TableStatus?: string }).TableStatus === 'ACTIVE') return;
  }
  throw new Error(`table ${table.name} did not become active`);
}
