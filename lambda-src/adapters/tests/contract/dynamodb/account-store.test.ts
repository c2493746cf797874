import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { startDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/http';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbAccounts } from '../../../src/dynamodb/accounts.ts';
import { createInMemoryAccounts, fromItem, toItem } from '@fintech-solution/testing/in-memory-accounts';
import { describeAccountStore } from './account-store-rules.ts';

describeAccountStore('memory', () => {
  const accounts = createInMemoryAccounts();
  return {
    accounts,
    stored: async (msisdn) => accounts.stored(msisdn),
    put: async (msisdn, account) => accounts.put(msisdn, account),
  };
});

describe('with an engine', () => {
  const TABLE = 'accounts';
  let engine: Awaited<ReturnType<typeof startDynamoDb>>;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await startDynamoDb(
      createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID }),
    );
    client = new DynamoDBClient({
      ...clientOptions({ attemptTimeoutMs: 2_000, attempts: 2 }),
      region: 'ca-central-1',
      endpoint: engine.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'msisdn', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'msisdn', KeyType: 'HASH' }],
      }),
    );
  });

  afterAll(async () => {
    client.destroy();
    await engine.stop();
  });

  describeAccountStore('DynamoDB', () => ({
    accounts: createDynamoDbAccounts(client, TABLE),
    async stored(msisdn) {
      const key = { msisdn: { S: msisdn } };
      const { Item } = await client.send(
        new GetItemCommand({ TableName: TABLE, Key: key, ConsistentRead: true }),
      );
      return Item && fromItem(Item);
    },
    async put(msisdn, account) {
      await client.send(new PutItemCommand({ TableName: TABLE, Item: toItem(msisdn, account) }));
    },
  }));
});
