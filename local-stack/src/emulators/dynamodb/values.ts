import Big from 'big.js';
import validations from 'dynalite/validations/index.js';

/** A value as it stands on the wire: one member, named after its type; binary values are base64 texts. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

/** An item, or a key, as it stands on the wire. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The name of a value's type: its only member. */
export function typeOf(value: AttributeValue): keyof AttributeValue {
  return Object.keys(value)[0] as keyof AttributeValue;
}

/** What a value is, without its type. */
function contentOf(value: AttributeValue): unknown {
  return value[typeOf(value)];
}

/** Most numbers that are stored are small and whole, and stand in their canonical form already. */
const PLAIN_NUMBER = /^(?:0|-?[1-9]\d{0,29})$/;

/**
 * Holds a value to the rules of its type, and writes its numbers in their canonical form.
 *
 * @returns the sentence of the fault, if any.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export function faultOf(value: AttributeValue): string | undefined {
  const [type, ...others] = Object.keys(value);
  const isPlain = type === 'S' || (type === 'N' && PLAIN_NUMBER.test(value.N ?? ''));
  return isPlain && others.length === 0 ? undefined : validations.validateAttributeValue(value);
}

/** A copy that shares nothing with the original, as what went over a network; bytes become base64. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64') as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    // A computed member, because an attribute may be called `__proto__`.
    if (name === '__proto__') Object.defineProperty(copy, name, { ...SHOWN, value: copyOf(value[name]) });
    else if (value[name] !== undefined) copy[name] = copyOf(value[name]);
  }
  return copy as T;
}

const SHOWN = { enumerable: true, writable: true, configurable: true };

/** True for the same type and value; the order of a set's members says nothing. */
export function areEqual(left: AttributeValue, right: AttributeValue): boolean {
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  if (type === 'M') return areEqualItems(left.M ?? {}, right.M ?? {});
  const [first, second] = [contentOf(left), contentOf(right)];
  if (!Array.isArray(first) || !Array.isArray(second)) return first === second;
  if (first.length !== second.length) return false;
  return type === 'L'
    ? first.every((member, index) => areEqual(member as AttributeValue, second[index] as AttributeValue))
    : first.every((member) => second.includes(member));
}

/** True for the same attributes with the same values. */
export function areEqualItems(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => {
      const [first, second] = [left[name], right[name]];
      return first !== undefined && second !== undefined && areEqual(first, second);
    })
  );
}

/**
 * The order of two values: texts and binaries by their bytes, numbers by their size. Undefined where the types differ or
 * have no order.
 */
export function orderOf(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return new Big(left.N).cmp(right.N);
  if (left.S !== undefined && right.S !== undefined)
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  if (left.B !== undefined && right.B !== undefined) return Buffer.compare(bytesOf(left.B), bytesOf(right.B));
  return undefined;
}

/** The bytes of a binary value. */
export function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/**
 * The size of an item in bytes, as limits and capacity units count it: attribute names and values.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + sizeOfValue(item[name] as AttributeValue);
  return size;
}

function sizeOfValue(value: AttributeValue): number {
  const type = typeOf(value);
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
  switch (type) {
    case 'S':
      return Buffer.byteLength(value.S ?? '');
    case 'N':
      return sizeOfNumber(value.N ?? '0');
    case 'B':
      return bytesOf(value.B ?? '').length;
    case 'SS':
      return sum((value.SS ?? []).map((text) => Buffer.byteLength(text)));
    case 'NS':
      return sum((value.NS ?? []).map(sizeOfNumber));
    case 'BS':
      return sum((value.BS ?? []).map((text) => bytesOf(text).length));
    case 'L':
      return 3 + sum((value.L ?? []).map((member) => 1 + sizeOfValue(member)));
    case 'M':
      return 3 + Object.keys(value.M ?? {}).length + sizeOf(value.M ?? {});
    default:
      return 1;
  }
}

/** About a byte for two digits, one more, and one for a sign. */
function sizeOfNumber(text: string): number {
  const digits = text.replace(/^-?0*|[-.]|0+$/g, '').length;
  return Math.min(21, Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0));
}
