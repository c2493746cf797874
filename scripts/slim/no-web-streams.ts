// Stands in for how the AWS SDK tells what kind of stream a body is, in a bundle. To compare with the global
// `ReadableStream`, as the SDK does on every answer, makes Node load its whole implementation of web streams: 4 ms of
// CPU of each cold start. What Node's own HTTP client hands over is a `Readable` of node:stream.
import { Readable } from 'node:stream';

type Body = { readonly constructor?: { readonly name?: string } } | null | undefined;

/** True for a web stream; told by its class's name, which is the first thing that the SDK compares, too. */
export function isReadableStream(stream: Body): boolean {
  return stream?.constructor?.name === 'ReadableStream';
}

/** True for a blob. */
export function isBlob(blob: Body): boolean {
  return blob?.constructor?.name === 'Blob';
}

/** True for a request whose body cannot be sent twice. */
export function isStreamingPayload(request: { readonly body?: unknown } | undefined): boolean {
  const body = request?.body;
  return body instanceof Readable || isReadableStream(body as Body);
}
