import { type Listening } from '../../../../src/http/listen.ts';
import { createDynamoDb } from '../../../../src/emulators/dynamodb/dynamodb.ts';
import { CONFLICT_HEADER, startDynamoDb } from '../../../../src/emulators/dynamodb/http.ts';

const TableName = 'accounts';
let emulator: Listening;

beforeAll(async () => {
  const dynamoDb = createDynamoDb({ region: 'ca-central-1', now: Date.now, newId: () => 'id' });
  dynamoDb.execute('CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  emulator = await startDynamoDb(dynamoDb);
});

afterAll(() => emulator.stop());

async function post(operation: string, body: object | string, headers: Record<string, string> = {}) {
  const response = await fetch(emulator.url, {
    method: 'POST',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, output: (await response.json()) as Record<string, unknown> };
}

const key = (pk: string) => ({ pk: { S: pk } });
const put = (pk: string) => ({ Put: { TableName, Item: key(pk) } });

describe('DynamoDB over HTTP', () => {
  it.each([
    ['PutItem', 'not json', 'com.amazon.coral.service#SerializationException'],
    ['PutItem', '"text"', 'com.amazon.coral.service#SerializationException'],
    ['PutItem', { TableName, Item: [] }, 'com.amazon.coral.service#SerializationException'],
    ['PutItem', { TableName }, 'com.amazon.coral.validate#ValidationException'],
    ['GetItem', { TableName: 'x', Key: {} }, 'com.amazon.coral.validate#ValidationException'],
    ['ExecuteStatement', {}, 'com.amazon.coral.service#UnknownOperationException'],
    [
      'GetItem',
      { TableName: 'absent', Key: key('a') },
      'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    ],
  ])('refuses %s of %j as %s', async (operation, body, type) => {
    const { status, output } = await post(operation, body);
    expect({ status, type: output['__type'] }).toEqual({ status: 400, type });
  });

  it('refuses what it does not know of DynamoDB, rather than do something else', async () => {
    const legacy = await post('GetItem', { TableName, Key: key('a'), AttributesToGet: ['pk'] });
    expect(legacy.output['message']).toBe('The local DynamoDB has no AttributesToGet: it takes expressions');
    const table = await post('CreateTable', {
      TableName: 'other',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true },
    });
    expect(table.output['message']).toBe('The local DynamoDB has no StreamSpecification');
  });

  it('answers a fault of its own as a server error, and goes on', async () => {
    const { status, output } = await post('UpdateItem', {
      TableName,
      Key: key('a'),
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: { ':v': { M: Object.fromEntries([['x', null]]) } },
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(output['__type']).toEqual(expect.any(String));
    expect((await post('GetItem', { TableName, Key: key('a') })).status).toBe(200);
  });

  it('lets transactions that come at once conflict', async () => {
    const many = await Promise.all(
      Array.from({ length: 10 }, () => post('TransactWriteItems', { TransactItems: [put('same')] })),
    );
    const refused = many.filter(({ status }) => status === 400);
    expect(many.length - refused.length).toBeGreaterThan(0);
    for (const { output } of refused)
      expect(output['CancellationReasons']).toEqual([
        expect.objectContaining({ Code: 'TransactionConflict' }),
      ]);
  });

  it('lets a request conflict that says so in its header', async () => {
    const headers = { [CONFLICT_HEADER]: '1' };
    const single = await post('PutItem', { TableName, Item: key('b') }, headers);
    expect(single.output['__type']).toBe('com.amazonaws.dynamodb.v20120810#TransactionConflictException');
    const items = ['c', 'd', 'e'].map(put);
    const { output } = await post('TransactWriteItems', { TransactItems: items }, headers);
    const codes = (output['CancellationReasons'] as { Code: string }[]).map(({ Code }) => Code);
    expect(codes.toSorted()).toEqual(['None', 'None', 'TransactionConflict']);
  });
});
