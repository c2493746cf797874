import type { FaultKind } from '../core/faults.ts';

/**
 * What may strike a call that the AWS SDK makes, repeats once and gives up in time. Later kinds stand last: an earlier one
 * that strikes wins, so that the histories of older seeds stay.
 */
export const AWS_FAULTS: readonly FaultKind[] = [
  'throttled',
  'denied',
  'request-lost',
  'reply-lost',
  'attempted-twice',
  'slow',
  'drip',
  'reset',
];

/** DynamoDB refuses a single write, too, while a transaction works on its item. */
export const WRITE_FAULTS: readonly FaultKind[] = [...AWS_FAULTS, 'conflict'];

/** What no library should say and some do: a log that repeats errors as they come repeats this. */
const INDISCRETION =
  'asked for 224622000001 (+224 622 00 00 01) with Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';

/** An error in the shape in which the AWS SDK throws it. */
export function awsFailure(kind: FaultKind): Error {
  switch (kind) {
    case 'throttled':
      return sdkError('ThrottlingException', 'client', 400);
    case 'denied':
      return sdkError('AccessDeniedException', 'client', 400);
    case 'conflict':
      return sdkError('TransactionConflictException', 'client', 400);
    case 'reset':
      return Object.assign(new Error(`read ECONNRESET; ${INDISCRETION}`), {
        name: 'RequestFailed',
        code: 'ECONNRESET',
        progress: 'unknown',
      });
    default:
      return Object.assign(new Error(`Connection timed out after 1500 ms; ${INDISCRETION}`), {
        name: 'TimeoutError',
      });
  }
}

export function sdkError(name: string, fault: 'client' | 'server', httpStatusCode: number): Error {
  return Object.assign(new Error(`${name} from the simulated service; ${INDISCRETION}`), {
    name,
    $fault: fault,
    $metadata: { httpStatusCode },
  });
}
