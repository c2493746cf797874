import { type IncomingMessage } from 'node:http';

/**
 * Reads a whole request or response body.
 *
 * @param limitBytes beyond it the promise rejects with {@link BodyTooLarge} and the rest is discarded unread.
 */
export async function readBody(message: IncomingMessage, limitBytes = 16 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) throw new BodyTooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The peer sent more than the reader was willing to hold. */
export class BodyTooLarge extends Error {
  constructor(limitBytes: number) {
    super(`body larger than ${limitBytes} bytes`);
    this.name = 'BodyTooLarge';
  }
}
