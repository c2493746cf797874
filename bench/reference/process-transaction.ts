// The reference posting, as tutorials publish it: records one after another, each guarded by Powertools' idempotency; a
// read, two updates of balances and one of the status. Frozen: it is the 1 of every ratio.
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

interface Event {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const LedgerTable = process.env['LEDGER_TABLE_NAME'] ?? '';
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: LedgerTable,
  keyAttr: 'pk',
  sortKeyAttr: 'sk',
});
const config = new IdempotencyConfig({});

export const lambdaHandler = async (event: Event) => {
  console.log('event', JSON.stringify(event));
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      await post(JSON.parse(record.body).data.transactionReference);
    } catch (error) {
      console.log('error', error);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
};

const post = makeIdempotent(
  async (reference: string) => {
    const Key = { pk: `TX#${reference}`, sk: 'TX' };
    const { Item } = await documents.send(new GetCommand({ TableName: LedgerTable, Key }));
    console.log('transaction', JSON.stringify(Item));
    if (Item === undefined) throw new Error('Transaction not found');
    await change(Item['debit'], -Item['amount']);
    await change(Item['credit'], Item['amount']);
    await documents.send(
      new UpdateCommand({
        TableName: LedgerTable,
        Key,
        UpdateExpression: 'SET #status = :completed REMOVE pendingShard',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':completed': 'completed' },
      }),
    );
    return { reference };
  },
  { persistenceStore, config },
);

async function change(msisdn: string, amount: number) {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: process.env['TABLE_NAME'],
      Key: { msisdn },
      UpdateExpression: 'SET balance = balance + :amount',
      ConditionExpression: 'attribute_exists(msisdn) AND balance >= :atLeast',
      ExpressionAttributeValues: { ':amount': amount, ':atLeast': Math.max(0, -amount) },
      ReturnValues: 'ALL_NEW',
    }),
  );
  console.log('updated', JSON.stringify(Attributes));
}
