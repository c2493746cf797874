import { randomUUID } from 'node:crypto';
import { MANIFEST } from '../../../deployment/manifest.ts';
import { createDynamoDb, type DynamoDb } from '../../../local-stack/src/emulators/dynamodb/dynamodb.ts';
import { createTable } from '../../../local-stack/src/emulators/dynamodb/local-dynamodb.ts';
import { checkRequest } from '../../../local-stack/src/emulators/dynamodb/requests.ts';
import type { Item } from '../../../local-stack/src/emulators/dynamodb/values.ts';
import { ACCOUNTS } from '../../../local-stack/src/wiring.ts';
import type { Units } from './tally.ts';

/** DynamoDB with the tables of the manifest, on the engine of the local stack. */
export interface Tables {
  /**
   * Checks and performs one operation; a read of an expected item (see `EXPECTED_ITEMS`) finds it.
   *
   * @param onConsumed told the capacity units of the operation, also of one that DynamoDB refuses.
   * @throws DynamoDbError as AWS would answer.
   */
  execute(operation: string, input: object, onConsumed: (units: Units) => void): object;
}

interface Get {
  readonly TableName: string;
  readonly Key: Item;
}

/**
 * Items that samples read without having written them, by table. The key decides whether there is one, so that a sample
 * chooses the case by its numbers; a table without an entry holds only what was written.
 */
const EXPECTED_ITEMS: Readonly<Record<string, (key: Item) => Item | undefined>> = {
  [ACCOUNTS]: ({ msisdn }) => (/[02468]$/.test(msisdn?.S ?? '') ? openAccount(msisdn?.S ?? '') : undefined),
};

/** The tables of the manifest, empty; expected items are stored when they are first read. */
export async function createTables(): Promise<Tables> {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID });
  for (const [name, table] of Object.entries(MANIFEST.tables)) {
    await createTable(async (target, input) => dynamoDb.execute(target.split('.').pop() ?? '', input), {
      ...table,
      name,
    });
  }
  return {
    execute(operation, input, onConsumed) {
      const request = checkRequest(operation, input);
      const answer = dynamoDb.execute(operation, request, { onConsumed });
      if (operation !== 'GetItem' || answer['Item'] !== undefined) return answer;
      return storeExpected(dynamoDb, request as unknown as Get)
        ? dynamoDb.execute(operation, request)
        : answer;
    },
  };
}

/** @returns whether the item is there now. */
function storeExpected(dynamoDb: DynamoDb, { TableName, Key }: Get): boolean {
  const item = EXPECTED_ITEMS[TableName]?.(Key);
  if (item === undefined) return false;
  dynamoDb.execute('PutItem', { TableName, Item: item });
  return true;
}

function openAccount(msisdn: string): Item {
  return {
    msisdn: { S: msisdn },
    balance: { N: '1000' },
    openingBalance: { N: '1000' },
    currency: { S: 'GNF' },
    status: { S: 'ACTIVE' },
    createdAt: { S: '2026-01-01T00:00:00.000Z' },
    openedBy: { S: 'bench' },
    version: { N: '1' },
  };
}
