import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import { createDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { startDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/http';
import { createTable } from '@fintech-solution/local-stack/emulators/local-dynamodb';
import { createInMemoryNotifications } from '@fintech-solution/testing/in-memory-notifications';
import { keyOf } from '@fintech-solution/testing/ledger-samples';
import { json, startLoopbackServer } from '@fintech-solution/testing/loopback-server';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbNotifications } from '../../../src/dynamodb/notifications.ts';
import { describeNotificationStore } from './notification-store-rules.ts';

describeNotificationStore('memory', createInMemoryNotifications);

const TABLE = 'ledger';
const PLACE = { reference: referenceOf('shop', keyOf(1)), recipient: 'debit' } as const;
const HELD = { state: 'sending', leaseUntil: 60_000, unknown: 0 } as const;

function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    ...clientOptions({ attemptTimeoutMs: 2_000, attempts: 2 }),
    region: 'ca-central-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

describe('with an engine', () => {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID });
  let engine: Awaited<ReturnType<typeof startDynamoDb>>;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await startDynamoDb(dynamoDb);
    client = clientOf(engine.url);
    const call = async (target: string, input: object) =>
      dynamoDb.execute(target.split('.').pop() ?? '', input);
    await createTable(call, { name: TABLE, hashKey: 'pk', rangeKey: 'sk' });
  });
  afterAll(async () => {
    client.destroy();
    await engine.stop();
  });

  describeNotificationStore('DynamoDB', () => createDynamoDbNotifications(client, TABLE));
});

describe('a store that', () => {
  async function setup(status: number, error: string) {
    const server = await startLoopbackServer(json(status, { __type: `com.amazonaws#${error}` }));
    const client = clientOf(server.url);
    const stop = async (): Promise<void> => {
      client.destroy();
      await server.stop();
    };
    return { store: createDynamoDbNotifications(client, TABLE), stop };
  }

  it.each([
    [500, 'InternalServerError', true],
    [400, 'ProvisionedThroughputExceededException', true],
    [400, 'AccessDeniedException', false],
  ])('answers %d %s is unavailable: %s', async (status, error, isUnavailable) => {
    const { store, stop } = await setup(status, error);
    const calls = [
      store.begin(PLACE, HELD),
      store.replace(PLACE, HELD, { state: 'pending', unknown: 0 }),
      store.recordSent(PLACE),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call.status).toBe('rejected');
      const { reason } = call as PromiseRejectedResult;
      expect(reason instanceof LedgerUnavailableError).toBe(isUnavailable);
    }
    await stop();
  });
});
