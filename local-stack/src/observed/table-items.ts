import { type AwsJsonClient } from '../emulators/aws-json-client.ts';

/** An item as DynamoDB writes it: each attribute under its type. */
export type AttributeMap = Record<string, Record<string, unknown>>;

/** Every item of a table, by a strong read. */
export async function scan(dynamoDb: AwsJsonClient, tableName: string): Promise<AttributeMap[]> {
  const items: AttributeMap[] = [];
  let page: object = {};
  do {
    const output = await dynamoDb('DynamoDB_20120810.Scan', {
      TableName: tableName,
      ConsistentRead: true,
      ...page,
    });
    items.push(...(output['Items'] as AttributeMap[]));
    page = output['LastEvaluatedKey'] === undefined ? {} : { ExclusiveStartKey: output['LastEvaluatedKey'] };
  } while (Object.keys(page).length > 0);
  return items;
}

const AMOUNTS = new Set([
  'amount',
  'balance',
  'balanceAfter',
  'debitedToday',
  'openingBalance',
  'reversible',
]);

/** An item in plain JSON: amounts are strings, because an amount never passes through a float. */
export function plainItem(item: AttributeMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      AMOUNTS.has(name) && typeof value['N'] === 'string' ? value['N'] : plain(value),
    ]),
  );
}

function plain(value: Record<string, unknown>): unknown {
  const [type, content] = Object.entries(value)[0] ?? [];
  if (type === 'N') return Number(content);
  if (type === 'M') return plainItem(content as AttributeMap);
  if (type === 'L') return (content as Record<string, unknown>[]).map(plain);
  return type === 'NULL' ? null : content;
}
