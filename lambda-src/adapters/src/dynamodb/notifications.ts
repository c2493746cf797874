import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type DeliveryRecord, isSameRecord } from '@fintech-solution/domain/delivery';
import { LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import type {
  NotificationPlace,
  NotificationStore,
} from '@fintech-solution/domain/ledger/notification-store';
import { reachable, unavailableOr } from './ledger-calls.ts';
import { recordFrom, recordItem, standsAs } from './delivery-record.ts';

type Condition = Pick<ReturnType<typeof standsAs>, 'condition' | 'names'> & {
  readonly values?: Record<string, AttributeValue>;
};

/** Notifications in the ledger's table, beside their transactions. */
export function createDynamoDbNotifications(client: DynamoDBClient, tableName: string): NotificationStore {
  /** Writes the whole record, or nothing: then the record as it is. */
  async function put(
    place: NotificationPlace,
    record: DeliveryRecord,
    { condition, names, values }: Condition,
  ): Promise<'written' | DeliveryRecord> {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: { ...keyOf(place), ...recordItem(record) },
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await client.send(command);
      return 'written';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw unavailableOr(error);
      // DynamoDB tells the item with the refusal, an engine on a laptop may not.
      const found = recordFrom(error.Item ?? (await read(place)) ?? {});
      if (found === undefined) throw new LedgerUnavailableError(error);
      return found;
    }
  }

  async function read(place: NotificationPlace): Promise<Record<string, AttributeValue> | undefined> {
    const command = new GetItemCommand({ TableName: tableName, Key: keyOf(place), ConsistentRead: true });
    return (await reachable(client.send(command))).Item;
  }

  return {
    async begin(place, held) {
      const found = await put(place, held, IS_NEW);
      return found === 'written' || isSameRecord(found, held) ? undefined : found;
    },

    async replace(place, from, to) {
      const found = await put(place, to, standsAs(from));
      return found === 'written' || isSameRecord(found, to);
    },

    async recordSent(place) {
      await put(place, { state: 'sent', unknown: 0 }, IS_BEGUN);
    },
  };
}

/** A notification is begun once. */
const IS_NEW: Condition = { condition: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };
/** Only what was begun can have been sent. */
const IS_BEGUN: Condition = { condition: 'attribute_exists(#pk)', names: { '#pk': 'pk' } };

function keyOf({ reference, recipient }: NotificationPlace): Record<string, AttributeValue> {
  return { pk: { S: `TX#${reference}` }, sk: { S: `N#${recipient}` } };
}
