import { classify } from '../../../src/aws-proxy/aws-call.ts';
import { CONFLICT_HEADER } from '../../../src/emulators/dynamodb/http.ts';
import { withConflict } from '../../../src/stack/transaction-conflicts.ts';
import { NO_FAULTS } from '../../../src/faults/fault-settings.ts';
import { createFaults } from '../../../src/faults/faults.ts';

const callOf = (operation: string, key = 'ASIALOCALINITUSERACCOUNT1') =>
  classify({
    method: 'POST',
    path: '/',
    headers: {
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/ca-central-1/dynamodb/aws4_request, Signature=0`,
    },
    body: Buffer.alloc(0),
  });
const faultsOf = (transactionConflict: number) => createFaults({ ...NO_FAULTS, transactionConflict });
const isStruck = (...call: Parameters<typeof callOf>) =>
  withConflict(callOf(...call), faultsOf(1)).headers[CONFLICT_HEADER] === '1';

describe('withConflict', () => {
  it.each(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'TransactGetItems'])(
    'strikes a function’s %s',
    (operation) => expect(isStruck(operation)).toBe(true),
  );

  it.each(['GetItem', 'Query', 'Scan', 'BatchGetItem'])(
    'leaves %s alone, which waits for nobody',
    (operation) => expect(isStruck(operation)).toBe(false),
  );

  it('leaves a person’s calls alone, and a function’s where the chance is 0', () => {
    expect(isStruck('PutItem', 'PERSON')).toBe(false);
    const call = callOf('PutItem');
    expect(withConflict(call, faultsOf(0))).toBe(call);
  });

  it('counts what it struck', () => {
    const faults = faultsOf(1);
    withConflict(callOf('PutItem'), faults);
    expect(faults.injected()).toEqual({ 'transactionConflict:dynamodb.PutItem': 1 });
  });
});
