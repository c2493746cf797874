import { createServer, type IncomingHttpHeaders } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { readBody } from '../../http/body.ts';
import { listen, type Listening } from '../../http/listen.ts';
import { DynamoDbError } from './errors.ts';
import type { CallOptions, DynamoDb } from './dynamodb.ts';
import { checkRequest } from './requests.ts';

/** A request with this header meets an ongoing transaction on one of its items, whether there is one or not. */
export const CONFLICT_HEADER = 'x-local-transaction-conflict';

/** One answer of the JSON 1.0 protocol. */
interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * Serves an engine over HTTP, in DynamoDB's own protocol. A transaction is ongoing for a turn of the event loop, so that
 * requests that come at once conflict as they do on AWS.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function startDynamoDb(dynamoDb: DynamoDb): Promise<Listening> {
  return listen(
    createServer((request, response) => {
      const operation = String(request.headers['x-amz-target']).split('.').pop() ?? '';
      void readBody(request)
        .then((body) => answerTo(dynamoDb, operation, body, optionsOf(request.headers)))
        .then(({ status, body }) => {
          const text = JSON.stringify(body);
          response.writeHead(status, {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': Buffer.byteLength(text),
          });
          response.end(text);
        });
    }),
  );
}

function optionsOf(headers: IncomingHttpHeaders): CallOptions {
  if (headers[CONFLICT_HEADER] === undefined) return {};
  // Not always the first item: a client must look at each of the reasons.
  return {
    interfere: (_operation, addresses) => ({
      index: crc32(addresses.join()) % addresses.length,
      code: 'TransactionConflict',
    }),
  };
}

async function answerTo(
  dynamoDb: DynamoDb,
  operation: string,
  body: Buffer,
  options: CallOptions,
): Promise<Answer> {
  try {
    const input = checkRequest(operation, parse(body));
    if (operation !== 'TransactWriteItems')
      return { status: 200, body: dynamoDb.execute(operation, input, options) };
    const ongoing = dynamoDb.begin(input, options);
    await nextTurn();
    return { status: 200, body: ongoing.finish() };
  } catch (error) {
    if (error instanceof DynamoDbError) return { status: 400, body: error.body };
    const type = 'com.amazonaws.dynamodb.v20120810#InternalServerError';
    return { status: 500, body: { __type: type, message: (error as Error).message } };
  }
}

function parse(body: Buffer): object {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Answered like every body that is not an object.
  }
  throw new DynamoDbError('SerializationException', '');
}
