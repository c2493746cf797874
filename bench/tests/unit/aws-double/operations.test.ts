import { MANIFEST } from '../../../../deployment/manifest.ts';
import { answerTo, type DoubleState } from '../../../src/aws-double/operations.ts';
import { callOf } from '../../../src/aws-double/request.ts';
import { createTables, type StoredWrite } from '../../../src/aws-double/tables.ts';
import { createTallyKeeper } from '../../../src/aws-double/tally.ts';

const newState = async (stored?: readonly StoredWrite[]): Promise<DoubleState> => ({
  jwks: '{"keys":[]}',
  tables: await createTables(stored),
});
const key = (msisdn: string) => ({ msisdn: { S: msisdn } });
const call = (state: DoubleState, operation: string, input: object) => {
  const answer = answerTo({ operation, input: { TableName: 'accounts', ...input } }, state);
  return { ...answer, body: JSON.parse(answer.body) as object };
};

describe('the double of DynamoDB', () => {
  it('has every table of the manifest', async () => {
    const { body } = answerTo({ operation: 'ListTables', input: {} }, await newState());

    expect(JSON.parse(body)).toEqual({ TableNames: Object.keys(MANIFEST.tables).toSorted() });
  });

  it('holds what is stored before a sample, and what was written', async () => {
    const [stored, written] = ['224620000002', '224620000003'].map((msisdn) => ({
      ...key(msisdn),
      balance: { N: '7' },
    }));
    const state = await newState([{ operation: 'PutItem', input: { TableName: 'accounts', Item: stored } }]);
    const read = (msisdn: string) => call(state, 'GetItem', { Key: key(msisdn) }).body;
    call(state, 'PutItem', { Item: written });

    expect(read('224620000002')).toEqual({ Item: stored });
    expect(read('224620000003')).toEqual({ Item: written });
    expect(read('224620000004')).toEqual({});
  });

  it('counts a strongly consistent read twice', async () => {
    const state = await newState();
    const unitsOf = (input: object) => call(state, 'GetItem', { Key: key('224620000003'), ...input }).units;

    expect(unitsOf({ ConsistentRead: true })).toEqual({ read: 1, write: 0 });
    expect(unitsOf({})).toEqual({ read: 0.5, write: 0 });
  });

  it('refuses a conditional write for an item that is there, and counts it', async () => {
    const state = await newState();
    const input = {
      Item: { ...key('224620000003'), balance: { N: '1' } },
      ConditionExpression: 'attribute_not_exists(msisdn)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };

    const first = call(state, 'PutItem', input);
    const second = call(state, 'PutItem', input);

    expect([first.status, second.status]).toEqual([200, 400]);
    expect(second.body).toHaveProperty('Item.balance.N', '1');
    expect([first.units, second.units]).toEqual([
      { read: 0, write: 1 },
      { read: 0, write: 1 },
    ]);
  });

  it('changes an item only where its condition holds', async () => {
    const state = await newState();
    const input = {
      Key: key('224620000003'),
      UpdateExpression: 'SET balance = :new',
      ConditionExpression: 'attribute_exists(msisdn)',
      ExpressionAttributeValues: { ':new': { N: '2' } },
    };

    expect(call(state, 'UpdateItem', input).status).toBe(400);
    call(state, 'PutItem', { Item: key('224620000003') });
    expect(call(state, 'UpdateItem', input).status).toBe(200);
    expect(call(state, 'GetItem', { Key: key('224620000003') }).body).toHaveProperty('Item.balance.N', '2');
  });

  it.each([
    [
      'a table that the manifest does not have',
      { TableName: 'others', Key: key('1') },
      'ResourceNotFoundException',
    ],
    ['a request without a key', {}, 'ValidationException'],
  ])('refuses %s', async (_, input, type) => {
    const { status, body } = call(await newState(), 'GetItem', input);

    expect(status).toBe(400);
    expect(body).toHaveProperty('__type', expect.stringContaining(`#${type}`));
  });
});

describe('the double of everything else', () => {
  it('takes every message of a batch', async () => {
    const Entries = [
      { Id: '0', MessageBody: 'one' },
      { Id: '1', MessageBody: 'two' },
    ];

    const { body } = call(await newState(), 'SendMessageBatch', { Entries });

    expect(body).toEqual({
      Successful: [
        { Id: '0', MessageId: 'm', MD5OfMessageBody: 'f97c5d29941bfb1b2fdab0874906ab82' },
        { Id: '1', MessageId: 'm', MD5OfMessageBody: 'b8a9f715dbb64fd5c56e7783c6820a61' },
      ],
      Failed: [],
    });
  });

  it('answers what it does not know with an error, so that a new call is noticed', async () => {
    const { status, body } = call(await newState(), 'ReceiveMessage', {});

    expect(status).toBe(400);
    expect(body).toHaveProperty('__type', expect.stringContaining('#UnknownOperationException'));
  });
});

describe('telling requests apart', () => {
  it.each([
    [{ url: '/jwks.json', headers: {} }, '', 'JWKS'],
    [{ url: '/sms', headers: {} }, '{}', 'SMS'],
    [{ url: '/', headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' } }, '{}', 'GetItem'],
    [{ url: '/', headers: {} }, 'Action=SendEmail&Version=2010-12-01', 'SendEmail'],
  ])('%j', (request, body, operation) => {
    expect(callOf(request, body).operation).toBe(operation);
  });
});

describe('the tally', () => {
  it('counts calls, the most at once, units and connections, and starts anew when it is read', () => {
    const tally = createTallyKeeper();
    tally.connected();
    tally.began('PutItem');
    tally.began('PutItem');
    tally.ended('PutItem', { read: 0, write: 1 });
    tally.began('PutItem');

    expect(tally.take()).toEqual({
      connections: 1,
      calls: { PutItem: 3 },
      units: { read: 0, write: 1 },
      mostAtOnce: { PutItem: 2 },
    });
    expect(tally.take()).toEqual({ connections: 0, calls: {}, units: { read: 0, write: 0 }, mostAtOnce: {} });
  });
});
