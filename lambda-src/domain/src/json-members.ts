/** A JSON object whose members are still unproven. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for what JSON calls an object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * True where no object in a JSON text, at any depth, has two members of one name. `JSON.parse` keeps the last of them and
 * says nothing, and two readers that keep different ones see two different texts.
 *
 * @param value what `JSON.parse` made of the text.
 */
export function hasUniqueMembers(text: string, value: JsonObject): boolean {
  return countWrittenMembers(text) === countKeptMembers(value);
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
 * are resolved (so `"\u0061lg"` is `"alg"`). A stack of our own: a text may nest deeper than the call stack.
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
