import { randomUUID } from 'node:crypto';
import { type IndexWiring, type TableWiring } from '../setup/wiring.ts';
import { type AwsJsonClient } from './aws-json-client.ts';
import { type Listening } from '../http/listen.ts';
import { createDynamoDb } from './dynamodb/dynamodb.ts';
import { DynamoDbError } from './dynamodb/errors.ts';
import { startDynamoDb } from './dynamodb/http.ts';

/** The stack's DynamoDB: served to the AWS proxy, and called by the stack itself past every fault and record. */
export interface LocalDynamoDb extends Listening {
  readonly call: AwsJsonClient;
}

/** Starts a DynamoDB without tables; the state ends with the process. */
export async function startLocalDynamoDb(region: string, now: () => number): Promise<LocalDynamoDb> {
  const dynamoDb = createDynamoDb({ region, now, newId: randomUUID });
  const served = await startDynamoDb(dynamoDb);
  return {
    ...served,
    async call(target, input) {
      try {
        return dynamoDb.execute(target.split('.').pop() ?? '', input);
      } catch (error) {
        if (error instanceof DynamoDbError) throw new Error(`${target}: ${error.name} ${error.message}`);
        throw error;
      }
    },
  };
}

/** Creates the table as the wiring states it; it takes calls at once. */
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
}

type Keys = Pick<IndexWiring, 'hashKey' | 'rangeKey'>;

const keysOf = ({ hashKey, rangeKey }: Keys): string[] =>
  rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];

const keySchema = (keys: Keys) =>
  keysOf(keys).map((name, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
