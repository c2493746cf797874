import { type AwsCall, isFunctionCall } from '../aws-proxy/aws-call.ts';
import { CONFLICT_HEADER } from '../emulators/dynamodb/http.ts';
import { type Faults } from '../faults/faults.ts';

/** What an ongoing transaction stands in the way of: other reads see the items as they were before it. */
const CONFLICTING = /^((Put|Update|Delete)Item|Transact(Write|Get)Items)$/;

/** Lets a function's write or transaction meet an ongoing transaction, as the fault settings say. */
export function withConflict(call: AwsCall, faults: Pick<Faults, 'shouldInject'>): AwsCall {
  const isStruck =
    isFunctionCall(call) &&
    call.service === 'dynamodb' &&
    CONFLICTING.test(call.operation) &&
    faults.shouldInject('transactionConflict', `dynamodb.${call.operation}`);
  return isStruck ? { ...call, headers: { ...call.headers, [CONFLICT_HEADER]: '1' } } : call;
}
