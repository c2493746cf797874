import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { AccountsUnavailableError } from '@fintech-solution/domain/account';
import type { AccountStore } from '@fintech-solution/domain/account-store';
import { isSameRecord } from '@fintech-solution/domain/delivery';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { isUnavailable } from '../aws-clients.ts';
import {
  accountOf,
  isOwn,
  type Item,
  itemOf,
  openingBalanceOf,
  statusOf,
  welcomesOf,
} from './account-item.ts';
import { recordItem, standsAs } from './delivery-record.ts';

/** Accounts in DynamoDB. This file and `account-item.ts` are the only ones that know the item. */
export function createDynamoDbAccounts(client: DynamoDBClient, tableName: string): AccountStore {
  const key = (msisdn: Msisdn): Item => ({ msisdn: { S: msisdn } });

  async function read(msisdn: Msisdn): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: tableName, Key: key(msisdn), ConsistentRead: true });
    return (await reachable(client.send(command))).Item;
  }

  /** The item as it is; DynamoDB tells it with the refusal, another engine may not. */
  async function itemIn(
    { Item }: ConditionalCheckFailedException,
    msisdn: Msisdn,
  ): Promise<Item | undefined> {
    return Item ?? read(msisdn);
  }

  return {
    async find(msisdn) {
      const item = await read(msisdn);
      return item === undefined ? undefined : accountOf(item, msisdn);
    },

    async open(opening, leaseUntil) {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: itemOf(opening, leaseUntil),
        // The rule "an account is opened once" is this condition, not a read before the write: between a
        // read and a write another delivery may open the account, and a later balance would be reset.
        ConditionExpression: 'attribute_not_exists(msisdn)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const conflict = await conflictOf(client.send(command));
      if (conflict === undefined) return { kind: 'opened' };
      const item = await itemIn(conflict, opening.msisdn);
      if (item === undefined) throw new AccountsUnavailableError(conflict);
      if (isOwn(item, opening, leaseUntil)) return { kind: 'opened' };
      if (statusOf(item) === 'CLOSED') return { kind: 'closed' };
      return { kind: 'already-open', welcomes: welcomesOf(item), openingBalance: openingBalanceOf(item) };
    },

    async replaceWelcome({ msisdn, channel }, from, to) {
      const { names, values, condition } = standsAs(from, 'welcome.#channel.');
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: key(msisdn),
        UpdateExpression: 'SET welcome.#channel = :to',
        // A claim is fenced by it, and so is what a former holder of the lease has to say.
        ConditionExpression: condition,
        ExpressionAttributeNames: { ...names, '#channel': channel },
        ExpressionAttributeValues: { ...values, ':to': { M: recordItem(to) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const conflict = await conflictOf(client.send(command));
      if (conflict === undefined) return true;
      const item = await itemIn(conflict, msisdn);
      const found = item && welcomesOf(item)[channel];
      return found !== undefined && isSameRecord(found, to);
    },

    async recordSent(msisdn, channels) {
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: key(msisdn),
        UpdateExpression: `SET ${channels.map((channel) => `welcome.#${channel} = :sent`).join(', ')}`,
        ConditionExpression: channels.map((channel) => `attribute_exists(welcome.#${channel})`).join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(channels.map((channel) => [`#${channel}`, channel])),
        ExpressionAttributeValues: { ':sent': { M: recordItem({ state: 'sent', unknown: 0 }) } },
      });
      return (await conflictOf(client.send(command))) === undefined;
    },
  };
}

/** The answer of a call, with "no answer now" translated into the domain's own error. */
async function reachable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isUnavailable(error) ? new AccountsUnavailableError(error) : error;
  }
}

/** Undefined when the write was applied, else the exception that carries the item as it is. */
async function conflictOf(call: Promise<unknown>): Promise<ConditionalCheckFailedException | undefined> {
  try {
    await reachable(call);
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error;
    throw error;
  }
}
