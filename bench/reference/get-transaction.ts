// The reference read of a transaction, as tutorials publish it: clients made in the handler, the document client, the
// whole event in the log. Frozen: it is the 1 of every ratio.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

interface Event {
  readonly pathParameters: Readonly<Record<string, string>>;
}

const answer = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

export const lambdaHandler = async (event: Event) => {
  console.log('event', JSON.stringify(event));
  try {
    const [reference] = Object.values(event.pathParameters);
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const { Item } = await documents.send(
      new GetCommand({
        TableName: process.env['LEDGER_TABLE_NAME'],
        Key: { pk: `TX#${reference}`, sk: 'TX' },
        ConsistentRead: true,
      }),
    );
    console.log('item', JSON.stringify(Item));
    if (Item === undefined) return answer(404, { message: 'Not Found' });
    const { status, amount, currency, debit, credit } = Item;
    return answer(200, { transactionReference: reference, status, amount, currency, debit, credit });
  } catch (error) {
    console.log('error', error);
    return answer(500, { message: 'Internal Server Error' });
  }
};
