import type { Node, Operand, Path } from './expressions.ts';
import { valueOf } from './expressions.ts';
import { areEqual, type AttributeValue, bytesOf, type Item, orderOf, typeOf } from './values.ts';

/**
 * Whether a condition or a filter holds for an item; an absent item has no attributes.
 *
 * @param values the request's `ExpressionAttributeValues`.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function holds(node: Node, item: Item, values: Item | undefined): boolean {
  const test = (operand: Operand | undefined): boolean => holds(operand as Node, item, values);
  const [first, second] = node.args;
  if (node.type === 'and') return test(first) && test(second);
  if (node.type === 'or') return test(first) || test(second);
  if (node.type === 'not') return !test(first);
  const operands = node.args.map((operand) => resolve(operand, item, values));
  const comparison = node.type === 'function' ? FUNCTIONS[node.name ?? ''] : COMPARISONS[node.type];
  if (comparison === undefined)
    throw new Error(`The parser knows "${node.name ?? node.type}", and the engine does not.`);
  return comparison(operands);
}

/** The value at the end of a path; undefined where it leads nowhere. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) value = typeof step === 'number' ? value?.L?.[step] : ownValue(value?.M, step);
  return value;
}

/** An attribute of an item, and never what every object inherits. */
function ownValue(item: Item | undefined, name: string): AttributeValue | undefined {
  return item !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
}

type Operands = readonly (AttributeValue | undefined)[];
type Comparison = (operands: Operands) => boolean;

function resolve(operand: Operand, item: Item, values: Item | undefined): AttributeValue | undefined {
  if (Array.isArray(operand)) return valueAt(operand, item);
  const node = operand as Node;
  if (node.type !== 'function') return valueOf(operand, values);
  return sizeOfOperand(resolve(node.args[0] as Operand, item, values));
}

/** What `size(path)` gives; nothing for a number, a boolean and a null. */
function sizeOfOperand(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  const counted = value.SS ?? value.NS ?? value.BS ?? value.L ?? (value.M && Object.keys(value.M));
  const size = value.S?.length ?? (value.B === undefined ? counted?.length : bytesOf(value.B).length);
  return size === undefined ? undefined : { N: String(size) };
}

const ordered =
  (isRight: (order: number) => boolean): Comparison =>
  ([left, right]) => {
    const order = left && right && orderOf(left, right);
    return order !== undefined && isRight(order);
  };

const isSame: Comparison = ([left, right]) =>
  left !== undefined && right !== undefined && areEqual(left, right);

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': isSame,
  // An attribute that is not there differs from every value.
  '<>': (operands) => !isSame(operands),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  between: ([value, low, high]) =>
    ordered((order) => order >= 0)([value, low]) && ordered((order) => order <= 0)([value, high]),
  in: ([value, ...others]) => others.some((other) => isSame([value, other])),
};

const FUNCTIONS: Readonly<Record<string, Comparison>> = {
  attribute_exists: ([value]) => value !== undefined,
  attribute_not_exists: ([value]) => value === undefined,
  attribute_type: ([value, type]) => value !== undefined && typeOf(value) === type?.S,
  begins_with([value, start]) {
    if (value?.S !== undefined && start?.S !== undefined) return value.S.startsWith(start.S);
    if (value?.B === undefined || start?.B === undefined) return false;
    const bytes = bytesOf(start.B);
    return bytesOf(value.B).subarray(0, bytes.length).equals(bytes);
  },
  contains([value, member]) {
    if (value === undefined || member === undefined) return false;
    if (value.S !== undefined) return member.S !== undefined && value.S.includes(member.S);
    if (value.B !== undefined) return member.B !== undefined && bytesOf(value.B).includes(bytesOf(member.B));
    if (value.L !== undefined) return value.L.some((one) => areEqual(one, member));
    return setOf(value, member)?.includes(member.S ?? member.N ?? member.B ?? '') ?? false;
  },
};

/** The members of a set, if a value of this type could be one of them. */
function setOf(value: AttributeValue, member: AttributeValue): readonly string[] | undefined {
  if (member.S !== undefined) return value.SS;
  return member.N !== undefined ? value.NS : value.BS;
}
