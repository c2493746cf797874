// The reference notification, as tutorials publish it: records one after another, clients and the secret fetched again
// for each, and nothing that keeps a redelivery from sending twice. Frozen: it is the 1 of every ratio.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

interface Event {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

export const lambdaHandler = async (event: Event) => {
  console.log('event', JSON.stringify(event));
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      const { transactionReference, recipient } = JSON.parse(record.body).data;
      await notify(transactionReference, recipient);
    } catch (error) {
      console.log('error', error);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
};

async function notify(reference: string, recipient: 'debit' | 'credit') {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const { Item } = await documents.send(
    new GetCommand({
      TableName: process.env['LEDGER_TABLE_NAME'],
      Key: { pk: `TX#${reference}`, sk: 'TX' },
    }),
  );
  console.log('transaction', JSON.stringify(Item));
  if (Item === undefined) throw new Error('Transaction not found');
  const ssm = new SSMClient({});
  const Name = process.env['SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME'];
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  const { client_id, client_secret } = JSON.parse(Parameter?.Value ?? '{}');
  const response = await fetch(process.env['SMS_PROVIDER_API_URL'] ?? '', {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      to: [Item[recipient]],
      sender_name: 'SMS 9080',
      message: `Transfert de ${Item['amount']} GNF.`,
    }),
  });
  console.log('sms', response.status, await response.text());
}
