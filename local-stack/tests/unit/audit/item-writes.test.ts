import { itemWrites } from '../../../src/audit/item-writes.ts';

const writes = (operation: string, input: object) =>
  itemWrites({ operation, body: Buffer.from(JSON.stringify({ TableName: 't', ...input })) });
const write = (operation: string, input: object) => writes(operation, input)[0];

describe('itemWrites', () => {
  it('reads every scalar of a whole item by its path', () => {
    const Item = {
      msisdn: { S: '224622000001' },
      balance: { N: '1000' },
      welcome: { M: { sms: { M: { state: { S: 'sending' }, leaseUntil: { N: '17' } } } } },
    };
    expect(writes('PutItem', { Item })).toEqual([
      {
        table: 't',
        kind: 'put',
        key: expect.objectContaining({ msisdn: '224622000001' }),
        values: {
          msisdn: '224622000001',
          balance: '1000',
          'welcome.sms.state': 'sending',
          'welcome.sms.leaseUntil': '17',
        },
      },
    ]);
  });

  it('reads what an update sets, by whatever placeholders', () => {
    expect(
      write('UpdateItem', {
        Key: { msisdn: { S: '224622000001' } },
        UpdateExpression:
          'SET welcome.#a.#b = :x, welcome.#a.leaseUntil = :y REMOVE welcome.#a.#c ADD version :one',
        ExpressionAttributeNames: { '#a': 'email', '#b': 'state', '#c': 'reason' },
        ExpressionAttributeValues: { ':x': { S: 'sent' }, ':y': { N: '18' }, ':one': { N: '1' } },
      }),
    ).toEqual({
      table: 't',
      kind: 'update',
      key: { msisdn: '224622000001' },
      values: { 'welcome.email.state': 'sent', 'welcome.email.leaseUntil': '18' },
    });
  });

  it('reads a whole map that an update sets', () => {
    const { values } = write('UpdateItem', {
      Key: { msisdn: { S: '224622000001' } },
      UpdateExpression: 'set welcome.sms = :w',
      ExpressionAttributeValues: { ':w': { M: { state: { S: 'sent' } } } },
    })!;
    expect(values).toEqual({ 'welcome.sms.state': 'sent' });
  });

  it('does not guess what arithmetic leads to', () => {
    const { values } = write('UpdateItem', {
      Key: { msisdn: { S: '224622000001' } },
      UpdateExpression: 'SET balance = balance + :francs',
      ExpressionAttributeValues: { ':francs': { N: '1' } },
    })!;
    expect(values).toEqual({});
  });

  it('sees a removal', () => {
    expect(write('DeleteItem', { Key: { msisdn: { S: '224622000001' } } })).toMatchObject({ kind: 'delete' });
  });

  it('reads every write of a transaction, and no check', () => {
    const [taken, leg] = [
      { Key: { pk: { S: 'TX#1' }, sk: { S: 'TX' } }, TableName: 'ledger' },
      { Item: { pk: { S: 'ACC#1' }, sk: { S: 'E#2' }, amount: { N: '5' } }, TableName: 'ledger' },
    ];
    const TransactItems = [
      {
        Update: {
          ...taken,
          UpdateExpression: 'SET #s = :s',
          ExpressionAttributeNames: { '#s': 'status' },
          ExpressionAttributeValues: { ':s': { S: 'failed' } },
        },
      },
      { Put: leg },
      { ConditionCheck: taken },
      { Delete: taken },
    ];
    expect(writes('TransactWriteItems', { TransactItems })).toEqual([
      {
        ...{ table: 'ledger', kind: 'update' },
        ...{ key: { pk: 'TX#1', sk: 'TX' }, values: { status: 'failed' } },
      },
      expect.objectContaining({ kind: 'put', values: { pk: 'ACC#1', sk: 'E#2', amount: '5' } }),
      { table: 'ledger', kind: 'delete', key: { pk: 'TX#1', sk: 'TX' }, values: {} },
    ]);
  });

  it.each([
    ['GetItem', { Key: { msisdn: { S: '224622000001' } } }],
    ['TransactWriteItems', {}],
    ['TransactWriteItems', { TransactItems: [{}] }],
    ['PutItem', { Item: {} }],
    ['UpdateItem', {}],
  ])('has nothing to say of %s %j', (operation, input) => {
    expect(writes(operation, input)).toEqual([]);
  });
});
