import { isUtf8 } from 'node:buffer';

/** A JSON object whose members are still unproven. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON object more strictly than `JSON.parse` does: the bytes are UTF-8 without a byte order mark,
 * and no object in it, at any depth, has two members of one name.
 *
 * Two parsers that keep different duplicates see two different tokens, and a token means one thing only.
 *
 * @returns undefined where it is anything else.
 * @see RFC 7515 section 4 and RFC 7519 section 4 (duplicate names), RFC 8725 section 3.7 (UTF-8)
 */
export function parseStrictJsonObject(bytes: Uint8Array): JsonObject | undefined {
  // `Buffer.toString` would turn bad bytes into U+FFFD, so that many byte strings become one text.
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Stays undefined, which is no object.
  }
  if (!isJsonObject(value)) return undefined;
  return countWrittenMembers(text) === countKeptMembers(value) ? value : undefined;
}

/** True for what JSON calls an object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const [QUOTE, BACKSLASH, COLON] = ['"', '\\', ':'].map((char) => char.charCodeAt(0)) as [
  number,
  number,
  number,
];

/** Members as written. In valid JSON every colon outside a string belongs to exactly one member. */
function countWrittenMembers(text: string): number {
  let members = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inString = !inString;
    else if (inString && code === BACKSLASH) at += 1;
    else if (!inString && code === COLON) members += 1;
  }
  return members;
}

/**
 * Members that survived `JSON.parse`, which keeps the last of each name and compares names after their escapes
 * are resolved (so `"\u0061lg"` is `"alg"`). A stack of our own: a token may nest deeper than the call stack.
 */
function countKeptMembers(root: JsonObject): number {
  let members = 0;
  const pending: object[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const children: unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += children.length;
    for (const child of children) if (typeof child === 'object' && child !== null) pending.push(child);
  }
  return members;
}
