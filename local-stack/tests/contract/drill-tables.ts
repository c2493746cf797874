import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '@fintech-solution/adapters/aws-clients';
import {
  createLedgerTables,
  type LedgerEngine,
  startLedgerEngine,
  type TableItems,
  type TableNames,
} from '@fintech-solution/testing/ledger-engine';
import { createAwsJsonClient } from '../../src/emulators/aws-json-client.ts';

/** Both tables of the ledger, on the local engine or on moto. */
export interface DrillTables extends Pick<LedgerEngine, 'client' | 'restore' | 'throttle' | 'stop'> {
  /** Reads both tables as they are. */
  backUp(names: TableNames): Promise<TableItems>;
}

export async function startLocalTables(): Promise<DrillTables> {
  const engine = await startLedgerEngine();
  return { ...engine, backUp: async (names) => engine.backUp(names) };
}

const REGION = 'ca-central-1';
let made = 0;

/**
 * Tables of moto's server. It throttles nothing, so the client answers as a throttled table does; and where a transaction is
 * cancelled it puts whole tables back, whatever was written meanwhile, so calls reach it one after another.
 */
export function startMotoTables(endpoint: string): DrillTables {
  const call = createAwsJsonClient(endpoint, REGION);
  const client = new DynamoDBClient({
    ...clientOptions({ attemptTimeoutMs: 10_000, attempts: 2 }),
    ...{ endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  });
  let isThrottled = false;
  let turn: Promise<unknown> = Promise.resolve();
  // Within the SDK's own repetitions, as the answer of a table is.
  client.middlewareStack.add(
    (next) => (args) => {
      if (isThrottled) throw throttled();
      const answer = turn.then(() => next(args));
      turn = answer.catch(() => undefined);
      return answer;
    },
    { step: 'finalizeRequest', name: 'motoInTurn' },
  );

  async function putAll(table: string, items: TableItems['accounts']): Promise<void> {
    for (const Item of items) await call('DynamoDB_20120810.PutItem', { TableName: table, Item });
  }
  async function itemsOf(table: string) {
    const { Items } = await call('DynamoDB_20120810.Scan', { TableName: table, ConsistentRead: true });
    return Items as Record<string, AttributeValue>[];
  }

  return {
    client,
    async restore({ accounts, ledger } = { accounts: [], ledger: [] }) {
      made += 1;
      const names = {
        accounts: `drill-${process.pid}-accounts-${made}`,
        ledger: `drill-${process.pid}-ledger-${made}`,
      };
      await createLedgerTables(call, names);
      await putAll(names.accounts, accounts);
      await putAll(names.ledger, ledger);
      return names;
    },
    backUp: async ({ accounts, ledger }) => ({
      accounts: await itemsOf(accounts),
      ledger: await itemsOf(ledger),
    }),
    throttle: (next) => void (isThrottled = next),
    stop: async () => client.destroy(),
  };
}

function throttled(): Error {
  return Object.assign(new Error('Rate exceeded'), {
    name: 'ThrottlingException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}
