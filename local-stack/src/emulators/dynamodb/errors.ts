import type { Item } from './values.ts';

/** Why one item of a transaction made the whole be cancelled; `None` for an item that did not. */
export interface CancellationReason {
  readonly Code:
    | 'None'
    | 'ConditionalCheckFailed'
    | 'TransactionConflict'
    | 'ThrottlingError'
    | 'ValidationError'
    | 'ProvisionedThroughputExceeded';
  readonly Message?: string;
  /** The item as it is, where the request asked for it. */
  readonly Item?: Item;
}

interface Details {
  readonly Item?: Item;
  readonly CancellationReasons?: readonly CancellationReason[];
}

const NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  ThrottlingException: 'com.amazon.coral.availability',
};

/** An error as DynamoDB answers it, always with status 400. */
export class DynamoDbError extends Error {
  readonly details: Details;

  constructor(type: string, message: string, details: Details = {}) {
    super(message);
    this.name = type;
    this.details = details;
  }

  /** The JSON body of the answer. */
  get body(): object {
    const namespace = NAMESPACES[this.name] ?? 'com.amazonaws.dynamodb.v20120810';
    // SDKs read either spelling; these are the ones that AWS uses.
    const member =
      this.name.startsWith('Transaction') || this.name.startsWith('Idempotent') ? 'Message' : 'message';
    return { __type: `${namespace}#${this.name}`, [member]: this.message, ...this.details };
  }
}

/** The request is wrong in a way that the sentence tells. */
export const invalid = (message: string): DynamoDbError => new DynamoDbError('ValidationException', message);

/** No table, or no index, of that name. */
export const notFound = (message = 'Requested resource not found'): DynamoDbError =>
  new DynamoDbError('ResourceNotFoundException', message);

/** A condition did not hold; with the item as it is, where the request asked for it. */
export const conditionFailed = (item?: Item): DynamoDbError =>
  new DynamoDbError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { Item: item },
  );

/**
 * A transaction was cancelled, with a reason for each of its items, in their order.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function cancelled(reasons: readonly CancellationReason[]): DynamoDbError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new DynamoDbError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

/** Throws what one of dynalite's checks found, in the engine's own form. */
export function throwIfRefused(refusal: { readonly message: string } | undefined | null): void {
  if (refusal) throw invalid(refusal.message);
}
