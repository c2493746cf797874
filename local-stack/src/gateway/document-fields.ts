/** An object of a parsed document, before anything is known about its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; throws with the place in the document where it is none. */
export function record(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${place} is not an object`);
  return value as Fields;
}

/** The object in a field; empty where the field is absent. */
export function recordOf(fields: Fields, name: string): Fields {
  return fields[name] === undefined ? {} : record(fields[name], name);
}

/** The text in a field; throws where it is absent or something else. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`${name} is not a text`);
  return value;
}

/** The whole number in a field, also where it is written as a text; throws where it is something else. */
export function wholeNumber(fields: Fields, name: string, absent: number): number {
  const value = fields[name];
  if (value === undefined) return absent;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${name} is not a whole number`);
  return number;
}
