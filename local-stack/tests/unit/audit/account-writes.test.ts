import { accountWrite } from '../../../src/audit/account-writes.ts';

const write = (operation: string, input: object) =>
  accountWrite({ operation, body: Buffer.from(JSON.stringify(input)) });

describe('accountWrite', () => {
  it('reads every scalar of a whole item by its path', () => {
    const Item = {
      msisdn: { S: '224622000001' },
      balance: { N: '1000' },
      welcome: { M: { sms: { M: { state: { S: 'sending' }, leaseUntil: { N: '17' } } } } },
    };
    expect(write('PutItem', { TableName: 't', Item })).toEqual({
      msisdn: '224622000001',
      kind: 'put',
      values: {
        msisdn: '224622000001',
        balance: '1000',
        'welcome.sms.state': 'sending',
        'welcome.sms.leaseUntil': '17',
      },
    });
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
      msisdn: '224622000001',
      kind: 'update',
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

  it.each([
    ['GetItem', { Key: { msisdn: { S: '224622000001' } } }],
    ['TransactWriteItems', {}],
    ['PutItem', { Item: {} }],
    ['UpdateItem', {}],
  ])('has nothing to say of %s %j', (operation, input) => {
    expect(write(operation, input)).toBeUndefined();
  });
});
