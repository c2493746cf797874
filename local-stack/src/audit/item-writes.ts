import { type AwsCall, parseJson } from '../aws-proxy/aws-call.ts';

/** What one write does to one item: its key, and the values that it puts at paths such as `welcome.sms.state`. */
export interface ItemWrite {
  readonly table: string;
  /** `put` replaces the item, `update` changes it, `delete` removes it. */
  readonly kind: 'put' | 'update' | 'delete';
  /** The scalars that name the item; for `put` every scalar at its top. */
  readonly key: Readonly<Record<string, string>>;
  /** Scalars by their path, numbers in decimal notation. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads DynamoDB's writes from their request, whatever placeholders the caller chose: a witness that trusted the
 * caller's own names would believe whatever the caller believes.
 *
 * @returns each write of a transaction; none for a read or a batch.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function itemWrites({ operation, body }: Pick<AwsCall, 'operation' | 'body'>): ItemWrite[] {
  const input = parseJson(body);
  const single = KINDS[operation];
  if (single !== undefined) return itemWrite(single, input);
  if (operation !== 'TransactWriteItems' || !Array.isArray(input['TransactItems'])) return [];
  return (input['TransactItems'] as Record<string, unknown>[]).flatMap((part) =>
    Object.entries(part).flatMap(([name, request]) => {
      const kind = KINDS[`${name}Item`];
      return kind === undefined ? [] : itemWrite(kind, request as Record<string, unknown>);
    }),
  );
}

const KINDS: Readonly<Record<string, ItemWrite['kind']>> = {
  PutItem: 'put',
  UpdateItem: 'update',
  DeleteItem: 'delete',
};

function itemWrite(kind: ItemWrite['kind'], input: Record<string, unknown>): ItemWrite[] {
  const item = asMap(kind === 'put' ? input['Item'] : input['Key']);
  const key = scalars({ M: item });
  if (Object.keys(key).length === 0) return [];
  const table = String(input['TableName']);
  if (kind === 'put') return [{ table, kind, key, values: key }];
  return [{ table, kind, key, values: kind === 'update' ? assignments(input) : {} }];
}

type AttributeValue = Readonly<Record<string, unknown>>;

/** The `SET path = :value` clauses; arithmetic, `ADD` and functions give no value that could be told here. */
function assignments(input: Record<string, unknown>): Record<string, string> {
  const names = asMap(input['ExpressionAttributeNames']) as Record<string, unknown>;
  const values = asMap(input['ExpressionAttributeValues']);
  const expression = typeof input['UpdateExpression'] === 'string' ? input['UpdateExpression'] : '';
  const set = /\bSET\s+(.+?)(?=\s+(?:REMOVE|ADD|DELETE)\s|$)/is.exec(expression)?.[1] ?? '';
  const found = set.split(',').flatMap((clause): [string, string][] => {
    const [, path = '', placeholder = ''] = /^\s*([\w.#]+)\s*=\s*(:\w+)\s*$/.exec(clause) ?? [];
    const value = values[placeholder];
    if (value === undefined) return [];
    const named = path.split('.').map((part) => String(names[part] ?? part));
    return Object.entries(scalars(value, named.join('.')));
  });
  return Object.fromEntries(found);
}

function scalars(value: AttributeValue, path = ''): Record<string, string> {
  const scalar = value['S'] ?? value['N'];
  if (scalar !== undefined) return { [path]: String(scalar) };
  const entries = Object.entries(asMap(value['M']));
  const below = entries.map(([name, inner]) => scalars(inner, path === '' ? name : `${path}.${name}`));
  return Object.assign({}, ...below) as Record<string, string>;
}

function asMap(value: unknown): Record<string, AttributeValue> {
  return typeof value === 'object' && value !== null ? (value as Record<string, AttributeValue>) : {};
}
