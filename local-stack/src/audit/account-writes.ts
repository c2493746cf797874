import { type AwsCall, parseJson } from '../aws-proxy/aws-call.ts';

/** What one write does to one account's item: the values that it puts at paths such as `welcome.sms.state`. */
export interface AccountWrite {
  readonly msisdn: string;
  /** `put` replaces the item, `update` changes it, `delete` removes it. */
  readonly kind: 'put' | 'update' | 'delete';
  /** Scalars by their path, numbers in decimal notation. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads a DynamoDB write from its request, whatever placeholders the caller chose: a witness that trusted the
 * caller's own names would believe whatever the caller believes.
 *
 * @returns undefined for a read, a batch or a transaction, and for anything that names no account.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function accountWrite({
  operation,
  body,
}: Pick<AwsCall, 'operation' | 'body'>): AccountWrite | undefined {
  const kind = KINDS[operation];
  if (kind === undefined) return undefined;
  const input = parseJson(body);
  const item = asMap(kind === 'put' ? input['Item'] : input['Key']);
  const msisdn = item['msisdn']?.['S'];
  if (typeof msisdn !== 'string') return undefined;
  if (kind === 'put') return { msisdn, kind, values: scalars({ M: item }) };
  return { msisdn, kind, values: kind === 'update' ? assignments(input) : {} };
}

const KINDS: Readonly<Record<string, AccountWrite['kind']>> = {
  PutItem: 'put',
  UpdateItem: 'update',
  DeleteItem: 'delete',
};

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
