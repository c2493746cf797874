import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { startDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/http';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbAccounts } from '../../../src/dynamodb/accounts.ts';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { createInMemoryAccounts, type StoredAccount } from '@fintech-solution/testing/in-memory-accounts';
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

/** The item as the table's other users know it; written down here once more, apart from the adapter. */
function toItem(msisdn: Msisdn, account: StoredAccount): Record<string, AttributeValue> {
  const { balance, openingBalance, currency, status, createdAt, openedBy, version, welcome } = account;
  return {
    msisdn: { S: msisdn },
    balance: { N: balance },
    ...(openingBalance === undefined ? {} : { openingBalance: { N: openingBalance } }),
    ...(currency === undefined ? {} : { currency: { S: currency } }),
    status: { S: status },
    createdAt: { S: createdAt },
    openedBy: { S: openedBy },
    version: { N: String(version) },
    ...(welcome && {
      welcome: {
        M: Object.fromEntries(
          Object.entries(welcome).map(([channel, { state, leaseUntil, unknown, redrivenBy }]) => [
            channel,
            {
              M: {
                state: { S: state },
                ...(leaseUntil ? { leaseUntil: { N: String(leaseUntil) } } : {}),
                ...(unknown ? { unknown: { N: String(unknown) } } : {}),
                ...(redrivenBy ? { redrivenBy: { S: redrivenBy } } : {}),
              },
            },
          ]),
        ),
      },
    }),
  };
}

function fromItem(item: Record<string, AttributeValue>): StoredAccount {
  const { msisdn: _, ...rest } = plain({ M: item }) as Record<string, unknown>;
  return { ...rest, version: Number(rest['version']) } as unknown as StoredAccount;
}

/** Plain values: amounts stay decimal text, an instant and a count become numbers. */
function plain({ S, N, M }: AttributeValue): unknown {
  if (M === undefined) return S ?? N;
  return Object.fromEntries(
    Object.entries(M).map(([key, value]) => [
      key,
      key === 'leaseUntil' || key === 'unknown' ? Number(value.N) : plain(value),
    ]),
  );
}
