export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * Reads JSON by RFC 8259 and refuses an object that has two members of one name.
 *
 * A plain descent over the text, apart from both `JSON.parse` and the code that counts members.
 *
 * @returns undefined for any other text.
 */
export function readJson(text: string): Json | undefined {
  const reader: Reader = { text, at: 0 };
  try {
    const value = readValue(reader);
    skipSpace(reader);
    return reader.at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class NotJson extends Error {}

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader): Json {
  skipSpace(reader);
  const char = reader.text.charAt(reader.at);
  if (char === '{') return readObject(reader);
  if (char === '[') return readArray(reader);
  if (char === '"') return readString(reader);
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const)
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length;
      return value;
    }
  return readNumber(reader);
}

function readObject(reader: Reader): Json {
  const members = new Map<string, Json>();
  reader.at += 1;
  if (isNext(reader, '}')) return {};
  do {
    skipSpace(reader);
    if (reader.text.charAt(reader.at) !== '"') throw new NotJson();
    const name = readString(reader);
    if (members.has(name)) throw new NotJson();
    if (!isNext(reader, ':')) throw new NotJson();
    members.set(name, readValue(reader));
  } while (isNext(reader, ','));
  if (!isNext(reader, '}')) throw new NotJson();
  return Object.defineProperties(
    {},
    Object.fromEntries([...members].map(([name, value]) => [name, { value, enumerable: true }])),
  );
}

function readArray(reader: Reader): Json {
  const items: Json[] = [];
  reader.at += 1;
  if (isNext(reader, ']')) return items;
  do items.push(readValue(reader));
  while (isNext(reader, ','));
  if (!isNext(reader, ']')) throw new NotJson();
  return items;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readString(reader: Reader): string {
  const { text } = reader;
  let value = '';
  for (reader.at += 1; reader.at < text.length; reader.at += 1) {
    const char = text.charAt(reader.at);
    if (char === '"') {
      reader.at += 1;
      return value;
    }
    if (char.charCodeAt(0) < 32) throw new NotJson();
    if (char !== '\\') {
      value += char;
      continue;
    }
    reader.at += 1;
    const escape = text.charAt(reader.at);
    if (escape === 'u') {
      const hex = text.slice(reader.at + 1, reader.at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new NotJson();
      value += String.fromCharCode(Number.parseInt(hex, 16));
      reader.at += 4;
    } else {
      const plain = ESCAPES[escape];
      if (plain === undefined) throw new NotJson();
      value += plain;
    }
  }
  throw new NotJson();
}

function readNumber(reader: Reader): number {
  const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(
    reader.text.slice(reader.at, reader.at + 400),
  )?.[0];
  if (number === undefined) throw new NotJson();
  reader.at += number.length;
  return Number(number);
}

function skipSpace(reader: Reader): void {
  while ([' ', '\t', '\n', '\r'].includes(reader.text.charAt(reader.at))) reader.at += 1;
}

function isNext(reader: Reader, char: string): boolean {
  skipSpace(reader);
  if (reader.text.charAt(reader.at) !== char) return false;
  reader.at += 1;
  return true;
}
