import { type AwsJsonClient } from '../emulators/aws-json-client.ts';

/**
 * The `sub` that asked for a transaction.
 *
 * @param tableName the ledger's; undefined in a deployment that has none.
 * @returns undefined where there is no such transaction.
 */
export async function readRequester(
  dynamoDb: AwsJsonClient,
  tableName: string | undefined,
  reference: string,
): Promise<string | undefined> {
  if (tableName === undefined) return undefined;
  const { Item } = await dynamoDb('DynamoDB_20120810.GetItem', {
    TableName: tableName,
    Key: { pk: { S: `TX#${reference}` }, sk: { S: 'TX' } },
    ConsistentRead: true,
  });
  return (Item as { requestedBy?: { S?: string } } | undefined)?.requestedBy?.S;
}
