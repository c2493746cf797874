import { randomUUID } from 'node:crypto';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import type { AwsJsonClient } from '@fintech-solution/local-stack/emulators/aws-json-client';
import { createDynamoDb, type DynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { DynamoDbError } from '@fintech-solution/local-stack/emulators/dynamodb/errors';
import { startDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/http';
import { createTable } from '@fintech-solution/local-stack/emulators/local-dynamodb';
import { NOW } from './ledger-samples.ts';

type Item = Record<string, AttributeValue>;

/** The two tables' names. */
export interface TableNames {
  readonly accounts: string;
  readonly ledger: string;
}

/** All items of both tables. */
export interface TableItems {
  readonly accounts: readonly Item[];
  readonly ledger: readonly Item[];
}

/** The local table engine with the ledger's two tables, as often as a test wants them. */
export interface LedgerEngine {
  readonly url: string;
  readonly client: DynamoDBClient;
  /** Makes both tables anew, with these items: what a restore does. */
  restore(items?: TableItems): Promise<TableNames>;
  /** Reads both tables as they are. */
  backUp(names: TableNames): TableItems;
  /** From now on every call is throttled, or, with `false`, no call. */
  throttle(isThrottled: boolean): void;
  stop(): Promise<void>;
}

export async function startLedgerEngine(): Promise<LedgerEngine> {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: () => NOW, newId: randomUUID });
  let isThrottled = false;
  const throttled = <R>(answer: () => R): R => {
    if (isThrottled) throw new DynamoDbError('ThrottlingException', 'Rate exceeded');
    return answer();
  };
  const engine = await startDynamoDb({
    execute: (...call: Parameters<DynamoDb['execute']>) => throttled(() => dynamoDb.execute(...call)),
    begin: (...call: Parameters<DynamoDb['begin']>) => throttled(() => dynamoDb.begin(...call)),
  });
  const client = new DynamoDBClient({
    ...clientOptions({ attemptTimeoutMs: 5_000, attempts: 2 }),
    region: 'ca-central-1',
    endpoint: engine.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let made = 0;

  return {
    url: engine.url,
    client,
    async restore({ accounts, ledger } = { accounts: [], ledger: [] }) {
      made += 1;
      const names = { accounts: `accounts-${made}`, ledger: `ledger-${made}` };
      await createLedgerTables(
        async (target, input) =>
          dynamoDb.execute(target.split('.').pop() ?? '', input) as Record<string, unknown>,
        names,
      );
      for (const item of accounts) dynamoDb.execute('PutItem', { TableName: names.accounts, Item: item });
      for (const item of ledger) dynamoDb.execute('PutItem', { TableName: names.ledger, Item: item });
      return names;
    },
    backUp: ({ accounts, ledger }) => ({
      accounts: itemsOf(dynamoDb, accounts),
      ledger: itemsOf(dynamoDb, ledger),
    }),
    throttle: (next) => void (isThrottled = next),
    async stop() {
      client.destroy();
      await engine.stop();
    },
  };
}

/** Makes both tables, empty. */
export async function createLedgerTables(
  call: AwsJsonClient,
  { accounts, ledger }: TableNames,
): Promise<void> {
  await createTable(call, { name: accounts, hashKey: 'msisdn' });
  await createTable(call, {
    name: ledger,
    hashKey: 'pk',
    rangeKey: 'sk',
    indexes: { pending: { hashKey: 'pendingShard', rangeKey: 'createdAt', include: ['expiresAt'] } },
  });
}

function itemsOf(dynamoDb: DynamoDb, table: string): Item[] {
  return (dynamoDb.execute('Scan', { TableName: table }) as { Items: Item[] }).Items;
}

/** The item of an account that has only been opened, with 1,000 francs. */
export function openedItem(msisdn: string): Item {
  return {
    msisdn: { S: msisdn },
    balance: { N: '1000' },
    openingBalance: { N: '1000' },
    currency: { S: 'GNF' },
    status: { S: 'ACTIVE' },
    createdAt: { S: '2026-11-01T08:00:00.000Z' },
    openedBy: { S: `opening-${msisdn}` },
    version: { N: '1' },
  };
}
