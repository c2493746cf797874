import validations, { type KeyCondition } from 'dynalite/validations/index.js';
import { invalid } from './errors.ts';
import { type AttributeValue, faultOf, type Item } from './values.ts';

/** The members of a request that hold expressions, and what their placeholders stand for. */
export interface ExpressionInput {
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** Attribute names and list indexes, from the item inwards. */
export type Path = readonly (string | number)[];

/** An operand or a test as the parser leaves it: a path, a value of the request, or a node. */
export type Operand = Path | AttributeValue | Node;

/** A function, an operator or a comparison with its operands. */
export interface Node {
  readonly type: string;
  readonly name?: string;
  readonly args: readonly Operand[];
}

/** One action of an update expression. */
export interface UpdateAction {
  readonly type: 'set' | 'remove' | 'add' | 'delete';
  readonly path: Path;
  readonly val?: Operand;
}

/** A parsed condition or filter. */
export interface Condition {
  readonly expression: Node;
  readonly pathHeads: Readonly<Record<string, true>>;
  readonly nestedPaths: Readonly<Record<string, true>>;
}

/** What a request's expressions say; the values stay in the request, so that requests of one shape are parsed once. */
export interface Expressions {
  readonly condition?: Condition;
  readonly filter?: Condition;
  readonly update?: {
    readonly sections: readonly UpdateAction[];
    readonly paths: readonly Path[];
    readonly nestedPaths: Readonly<Record<string, true>>;
  };
  readonly projection?: {
    readonly paths: readonly Path[];
    readonly nestedPaths: Readonly<Record<string, true>>;
  };
  readonly keyConditions?: Readonly<Record<string, KeyCondition>>;
}

const EXPRESSIONS = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const satisfies (keyof ExpressionInput)[];

/** These two are judged by the value that they are given, so that their parsing cannot be kept. */
const JUDGES_VALUES = /\bbetween\b|attribute_type/i;

const PLACEHOLDER = Symbol('the name of the value in the request');
const MAX_KEPT = 1_000;
const kept = new Map<string, Expressions>();

/**
 * Reads the expressions of a request with dynalite's parsers.
 *
 * @param allowed the expressions that the operation takes.
 * @throws DynamoDbError with AWS's sentence for what is wrong: syntax, reserved words, undefined or unused
 *   placeholders, operands of a wrong type.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
export function parseExpressions(
  input: ExpressionInput,
  allowed: readonly (typeof EXPRESSIONS)[number][],
): Expressions {
  checkValues(input.ExpressionAttributeValues);
  const shape = shapeOf(input);
  if (JUDGES_VALUES.test(shape)) return parse(input, allowed);
  const known = kept.get(shape);
  if (known !== undefined) return known;
  if (kept.size >= MAX_KEPT) kept.clear();
  const parsed = parse(input, allowed);
  kept.set(shape, parsed);
  return parsed;
}

/** Requests of one shape differ in their values only. Each part tells its length, so that no two shapes read alike. */
function shapeOf(input: ExpressionInput): string {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  let shape = '';
  const add = (name: string, text: string): void => void (shape += `${name} ${text.length} ${text}\n`);
  for (const name of EXPRESSIONS) if (input[name] !== undefined) add(name, input[name]);
  for (const name in names) add(name, names[name] as string);
  for (const name in values) add(name, Object.keys(values[name] as object).join());
  return shape;
}

/** The value that an operand of a parsed expression stands for, where it is one of the request's. */
export function valueOf(operand: Operand, values: Item | undefined): AttributeValue | undefined {
  const name = (operand as { readonly [PLACEHOLDER]?: string })[PLACEHOLDER];
  return name === undefined ? undefined : values?.[name];
}

function checkValues(values: Item | undefined): void {
  for (const [name, value] of Object.entries(values ?? {})) {
    const fault = faultOf(value);
    if (fault !== undefined)
      throw invalid(`ExpressionAttributeValues contains invalid value: ${fault} for key ${name}`);
  }
}

function parse(input: ExpressionInput, allowed: readonly (typeof EXPRESSIONS)[number][]): Expressions {
  const { ExpressionAttributeNames, ExpressionAttributeValues } = input;
  const values = Object.entries(ExpressionAttributeValues ?? {}).map(
    ([name, value]) => [name, { ...value, [PLACEHOLDER]: name }] as const,
  );
  const data: Parsed = {
    ...Object.fromEntries(EXPRESSIONS.map((name) => [name, input[name]])),
    ExpressionAttributeNames,
    ...(ExpressionAttributeValues && { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
  const fault =
    validations.validateExpressionParams(data, [...allowed], []) ?? validations.validateExpressions(data);
  if (fault !== undefined) throw invalid(fault);
  const {
    _condition: condition,
    _filter: filter,
    _updates: update,
    _projection: projection,
    _keyCondition,
  } = data;
  const keyConditions = _keyCondition && validations.convertKeyCondition(_keyCondition.expression);
  if (typeof keyConditions === 'string') throw invalid(keyConditions);
  return {
    ...(condition && { condition }),
    ...(filter && { filter }),
    ...(update && { update }),
    ...(projection && { projection }),
    ...(keyConditions && { keyConditions }),
  };
}

/** What dynalite adds to a request. */
interface Parsed extends Record<string, unknown> {
  _condition?: Condition;
  _filter?: Condition;
  _updates?: NonNullable<Expressions['update']>;
  _projection?: NonNullable<Expressions['projection']>;
  _keyCondition?: Condition;
}
