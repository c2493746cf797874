import { type CallOptions, createDynamoDb } from '../../../../src/emulators/dynamodb/dynamodb.ts';
import { DynamoDbError } from '../../../../src/emulators/dynamodb/errors.ts';

const TableName = 'accounts';
const itemOf = (pk: string, v = '1') => ({ pk: { S: pk }, v: { N: v } });
const keyOf = (pk: string) => ({ pk: { S: pk } });
const put = (pk: string, v?: string) => ({ Put: { TableName, Item: itemOf(pk, v) } });
const set = (pk: string, v: string) => ({
  TableName,
  Key: keyOf(pk),
  UpdateExpression: 'SET v = :v',
  ExpressionAttributeValues: { ':v': { N: v } },
});

function setup() {
  let now = 1_000_000;
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: () => now, newId: () => 'id' });
  dynamoDb.execute('CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  const stored = (pk: string) => dynamoDb.execute('GetItem', { TableName, Key: keyOf(pk) })['Item'];
  return { dynamoDb, stored, wait: (ms: number) => void (now += ms) };
}

function refusalOf(call: () => unknown): DynamoDbError {
  try {
    call();
  } catch (error) {
    if (error instanceof DynamoDbError) return error;
    throw error;
  }
  throw new Error('the call was not refused');
}

const CONFLICT = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

describe('a transaction that is ongoing', () => {
  it.each([
    ['PutItem', { TableName, Item: itemOf('a') }],
    ['UpdateItem', set('a', '2')],
    ['DeleteItem', { TableName, Key: keyOf('a') }],
  ])('refuses a %s of one of its items', (operation, input) => {
    const { dynamoDb, stored } = setup();
    const ongoing = dynamoDb.begin({ TransactItems: [put('a', '9'), put('b')] });
    const { name, message } = refusalOf(() => dynamoDb.execute(operation, input));
    expect({ name, message }).toEqual({
      name: 'TransactionConflictException',
      message: 'Transaction is ongoing for the item',
    });
    ongoing.finish();
    expect(stored('a')).toEqual(itemOf('a', '9'));
    expect(() => dynamoDb.execute(operation, input)).not.toThrow();
  });

  it('cancels another one that touches one of its items, and says which', () => {
    const { dynamoDb, stored } = setup();
    const ongoing = dynamoDb.begin({ TransactItems: [put('a', '9')] });
    const { name, details } = refusalOf(() =>
      dynamoDb.execute('TransactWriteItems', { TransactItems: [put('b'), put('a')] }),
    );
    expect({ name, details }).toEqual({
      name: 'TransactionCanceledException',
      details: { CancellationReasons: [{ Code: 'None' }, CONFLICT] },
    });
    ongoing.finish();
    expect([stored('a'), stored('b')]).toEqual([itemOf('a', '9'), undefined]);
  });

  it('cancels a transactional read of one of its items', () => {
    const { dynamoDb } = setup();
    const read = { TransactItems: [{ Get: { TableName, Key: keyOf('a') } }] };
    const ongoing = dynamoDb.begin({ TransactItems: [put('a')] });
    const { details } = refusalOf(() => dynamoDb.execute('TransactGetItems', read));
    expect(details).toEqual({ CancellationReasons: [CONFLICT] });
    ongoing.finish();
    expect(dynamoDb.execute('TransactGetItems', read)).toEqual({ Responses: [{ Item: itemOf('a') }] });
  });

  it('shows its items to plain reads as they were', () => {
    const { dynamoDb, stored } = setup();
    dynamoDb.execute('PutItem', { TableName, Item: itemOf('a', '1') });
    const ongoing = dynamoDb.begin({ TransactItems: [put('a', '2')] });
    expect(stored('a')).toEqual(itemOf('a', '1'));
    expect(dynamoDb.execute('Scan', { TableName })['Items']).toEqual([itemOf('a', '1')]);
    ongoing.finish();
    expect(stored('a')).toEqual(itemOf('a', '2'));
  });

  it('gives its items back to a batch that writes them', () => {
    const { dynamoDb, stored } = setup();
    const requests = ['a', 'b'].map((pk) => ({ PutRequest: { Item: itemOf(pk) } }));
    dynamoDb.begin({ TransactItems: [put('a', '9')] });
    expect(dynamoDb.execute('BatchWriteItem', { RequestItems: { [TableName]: requests } })).toEqual({
      UnprocessedItems: { [TableName]: [requests[0]] },
    });
    expect(stored('b')).toEqual(itemOf('b'));
  });

  it('is in progress for whoever comes with its token, and over afterwards', () => {
    const { dynamoDb } = setup();
    const request = { TransactItems: [put('a')], ClientRequestToken: 'token' };
    const ongoing = dynamoDb.begin(request);
    const again = () => dynamoDb.execute('TransactWriteItems', request);
    expect(refusalOf(again).name).toBe('TransactionInProgressException');
    ongoing.finish();
    expect(again()).toEqual({});
  });
});

describe('a token', () => {
  it('is forgotten ten minutes after its transaction was completed', () => {
    const { dynamoDb, stored, wait } = setup();
    const request = {
      TransactItems: [{ Update: { ...set('a', '1'), UpdateExpression: 'ADD v :v' } }],
      ClientRequestToken: 'token',
    };
    const ongoing = dynamoDb.begin(request);
    wait(60_000);
    ongoing.finish();
    wait(599_999);
    dynamoDb.execute('TransactWriteItems', request);
    expect(stored('a')).toEqual(itemOf('a', '1'));
    wait(1);
    dynamoDb.execute('TransactWriteItems', request);
    expect(stored('a')).toEqual(itemOf('a', '2'));
  });

  it('says the same request, however its members are ordered', () => {
    const { dynamoDb } = setup();
    dynamoDb.execute('TransactWriteItems', { TransactItems: [put('a')], ClientRequestToken: 'token' });
    const Item = { v: { N: '1' }, pk: { S: 'a' } };
    const request = { TransactItems: [{ Put: { Item, TableName } }], ClientRequestToken: 'token' };
    expect(dynamoDb.execute('TransactWriteItems', request)).toEqual({});
  });
});

describe('what the caller lets strike', () => {
  const strike = (index: number, code: 'TransactionConflict' | 'ThrottlingError'): CallOptions => ({
    interfere: () => ({ index, code }),
  });

  it.each([
    ['TransactionConflict', 'TransactionConflictException'],
    ['ThrottlingError', 'ThrottlingException'],
  ] as const)('refuses a write by %s', (code, name) => {
    const { dynamoDb, stored } = setup();
    const call = () => dynamoDb.execute('PutItem', { TableName, Item: itemOf('a') }, strike(0, code));
    expect(refusalOf(call).name).toBe(name);
    expect(stored('a')).toBeUndefined();
  });

  it.each(['TransactionConflict', 'ThrottlingError'] as const)('cancels a transaction by %s', (Code) => {
    const { dynamoDb, stored } = setup();
    const request = { TransactItems: [put('a'), put('b')] };
    const { details } = refusalOf(() => dynamoDb.execute('TransactWriteItems', request, strike(1, Code)));
    expect(details.CancellationReasons).toEqual([{ Code: 'None' }, expect.objectContaining({ Code })]);
    expect(stored('a')).toBeUndefined();
  });

  it('is asked once for each request, with its operation and its items', () => {
    const { dynamoDb } = setup();
    const asked: [string, number][] = [];
    const interfere: CallOptions['interfere'] = (operation, addresses) => {
      asked.push([operation, new Set(addresses).size]);
      return undefined;
    };
    dynamoDb.execute('PutItem', { TableName, Item: itemOf('a') }, { interfere });
    dynamoDb.execute('TransactWriteItems', { TransactItems: [put('a'), put('b')] }, { interfere });
    dynamoDb.execute('GetItem', { TableName, Key: keyOf('a') }, { interfere });
    expect(asked).toEqual([
      ['PutItem', 1],
      ['TransactWriteItems', 2],
    ]);
  });
});

describe('what a call consumes', () => {
  it('is told to its caller, also for a write that is refused', () => {
    const { dynamoDb } = setup();
    const told: object[] = [];
    const onConsumed = (units: object): void => void told.push(units);
    const opening = { TableName, Item: itemOf('a'), ConditionExpression: 'attribute_not_exists(pk)' };
    dynamoDb.execute('PutItem', opening, { onConsumed });
    refusalOf(() => dynamoDb.execute('PutItem', opening, { onConsumed }));
    dynamoDb.execute('GetItem', { TableName, Key: keyOf('a') }, { onConsumed });
    dynamoDb.begin({ TransactItems: [put('b'), put('c')] }, { onConsumed }).finish();
    expect(told).toEqual([
      { read: 0, write: 1 },
      { read: 0, write: 1 },
      { read: 0.5, write: 0 },
      { read: 0, write: 4 },
    ]);
  });

  it('includes the entries of an index, once for each that is written', () => {
    const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: () => 0, newId: () => 'id' });
    dynamoDb.execute('CreateTable', {
      TableName,
      AttributeDefinitions: ['pk', 'home'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'pending',
          KeySchema: [{ AttributeName: 'home', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
    const written: number[] = [];
    const options: CallOptions = { onConsumed: ({ write }) => void written.push(write) };
    const update = (UpdateExpression: string, values?: object) =>
      dynamoDb.execute(
        'UpdateItem',
        {
          TableName,
          Key: keyOf('a'),
          UpdateExpression,
          ...(values && { ExpressionAttributeValues: values }),
        },
        options,
      );
    update('SET v = :v', { ':v': { N: '1' } });
    update('SET home = :s', { ':s': { S: '1' } });
    update('SET v = :v', { ':v': { N: '2' } });
    update('SET home = :s', { ':s': { S: '2' } });
    update('REMOVE home');
    // Not in the index, in it, unchanged there, moved (one entry goes and one comes), out of it.
    expect(written).toEqual([1, 2, 1, 3, 2]);
  });
});

describe('what the engine keeps', () => {
  it('belongs to nobody else: neither what was given nor what was answered changes it', () => {
    const { dynamoDb, stored } = setup();
    const Item = { ...itemOf('a'), entries: { L: [{ S: 'kept' }] } };
    dynamoDb.execute('PutItem', { TableName, Item });
    Item.entries.L.push({ S: 'later' });
    (stored('a') as typeof Item).entries.L.pop();
    expect(stored('a')).toEqual({ ...itemOf('a'), entries: { L: [{ S: 'kept' }] } });
  });

  it('keeps an attribute of any name', () => {
    const { dynamoDb, stored } = setup();
    const Item = JSON.parse('{"pk":{"S":"a"},"__proto__":{"N":"1"},"constructor":{"N":"2"}}') as object;
    dynamoDb.execute('PutItem', { TableName, Item });
    expect(JSON.stringify(stored('a'))).toBe(JSON.stringify(Item));
    const check = { TableName, Key: keyOf('b'), ConditionExpression: 'attribute_exists(toString)' };
    expect(refusalOf(() => dynamoDb.execute('DeleteItem', check)).name).toBe(
      'ConditionalCheckFailedException',
    );
  });
});
