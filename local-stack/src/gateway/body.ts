import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, writeAnswer } from './answer.ts';

/**
 * The largest payload of a REST API, which cannot be raised.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/** A request's body, or why it could not be read. */
export type RequestBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'aborted' };

/** Reads a body up to a limit; a declared length beyond it is refused before a byte is read. */
export async function readRequestBody(request: IncomingMessage, limitBytes: number): Promise<RequestBody> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return { kind: 'too-large' };
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) resolve({ kind: 'too-large' });
      else chunks.push(chunk);
    });
    request.on('end', () => resolve({ kind: 'read', bytes: Buffer.concat(chunks) }));
    request.on('error', () => resolve({ kind: 'aborted' }));
    request.on('close', () => resolve({ kind: 'aborted' }));
  });
}

/**
 * Answers a client that is still sending a body that nothing reads, and closes the connection when it is done. Node
 * closes it as soon as the answer ends, and the client, writing to a closed connection, would see an error instead.
 */
export function refuseRest(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  writeAnswer(response, { ...answer, headers: [...answer.headers, ['Connection', 'close']] });
  request.once('end', () => response.end());
  discardRest(request, 2 * PAYLOAD_LIMIT_BYTES);
}

/**
 * Lets a client that is still sending hear its refusal: reads on for a while, keeping nothing, then hangs up.
 * Hanging up at once would reset the connection before the answer is read.
 */
export function discardRest(request: IncomingMessage, limitBytes: number): void {
  let discarded = 0;
  request.removeAllListeners('data');
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > limitBytes) request.destroy();
  });
  request.resume();
}

/**
 * The body as a proxy event carries it: text, or base64 where its content type is one of the API's binary media types.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function eventBody(
  bytes: Buffer,
  contentType: string | undefined,
  binaryMediaTypes: readonly string[],
): { readonly body: string | null; readonly isBase64Encoded: boolean } {
  if (bytes.length === 0) return { body: null, isBase64Encoded: false };
  if (isBinary(contentType, binaryMediaTypes))
    return { body: bytes.toString('base64'), isBase64Encoded: true };
  return { body: bytes.toString('utf8'), isBase64Encoded: false };
}

/**
 * True where a Content-Type or Accept header names one of the API's binary media types; of an Accept header only the
 * first entry counts. `*` matches, so a binary media type of any kind makes everything binary.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function isBinary(header: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const named = header?.split(',')[0]?.split(';')[0]?.trim().toLowerCase();
  return binaryMediaTypes.some((type) => {
    const declared = type.toLowerCase();
    if (declared === '*/*') return true;
    if (named === undefined) return false;
    return declared.endsWith('/*') ? named.startsWith(declared.slice(0, -1)) : declared === named;
  });
}
