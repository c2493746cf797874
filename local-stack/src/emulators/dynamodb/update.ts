import Big from 'big.js';
import { valueAt } from './condition.ts';
import { invalid } from './errors.ts';
import { type Node, type Operand, type Path, type UpdateAction, valueOf } from './expressions.ts';
import { type AttributeValue, copyOf, type Item, typeOf } from './values.ts';

const WRONG_OPERAND = 'An operand in the update expression has an incorrect data type';
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';
const WRONG_PATH = 'The document path provided in the update expression is invalid for update';
const TOO_LARGE = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const TOO_PRECISE = 'Attempting to store more than 38 significant digits in a Number';

type Writable = Record<string, AttributeValue>;

/**
 * Applies the actions of an update expression to a copy of an item; every operand is read from the item as it was.
 *
 * @param item a copy that no other code holds.
 * @throws DynamoDbError for a path that leads nowhere, an operand of a wrong type, an attribute that is not there.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function applyUpdate(actions: readonly UpdateAction[], item: Item, values: Item | undefined): Item {
  const resolved = actions.map(({ type, path, val }) => ({
    type,
    path,
    value: val === undefined ? undefined : copyOf(resolve(val, item, values)),
  }));
  // Indexes of a list are those before the update, so that what is removed goes last, from the end.
  const isRemoval = ({ type }: { type: string }): boolean => type === 'remove';
  const removals = resolved
    .filter(isRemoval)
    .sort(
      (left, right) => right.path.length - left.path.length || lastIndex(right.path) - lastIndex(left.path),
    );
  for (const { type, path, value } of [...resolved.filter((action) => !isRemoval(action)), ...removals]) {
    const parent = parentOf(path, item);
    const name = path.at(-1) as string | number;
    if (type === 'remove') remove(parent, name);
    else put(parent, name, changed(type, valueAt(path, item), value as AttributeValue));
  }
  return item;
}

function resolve(operand: Operand, item: Item, values: Item | undefined): AttributeValue {
  if (Array.isArray(operand)) return valueAt(operand, item) ?? fail(NO_ATTRIBUTE);
  const given = valueOf(operand, values);
  if (given !== undefined) return given;
  const { type, name, args } = operand as Node;
  const [first, second] = args as [Operand, Operand];
  if (name === 'if_not_exists') return valueAt(first as Path, item) ?? resolve(second, item, values);
  const [left, right] = [resolve(first, item, values), resolve(second, item, values)];
  if (name === 'list_append') return left.L && right.L ? { L: [...left.L, ...right.L] } : fail(WRONG_OPERAND);
  if (left.N === undefined || right.N === undefined) return fail(WRONG_OPERAND);
  return numberOf(type === 'add' ? new Big(left.N).plus(right.N) : new Big(left.N).minus(right.N));
}

/** What stands at a path after SET, ADD or DELETE; undefined when nothing is left. */
function changed(
  action: 'set' | 'add' | 'delete',
  before: AttributeValue | undefined,
  value: AttributeValue,
): AttributeValue | undefined {
  if (action === 'set') return value;
  const type = typeOf(value);
  if (before !== undefined && typeOf(before) !== type) return fail(WRONG_OPERAND);
  if (value.N !== undefined) return numberOf(new Big(before?.N ?? 0).plus(value.N));
  const [members, given] = [(before?.[type] ?? []) as readonly string[], value[type] as readonly string[]];
  const left =
    action === 'add' ? [...new Set([...members, ...given])] : members.filter((one) => !given.includes(one));
  return left.length === 0 ? undefined : { [type]: left };
}

function numberOf(number: Big): AttributeValue {
  if (number.e > 125) return fail(TOO_LARGE);
  return number.c.length > 38 ? fail(TOO_PRECISE) : { N: number.toFixed() };
}

function lastIndex(path: Path): number {
  const last = path.at(-1);
  return typeof last === 'number' ? last : -1;
}

function parentOf(path: Path, item: Item): AttributeValue {
  const parent = valueAt(path.slice(0, -1), item);
  const isFit = typeof path.at(-1) === 'number' ? parent?.L : parent?.M;
  return isFit === undefined ? fail(WRONG_PATH) : (parent as AttributeValue);
}

function put(parent: AttributeValue, name: string | number, value: AttributeValue | undefined): void {
  if (value === undefined) remove(parent, name);
  else if (typeof name === 'string') (parent.M as Writable)[name] = value;
  // Beyond its end a list grows by one member, wherever the index points.
  else (parent.L as AttributeValue[])[Math.min(name, parent.L?.length ?? 0)] = value;
}

function remove(parent: AttributeValue, name: string | number): void {
  if (typeof name === 'string') delete (parent.M as Writable)[name];
  else if (name < (parent.L?.length ?? 0)) (parent.L as AttributeValue[]).splice(name, 1);
}

function fail(message: string): never {
  throw invalid(message);
}
