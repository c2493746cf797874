import { createAwsJsonClient } from '../../../src/aws-endpoint/aws-json-client.ts';
import { readAccounts } from '../../../src/console/stack-state.ts';
import { createTable, startDynamoDb } from '../../../src/engines/dynamodb-dynalite.ts';
import { type Engine } from '../../../src/engines/engine.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startDynamoDb();
});

afterAll(() => engine.stop());

describe('the local DynamoDB', () => {
  it('has the declared table and holds a conditional write to its condition', async () => {
    const dynamoDb = createAwsJsonClient(engine.url, 'ca-central-1');
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
