import { isUtf8 } from 'node:buffer';
import { hasUniqueMembers, isJsonObject, type JsonObject } from '@fintech-solution/domain/json-members';

/** Why bytes are not read as a JSON object. */
export type StrictJsonFault = 'not-a-json-object' | 'duplicate-member';

/**
 * Reads a JSON object more strictly than `JSON.parse` does: the bytes are UTF-8 without a byte order mark, and no object
 * in it, at any depth, has two members of one name.
 *
 * Two parsers that keep different duplicates see two different tokens, and a token means one thing only.
 *
 * @see RFC 7515 section 4 and RFC 7519 section 4 (duplicate names), RFC 8725 section 3.7 (UTF-8)
 */
export function parseStrictJsonObject(bytes: Uint8Array): JsonObject | StrictJsonFault {
  // `Buffer.toString` would turn bad bytes into U+FFFD, so that many byte strings become one text.
  if (!isUtf8(bytes)) return 'not-a-json-object';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Stays undefined, which is no object.
  }
  if (!isJsonObject(value)) return 'not-a-json-object';
  return hasUniqueMembers(text, value) ? value : 'duplicate-member';
}
