import { type Reply } from './store.ts';

/** A command of more words, or a word of more bytes, is none of the request guard's. */
const MAX_WORDS = 64;
const MAX_WORD_BYTES = 65_536;
const END = Buffer.from('\r\n');

/** One element, and where the next begins; undefined while it is not whole. */
type Parsed<T> = { readonly value: T; readonly next: number } | undefined;

/** What is not written as a client writes its commands. */
class ProtocolError extends Error {}

/**
 * Reads the commands of one connection as clients write them: arrays of bulk strings, cut anywhere.
 *
 * @returns takes the next bytes and gives the commands that are whole; undefined where the bytes are no commands, and then
 *   the connection is of no use.
 * @see https://valkey.io/topics/protocol/
 */
export function createCommandReader(): (chunk: Buffer) => string[][] | undefined {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const commands: string[][] = [];
    try {
      for (let parsed = commandAt(rest, 0); parsed !== undefined; parsed = commandAt(rest, 0)) {
        commands.push(parsed.value);
        rest = rest.subarray(parsed.next);
      }
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
    return commands;
  };
}

/** A reply as a server of the second version of the protocol writes it. */
export function encodeReply(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (reply instanceof Error) return `-${reply.message}\r\n`;
  if (typeof reply === 'number') return `:${reply}\r\n`;
  return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
}

function commandAt(bytes: Buffer, start: number): Parsed<string[]> {
  const count = lengthAt(bytes, start, '*', MAX_WORDS);
  if (count === undefined) return undefined;
  const words: string[] = [];
  let { next } = count;
  while (words.length < count.value) {
    const word = wordAt(bytes, next);
    if (word === undefined) return undefined;
    words.push(word.value);
    ({ next } = word);
  }
  return { value: words, next };
}

function wordAt(bytes: Buffer, start: number): Parsed<string> {
  const length = lengthAt(bytes, start, '$', MAX_WORD_BYTES);
  if (length === undefined) return undefined;
  const end = length.next + length.value;
  if (bytes.length < end + END.length) return undefined;
  return { value: bytes.toString('utf8', length.next, end), next: end + END.length };
}

function lengthAt(bytes: Buffer, start: number, mark: string, most: number): Parsed<number> {
  const end = bytes.indexOf(END, start);
  if (end < 0) {
    // A length has a few digits: longer than that without an end is something else.
    if (bytes.length - start > 16) throw new ProtocolError();
    return undefined;
  }
  const [, digits] = /^[*$](\d{1,6})$/.exec(bytes.toString('latin1', start, end)) ?? [];
  if (bytes.toString('latin1', start, start + 1) !== mark || digits === undefined || Number(digits) > most)
    throw new ProtocolError();
  return { value: Number(digits), next: end + END.length };
}
