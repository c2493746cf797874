import { answerTo, type DoubleState } from '../../../src/aws-double/operations.ts';
import { callOf } from '../../../src/aws-double/request.ts';
import { createTallyKeeper } from '../../../src/aws-double/tally.ts';

const state = (): DoubleState => ({ jwks: '{"keys":[]}', items: new Map() });
const key = (msisdn: string) => ({ msisdn: { S: msisdn } });

describe('the double of DynamoDB', () => {
  it('has an account for every even number, and none for an odd one', () => {
    const read = (msisdn: string) =>
      JSON.parse(answerTo({ operation: 'GetItem', input: { Key: key(msisdn) } }, state()).body) as object;

    expect(read('224620000002')).toHaveProperty('Item.balance.N', '1000');
    expect(read('224620000003')).toEqual({});
    expect(read('warm-up')).toEqual({});
  });

  it('counts a strongly consistent read twice', () => {
    const unitsOf = (input: object) =>
      answerTo({ operation: 'GetItem', input: { Key: key('1'), ...input } }, state()).units;

    expect(unitsOf({ ConsistentRead: true })).toEqual({ read: 1, write: 0 });
    expect(unitsOf({})).toEqual({ read: 0.5, write: 0 });
  });

  it('refuses a conditional write for an item that is there, and counts it', () => {
    const here = state();
    const input = { Item: { ...key('224620000003'), balance: { N: '1' } }, ConditionExpression: 'x' };

    const first = answerTo({ operation: 'PutItem', input }, here);
    const second = answerTo({ operation: 'PutItem', input }, here);

    expect([first.status, second.status]).toEqual([200, 400]);
    expect(JSON.parse(second.body)).toHaveProperty('Item.balance.N', '1');
    expect(second.units).toEqual({ read: 0, write: 1 });
  });
});

describe('the double of everything else', () => {
  it('answers what it does not know with an error, so that a new call is noticed', () => {
    expect(answerTo({ operation: 'Query', input: {} }, state()).status).toBe(400);
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
