import { randomUUID } from 'node:crypto';
import { type AttributeValue } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '@fintech-solution/local-stack/emulators/dynamodb/dynamodb';
import { type Action, ACTIONS, checkChange, updateFor } from '../infra/account-changes.ts';

type Item = Record<string, AttributeValue>;

const TABLE = 'accounts';
const OPENED: Item = {
  msisdn: { S: '224622000001' },
  balance: { N: '0' },
  openingBalance: { N: '1000' },
  currency: { S: 'GNF' },
  status: { S: 'ACTIVE' },
  createdAt: { S: '2025-11-25T02:52:00.000Z' },
  openedBy: { S: 'event-1' },
  version: { N: '2' },
  head: { S: 'hash' },
  lastMovementAt: { S: '2025-11-26T02:52:00.000Z' },
  debitDay: { S: '2025-11-26' },
  debitedToday: { N: '1000' },
  welcome: { M: { sms: { M: { state: { S: 'sent' } } } } },
  'nick name': { S: 'somebody' },
};

/** A table that holds one account, as the local stack keeps it. */
function setup(changes: Record<string, AttributeValue | undefined> = {}) {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: randomUUID });
  dynamoDb.execute('CreateTable', {
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'msisdn', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'msisdn', KeyType: 'HASH' }],
  });
  const present = Object.entries({ ...OPENED, ...changes }).filter(([, value]) => value !== undefined);
  const item = Object.fromEntries(present) as Item;
  dynamoDb.execute('PutItem', { TableName: TABLE, Item: item });
  const stored = () =>
    (dynamoDb.execute('GetItem', { TableName: TABLE, Key: { msisdn: item['msisdn'] } }) as { Item?: Item })
      .Item;
  return {
    item,
    stored,
    change: (action: Action, read = item) => dynamoDb.execute('UpdateItem', updateFor(action, TABLE, read)),
    put: (other: Item) => dynamoDb.execute('PutItem', { TableName: TABLE, Item: other }),
    remove: () => dynamoDb.execute('DeleteItem', { TableName: TABLE, Key: { msisdn: item['msisdn'] } }),
  };
}

/** What each action makes of each status; an action that does not fit changes nothing. */
const TABLE_OF_ACTIONS: readonly [Action, string, string | undefined][] = [
  ['block', 'ACTIVE', 'BLOCKED'],
  ['block', 'BLOCKED', undefined],
  ['block', 'CLOSED', undefined],
  ['unblock', 'ACTIVE', undefined],
  ['unblock', 'BLOCKED', 'ACTIVE'],
  ['unblock', 'CLOSED', undefined],
  ['close', 'ACTIVE', 'CLOSED'],
  ['close', 'BLOCKED', 'CLOSED'],
  ['close', 'CLOSED', undefined],
  ['reopen', 'ACTIVE', undefined],
  ['reopen', 'BLOCKED', undefined],
  ['reopen', 'CLOSED', 'ACTIVE'],
];

describe('an operator’s action', () => {
  it.each(TABLE_OF_ACTIONS)('%s of an account that is %s makes it %s', (action, status, becomes) => {
    const { item, stored, change } = setup({ status: { S: status } });
    expect(checkChange(action, item) === 'fits').toBe(becomes !== undefined);
    if (becomes === undefined) {
      expect(() => change(action)).toThrow('conditional');
      expect(stored()).toEqual(item);
    } else {
      change(action);
      expect(stored()?.['status']).toEqual({ S: becomes });
    }
  });

  it.each(['block', 'unblock', 'reopen'] as const)('%s changes the status alone', (action) => {
    const [, from = ''] = TABLE_OF_ACTIONS.find(([name, , to]) => name === action && to !== undefined) ?? [];
    const { item, stored, change } = setup({ status: { S: from } });
    change(action);
    expect({ ...stored(), status: item['status'] }).toEqual(item);
  });

  it('close keeps what explains the balance, and removes everything else', () => {
    const { stored, change } = setup();
    change('close');
    const { welcome: _w, 'nick name': _n, ...kept } = OPENED;
    expect(stored()).toEqual({ ...kept, status: { S: 'CLOSED' } });
  });

  it.each(['1', '1000', '-1', '0.5'])('close refuses a balance of %s', (balance) => {
    const { item, stored, change } = setup({ balance: { N: balance } });
    expect(checkChange('close', item)).toMatchObject({ no: expect.stringContaining('balance is not zero') });
    expect(() => change('close')).toThrow('conditional');
    expect(stored()).toEqual(item);
  });

  it('close refuses an account that received money since it was read', () => {
    const { item, stored, change, put } = setup();
    const credited = { ...item, balance: { N: '500' } };
    put(credited);
    expect(() => change('close', item)).toThrow('conditional');
    expect(stored()).toEqual(credited);
  });

  it.each(ACTIONS)('%s makes no account where there is none', (action) => {
    const { item, stored, change, remove } = setup();
    expect(checkChange(action, undefined)).toMatchObject({ no: expect.stringContaining('no account') });
    remove();
    expect(() => change(action, item)).toThrow('conditional');
    expect(stored()).toBeUndefined();
  });

  it('takes an account without a status for an active one', () => {
    const { item, stored, change } = setup({ status: undefined });
    expect(checkChange('unblock', item)).toBe('done-already');
    change('block');
    expect(stored()).toEqual({ ...item, status: { S: 'BLOCKED' } });
  });

  it('does not touch an account whose status is unknown', () => {
    const { item, change } = setup({ status: { S: 'FROZEN' } });
    for (const action of ACTIONS) {
      expect(checkChange(action, item)).toMatchObject({ no: expect.stringContaining('is FROZEN') });
      expect(() => change(action)).toThrow('conditional');
    }
  });
});
