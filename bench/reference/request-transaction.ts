// The reference transfer, as tutorials publish it: one synchronous handler that Powertools' idempotency guards, and two
// updates, one after the other. No ledger and no statement; a crash between the two updates loses the amount, and the
// client is told to try again. Frozen: it is the 1 of every ratio.
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

interface Event {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env['LEDGER_TABLE_NAME'] ?? '',
  keyAttr: 'pk',
  sortKeyAttr: 'sk',
});
const config = new IdempotencyConfig({ eventKeyJmesPath: 'headers."X-CorrelationID"' });

const answer = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

export const lambdaHandler = makeIdempotent(
  async (event: Event) => {
    console.log('event', JSON.stringify(event));
    try {
      const { amount, debitParty, creditParty } = JSON.parse(event.body);
      const value = Number(amount);
      if (!(value > 0)) return answer(400, { message: 'Invalid amount' });
      await change(debitParty[0].value, -value);
      await change(creditParty[0].value, value);
      return answer(200, { status: 'completed', amount });
    } catch (error) {
      console.log('error', error);
      return answer(500, { message: 'Internal Server Error' });
    }
  },
  { persistenceStore, config },
);

async function change(number: string, amount: number) {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      // The tutorial's only table; ours has a second one, whose name this function is not told.
      TableName: process.env['TABLE_NAME'] ?? 'accounts',
      Key: { msisdn: number.replace('+', '') },
      UpdateExpression: 'SET balance = balance + :amount',
      ConditionExpression: 'attribute_exists(msisdn) AND balance >= :atLeast',
      ExpressionAttributeValues: { ':amount': amount, ':atLeast': Math.max(0, -amount) },
      ReturnValues: 'ALL_NEW',
    }),
  );
  console.log('updated', JSON.stringify(Attributes));
}
