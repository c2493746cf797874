import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;
export type Names = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, AttributeValue>>;

type Test = (item: Item, names: Names, values: Values) => boolean;

const TOKENS =
  /\s*(attribute_not_exists|attribute_exists|AND|OR|NOT|<=|>=|<>|[=<>(),]|:\w+|[#\w]+(?:\.[#\w]+)*)/y;
const compiled = new Map<string, Test>();

/**
 * Whether a condition holds, by DynamoDB's rules for the part of its language that our code uses. Anything
 * else throws, so that a new expression cannot pass by being ignored.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function holds(expression: string, item: Item, names: Names, values: Values): boolean {
  let test = compiled.get(expression);
  if (test === undefined) compiled.set(expression, (test = parseCondition(expression)));
  return test(item, names, values);
}

function parseCondition(expression: string): Test {
  const tokens = tokenise(expression);
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`The simulated table does not understand: ${expression}`);
    return token;
  };
  const disjunction = (): Test => {
    let left = conjunction();
    while (tokens[at] === 'OR') {
      take();
      const [first, second] = [left, conjunction()];
      left = (...input) => first(...input) || second(...input);
    }
    return left;
  };
  const conjunction = (): Test => {
    let left = operand();
    while (tokens[at] === 'AND') {
      take();
      const [first, second] = [left, operand()];
      left = (...input) => first(...input) && second(...input);
    }
    return left;
  };
  const operand = (): Test => {
    const token = take();
    if (token === 'NOT') {
      const inner = operand();
      return (...input) => !inner(...input);
    }
    if (token === '(') {
      const inner = disjunction();
      take(')');
      return inner;
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      take('(');
      const path = take();
      take(')');
      return (item, names) => (valueAt(item, path, names) !== undefined) === (token === 'attribute_exists');
    }
    return comparison(token, take(), take());
  };
  const test = disjunction();
  if (at !== tokens.length) throw new Error(`The simulated table does not understand: ${expression}`);
  return test;
}

function tokenise(expression: string): string[] {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(expression); match !== null; match = TOKENS.exec(expression)) {
    tokens.push(match[1] as string);
    if (TOKENS.lastIndex === expression.length) return tokens;
  }
  throw new Error(`The simulated table does not understand: ${expression}`);
}

/** Compares two operands; of different types, or with one absent, only `<>` holds. */
function comparison(left: string, operator: string, right: string): Test {
  const read = (token: string, item: Item, names: Names, values: Values): AttributeValue | undefined =>
    token.startsWith(':') ? required(values, token) : valueAt(item, token, names);
  return (item, names, values) => {
    const order = compare(read(left, item, names, values), read(right, item, names, values));
    if (operator === '=') return order === 0;
    if (operator === '<>') return order !== 0;
    if (order === undefined) return false;
    if (operator === '<') return order < 0;
    if (operator === '>') return order > 0;
    if (operator === '<=') return order <= 0;
    if (operator === '>=') return order >= 0;
    throw new Error(`The simulated table does not know the operator ${operator}`);
  };
}

function compare(left: AttributeValue | undefined, right: AttributeValue | undefined): number | undefined {
  if (left?.N !== undefined && right?.N !== undefined) {
    return left.N === right.N ? 0 : Math.sign(Number(left.N) - Number(right.N));
  }
  if (left?.S === undefined || right?.S === undefined) return undefined;
  return left.S < right.S ? -1 : left.S > right.S ? 1 : 0;
}

function valueAt(item: Item, path: string, names: Names): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const part of path.split('.')) value = value?.M?.[nameOf(part, names)];
  return value;
}

/**
 * Applies `SET a = :b, … REMOVE c, …` to a copy of an item.
 *
 * @throws Error as DynamoDB does when a path leads through nothing.
 */
export function updated(item: Item, expression: string, names: Names, values: Values): Item {
  const copy = copyOf(item);
  const match = /^SET (.+?)(?: REMOVE (.+))?$/.exec(expression);
  if (match === null) throw new Error(`The simulated table does not understand: ${expression}`);
  for (const assignment of (match[1] as string).split(', ')) {
    const [path, value, ...rest] = assignment.split(' = ');
    if (path === undefined || value === undefined || rest.length > 0 || !value.startsWith(':'))
      throw new Error(`The simulated table does not understand: ${expression}`);
    const [parent, name] = parentOf(copy, path, names);
    parent[name] = required(values, value);
  }
  for (const path of match[2]?.split(', ') ?? []) {
    const [parent, name] = parentOf(copy, path, names);
    delete parent[name];
  }
  return copy;
}

/** A copy that shares nothing, as what went over a network; `structuredClone` would keep shared parts shared. */
export function copyOf(item: Item): Item {
  const copy: Item = {};
  for (const [name, value] of Object.entries(item))
    copy[name] = value.M === undefined ? { ...value } : { M: copyOf(value.M) };
  return copy;
}

function parentOf(item: Item, path: string, names: Names): [Item, string] {
  const parts = path.split('.').map((part) => nameOf(part, names));
  let parent: Item | undefined = item;
  for (const part of parts.slice(0, -1)) parent = parent?.[part]?.M;
  if (parent === undefined) throw new Error('ValidationException: the document path is invalid for update');
  return [parent, parts.at(-1) as string];
}

function nameOf(part: string, names: Names): string {
  return part.startsWith('#') ? required(names, part) : part;
}

function required<T>(from: Readonly<Record<string, T>>, key: string): T {
  const value = from[key];
  if (value === undefined) throw new Error(`ValidationException: ${key} is not defined`);
  return value;
}
