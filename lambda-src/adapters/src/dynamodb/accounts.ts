import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type Account,
  AccountsUnavailableError,
  type Channel,
  type Opening,
  type Welcome,
} from '@fintech-solution/domain/account';
import { isUnavailable } from '../aws-clients.ts';
import { type Item, itemOf, welcomeOf, accountOf, openingBalanceOf } from './account-item.ts';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import type { Francs } from '@fintech-solution/domain/money';

/**
 * What opening found: this delivery opened the account, or it was open already and nothing was changed. An existing
 * account whose opening amount cannot be told has none.
 */
export type OpenOutcome =
  | { readonly kind: 'opened' }
  | { readonly kind: 'already-open'; readonly openingBalance: Francs | undefined; readonly welcome: Welcome };

/** A lease on one channel's welcome; `leaseUntil` (epoch milliseconds) also fences whoever held it before. */
export interface Lease {
  readonly msisdn: Msisdn;
  readonly channel: Channel;
  readonly leaseUntil: number;
}

/** All that the functions do with accounts; each function declares the part of it that it needs as a port. */
export interface AccountStore {
  /** Strongly consistent: who was told "opened" never sees "no account" afterwards. Undefined when absent. */
  find(msisdn: Msisdn): Promise<Account | undefined>;
  /** Opens once. The opener holds the lease of every channel until `leaseUntil` (epoch milliseconds). */
  open(opening: Opening, leaseUntil: number): Promise<OpenOutcome>;
  /** Takes the welcome of one channel if nobody holds it; `retryGivenUp` also takes one that was given up. */
  claimWelcome(lease: Lease, now: number, retryGivenUp: boolean): Promise<'claimed' | 'not-claimable'>;
  /** Ends a lease without a message: counts only from the lease's holder. */
  settleWelcome(lease: Lease, state: 'pending' | 'given-up'): Promise<'recorded' | 'lease-lost'>;
  /**
   * Records that these welcomes were sent, all in one write: a fact, whoever holds their leases by now. False when the
   * account does not have all of these channels; then nothing is recorded.
   */
  recordSent(msisdn: Msisdn, channels: readonly Channel[]): Promise<boolean>;
}

/** Accounts in DynamoDB. This file and `dynamodb-account-item.ts` are the only ones that know the item. */
export function createDynamoDbAccounts(client: DynamoDBClient, tableName: string): AccountStore {
  const key = (msisdn: Msisdn): Item => ({ msisdn: { S: msisdn } });

  async function read(msisdn: Msisdn): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: tableName, Key: key(msisdn), ConsistentRead: true });
    return (await reachable(client.send(command))).Item;
  }

  /** Runs a conditional update of some channels' welcomes; false when its condition did not hold. */
  async function update(
    msisdn: Msisdn,
    channels: readonly Channel[],
    expression: string,
    condition: string,
    values: Item,
  ): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: key(msisdn),
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeNames: {
        ...Object.fromEntries(channels.map((channel) => [`#${channel}`, channel])),
        '#state': 'state',
        // DynamoDB refuses a name that no expression uses: each of ours sets or removes the lease.
        '#lease': 'leaseUntil',
      },
      ExpressionAttributeValues: values,
    });
    return (await conditionally(client.send(command))) !== undefined;
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
      const item = conflict.Item ?? (await read(opening.msisdn));
      if (item === undefined) throw new AccountsUnavailableError(conflict);
      return { kind: 'already-open', welcome: welcomeOf(item), openingBalance: openingBalanceOf(item) };
    },

    async claimWelcome({ msisdn, channel, leaseUntil }, now, retryGivenUp) {
      const [state, lease] = [stateAt(channel), leaseAt(channel)];
      const claimed = await update(
        msisdn,
        [channel],
        `SET ${state} = :sending, ${lease} = :leaseUntil`,
        `${state} = :pending OR (${state} = :sending AND ${lease} < :now)${
          retryGivenUp ? ` OR ${state} = :givenUp` : ''
        }`,
        {
          ':sending': { S: 'sending' },
          ':pending': { S: 'pending' },
          ':leaseUntil': { N: String(leaseUntil) },
          ':now': { N: String(now) },
          ...(retryGivenUp ? { ':givenUp': { S: 'given-up' } } : {}),
        },
      );
      return claimed ? 'claimed' : 'not-claimable';
    },

    async settleWelcome({ msisdn, channel, leaseUntil }, outcome) {
      const [state, lease] = [stateAt(channel), leaseAt(channel)];
      const settled = await update(
        msisdn,
        [channel],
        `SET ${state} = :outcome REMOVE ${lease}`,
        // From a former holder it would let a third attempt start, or hide the present one.
        `${state} = :sending AND ${lease} = :leaseUntil`,
        {
          ':outcome': { S: outcome },
          ':sending': { S: 'sending' },
          ':leaseUntil': { N: String(leaseUntil) },
        },
      );
      return settled ? 'recorded' : 'lease-lost';
    },

    async recordSent(msisdn, channels) {
      const states = channels.map((channel) => `${stateAt(channel)} = :sent`);
      const leases = channels.map(leaseAt);
      const known = channels.map((channel) => `attribute_exists(welcome.#${channel})`);
      return update(
        msisdn,
        channels,
        `SET ${states.join(', ')} REMOVE ${leases.join(', ')}`,
        known.join(' AND '),
        { ':sent': { S: 'sent' } },
      );
    },
  };
}

/** Where the account keeps what became of a channel's welcome, and until when somebody holds it. */
const stateAt = (channel: Channel): string => `welcome.#${channel}.#state`;
const leaseAt = (channel: Channel): string => `welcome.#${channel}.#lease`;

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

/** The answer of a conditional call, or undefined when its condition did not hold. */
async function conditionally<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await reachable(call);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
