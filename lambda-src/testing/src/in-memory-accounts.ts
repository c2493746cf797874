import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDbAccounts } from '@fintech-solution/adapters/dynamodb/accounts';
import type { AccountStore } from '@fintech-solution/domain/account-store';
import type { DeliveryRecord } from '@fintech-solution/domain/delivery';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Channel } from '@fintech-solution/domain/welcome';
import { createDynamoDb, type DynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { DynamoDbError } from '@fintech-solution/local-stack/emulators/dynamodb/errors';
import { checkRequest } from '@fintech-solution/local-stack/emulators/dynamodb/requests';

type Item = Record<string, AttributeValue>;

/** One channel's welcome as it is kept; a count of 0 is not kept. */
export type StoredWelcome = Omit<DeliveryRecord, 'unknown'> & Partial<Pick<DeliveryRecord, 'unknown'>>;

/**
 * An account as it is kept: amounts in decimal notation, so that a test can store what is corrupt. Of balance and currency an
 * empty text says that the item has no such attribute.
 */
export interface StoredAccount {
  readonly balance: string;
  readonly openingBalance?: string;
  readonly currency?: string;
  readonly status: string;
  readonly createdAt: string;
  readonly openedBy: string;
  readonly version: number;
  readonly welcome?: Readonly<Partial<Record<Channel, StoredWelcome>>>;
}

/** A store that a test can look into, write behind, and switch off. */
export interface InMemoryAccounts extends AccountStore {
  /** What is kept for a number. */
  stored(msisdn: Msisdn): StoredAccount | undefined;
  /** Keeps an account as another writer would have left it: a deposit, or a mistake. */
  put(msisdn: Msisdn, account: StoredAccount): void;
  /** From now on every call fails as when the store does not answer; undo with `false`. */
  failing(isFailing: boolean): void;
}

const TABLE = 'accounts';

/** The real adapter on the engine of the local stack, in this process: no network, no second set of the store's rules. */
export function createInMemoryAccounts(): InMemoryAccounts {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: () => 0, newId: () => 'id' });
  dynamoDb.execute('CreateTable', {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'msisdn', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'msisdn', KeyType: 'HASH' }],
  });
  let isDown = false;
  return {
    ...createDynamoDbAccounts(
      clientOf(dynamoDb, () => isDown),
      TABLE,
    ),
    stored(msisdn) {
      const { Item } = dynamoDb.execute('GetItem', { TableName: TABLE, Key: { msisdn: { S: msisdn } } });
      return Item === undefined ? undefined : fromItem(Item as Item);
    },
    put: (msisdn, account) =>
      void dynamoDb.execute('PutItem', { TableName: TABLE, Item: toItem(msisdn, account) }),
    failing: (isFailing) => void (isDown = isFailing),
  };
}

interface Command {
  readonly input: object;
  readonly constructor: { readonly name: string };
}

/** What the adapter uses of the SDK's client; the client itself, with its signatures, doubles the time of such tests. */
function clientOf(dynamoDb: DynamoDb, isDown: () => boolean): DynamoDBClient {
  const send = async ({ input, constructor }: Command): Promise<object> => {
    if (isDown()) throw Object.assign(new Error('switched off'), { code: 'ECONNREFUSED' });
    const operation = constructor.name.replace(/Command$/, '');
    try {
      return dynamoDb.execute(operation, checkRequest(operation, input));
    } catch (error) {
      if (!(error instanceof DynamoDbError && error.name === ConditionalCheckFailedException.name))
        throw error;
      const { message, details } = error;
      throw new ConditionalCheckFailedException({ message, $metadata: {}, ...(details as { Item?: Item }) });
    }
  };
  return { send } as unknown as DynamoDBClient;
}

/** The item as the table's other users know it; written down here once more, apart from the adapter. */
export function toItem(msisdn: Msisdn, account: StoredAccount): Item {
  const { balance, openingBalance, currency, status, createdAt, openedBy, version, welcome } = account;
  return {
    msisdn: { S: msisdn },
    ...(balance === '' ? {} : { balance: { N: balance } }),
    ...(openingBalance === undefined ? {} : { openingBalance: { N: openingBalance } }),
    ...(currency ? { currency: { S: currency } } : {}),
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

/** What {@link toItem} makes an item of. */
export function fromItem(item: Item): StoredAccount {
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
