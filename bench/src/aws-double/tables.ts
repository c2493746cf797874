import { randomUUID } from 'node:crypto';
import { MANIFEST } from '../../../deployment/manifest.ts';
import { createDynamoDb } from '../../../local-stack/src/emulators/dynamodb/dynamodb.ts';
import { createTable } from '../../../local-stack/src/emulators/local-dynamodb.ts';
import { checkRequest } from '../../../local-stack/src/emulators/dynamodb/requests.ts';
import type { Item } from '../../../local-stack/src/emulators/dynamodb/values.ts';
import type { Units } from './tally.ts';

/** DynamoDB with the tables of the manifest, on the engine of the local stack. */
export interface Tables {
  /**
   * Checks and performs one operation.
   *
   * @param onConsumed told the capacity units of the operation, also of one that DynamoDB refuses.
   * @throws DynamoDbError as AWS would answer.
   */
  execute(operation: string, input: object, onConsumed?: (units: Units) => void): object;
  /** Everything that a table holds. */
  scan(table: string): readonly Item[];
}

/** One write in the words of DynamoDB's API: what a sample finds when it starts. */
export interface StoredWrite {
  readonly operation: 'PutItem' | 'TransactWriteItems';
  readonly input: object;
}

/** The tables of the manifest, with nothing in them but what is written at once. */
export async function createTables(stored: readonly StoredWrite[] = []): Promise<Tables> {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID });
  for (const [name, table] of Object.entries(MANIFEST.tables)) {
    await createTable(async (target, input) => dynamoDb.execute(target.split('.').pop() ?? '', input), {
      ...table,
      name,
    });
  }
  const tables: Tables = {
    execute(operation, input, onConsumed) {
      const request = checkRequest(operation, input);
      return dynamoDb.execute(operation, request, onConsumed && { onConsumed });
    },
    scan: (TableName) => (dynamoDb.execute('Scan', { TableName }) as { Items: Item[] }).Items,
  };
  for (const { operation, input } of stored) tables.execute(operation, input);
  return tables;
}
