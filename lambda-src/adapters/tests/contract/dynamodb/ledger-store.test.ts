import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AccountRecord } from '@fintech-solution/domain/ledger/ledger-dump';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { createDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { startDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/http';
import { createTable } from '@fintech-solution/local-stack/emulators/local-dynamodb';
import { createInMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbLedger } from '../../../src/dynamodb/ledger.ts';
import { readTables } from '../../../src/dynamodb/ledger-tables.ts';
import { describeLedgerStore } from './ledger-store-rules.ts';

describeLedgerStore('memory', async () => {
  const ledger = createInMemoryLedger();
  return {
    ledger,
    open: async (msisdn, changes) => ledger.open(msisdn, changes),
    edit: async (msisdn, changes) => ledger.edit(msisdn, changes),
    dump: async () => ledger.dump(),
  };
});

describe('with an engine', () => {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID });
  let engine: Awaited<ReturnType<typeof startDynamoDb>>;
  let client: DynamoDBClient;
  let number = 0;

  beforeAll(async () => {
    engine = await startDynamoDb(dynamoDb);
    client = new DynamoDBClient({
      ...clientOptions({ attemptTimeoutMs: 2_000, attempts: 2 }),
      region: 'ca-central-1',
      endpoint: engine.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });

  afterAll(async () => {
    client.destroy();
    await engine.stop();
  });

  describeLedgerStore('DynamoDB', async () => {
    // Every test has its own tables, so that none depends on another.
    number += 1;
    const tables = { accounts: `accounts-${number}`, ledger: `ledger-${number}` };
    const call = async (target: string, input: object) =>
      dynamoDb.execute(target.split('.').pop() ?? '', input);
    await createTable(call, { name: tables.accounts, hashKey: 'msisdn' });
    await createTable(call, {
      name: tables.ledger,
      hashKey: 'pk',
      rangeKey: 'sk',
      indexes: { pending: { hashKey: 'pendingShard', rangeKey: 'createdAt', include: ['expiresAt'] } },
    });
    const itemsOf = async (table: string) =>
      (await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];
    return {
      ledger: createDynamoDbLedger(client, tables),
      async open(msisdn, changes) {
        await client.send(
          new PutItemCommand({ TableName: tables.accounts, Item: openedItem(msisdn, changes) }),
        );
      },
      async edit(msisdn, changes) {
        const names = Object.keys(changes);
        await client.send(
          new UpdateItemCommand({
            TableName: tables.accounts,
            Key: { msisdn: { S: msisdn } },
            UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
            ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
            ExpressionAttributeValues: Object.fromEntries(
              Object.entries(changes).map(([name, value]) => [`:${name}`, attributeOf(value)]),
            ),
          }),
        );
      },
      async dump() {
        const { dump, unreadable } = readTables(await itemsOf(tables.accounts), await itemsOf(tables.ledger));
        expect(unreadable).toEqual([]);
        return dump;
      },
    };
  });
});

/** The item as the table's other users know it; written down here once more, apart from the adapter. */
function openedItem(msisdn: Msisdn, changes: Partial<AccountRecord> = {}): Record<string, AttributeValue> {
  const balance = changes.balance ?? 1_000n;
  const record = {
    msisdn,
    balance,
    openingBalance: balance,
    currency: 'GNF',
    status: 'ACTIVE',
    createdAt: '2026-11-01T08:00:00.000Z',
    openedBy: `opening-${msisdn}`,
    version: 1,
    ...changes,
  };
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, attributeOf(value)]));
}

function attributeOf(value: unknown): AttributeValue {
  return typeof value === 'string' ? { S: value } : { N: String(value) };
}
