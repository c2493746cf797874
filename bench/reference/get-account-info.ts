// The reference read, as tutorials publish it: clients made in the handler, the document client, the whole event in the
// log. Frozen: it is the 1 of every ratio.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

interface Event {
  readonly pathParameters: { readonly msisdn: string };
}

const answer = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

export const lambdaHandler = async (event: Event) => {
  console.log('event', JSON.stringify(event));
  try {
    const msisdn = event.pathParameters.msisdn;
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const { Item } = await documents.send(
      new GetCommand({ TableName: process.env['TABLE_NAME'], Key: { msisdn }, ConsistentRead: true }),
    );
    console.log('item', JSON.stringify(Item));
    if (Item !== undefined) {
      const { balance, currency } = Item;
      return answer(200, { code: 'ACCOUNT_FOUND', data: { msisdn, balance: String(balance), currency } });
    }
    const queue = new SQSClient({});
    await queue.send(
      new SendMessageCommand({
        QueueUrl: process.env['INIT_ACCOUNT_QUEUE_URL'],
        MessageBody: JSON.stringify({ msisdn }),
      }),
    );
    return answer(200, { code: 'ACCOUNT_BEING_OPENED' });
  } catch (error) {
    console.log('error', error);
    return answer(500, { message: 'Internal Server Error' });
  }
};
