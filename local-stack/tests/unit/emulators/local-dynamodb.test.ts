import { readAccounts } from '../../../src/observed/stack-state.ts';
import {
  createTable,
  type LocalDynamoDb,
  startLocalDynamoDb,
} from '../../../src/emulators/local-dynamodb.ts';

let emulator: LocalDynamoDb;

beforeAll(async () => {
  emulator = await startLocalDynamoDb('ca-central-1', Date.now);
});

afterAll(() => emulator.stop());

describe('the local DynamoDB', () => {
  it('has the declared table and holds a conditional write to its condition', async () => {
    const dynamoDb = emulator.call;
    await createTable(dynamoDb, { name: 'accounts', hashKey: 'msisdn' });
    const open = () =>
      dynamoDb('DynamoDB_20120810.PutItem', {
        TableName: 'accounts',
        Item: {
          msisdn: { S: '224620000000' },
          balance: { N: '1000' },
          version: { N: '1' },
          welcome: { M: { sms: { M: { state: { S: 'sent' } } } } },
        },
        ConditionExpression: 'attribute_not_exists(msisdn)',
      });
    await open();
    await expect(open()).rejects.toThrow('ConditionalCheckFailedException');
    expect(await readAccounts(dynamoDb, 'accounts')).toEqual([
      { msisdn: '224620000000', balance: '1000', version: 1, welcome: { sms: { state: 'sent' } } },
    ]);
  });
});
