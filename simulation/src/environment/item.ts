import * as sdk from '@aws-sdk/client-dynamodb';
import { DynamoDbError } from '../../../local-stack/src/emulators/dynamodb/errors.ts';

export type Item = Record<string, sdk.AttributeValue>;

type ExceptionClass = new (options: object) => Error;

/**
 * What the engine refuses, in the classes of the SDK that the adapters look for.
 *
 * @param attempts how often the SDK has sent the request by now.
 */
export function asSdk<T>(attempts: number, perform: () => T): T {
  try {
    return perform();
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
    const $metadata = { httpStatusCode: 400, attempts };
    const options = { message: error.message, $metadata, ...error.details };
    const Exception = (sdk as unknown as Record<string, ExceptionClass | undefined>)[error.name];
    throw Exception === undefined
      ? Object.assign(new Error(error.message), { ...options, name: error.name, $fault: 'client' })
      : new Exception(options);
  }
}
