// The reference consumer, as tutorials publish it: records one after another, clients and the secret fetched again for
// each, a read before the write. Frozen: it is the 1 of every ratio.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

interface Event {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

export const lambdaHandler = async (event: Event) => {
  console.log('event', JSON.stringify(event));
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      const body = JSON.parse(record.body);
      await openAccount(body.data?.msisdn ?? body.msisdn);
    } catch (error) {
      console.log('error', error);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
};

async function openAccount(msisdn: string) {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const TableName = process.env['TABLE_NAME'];
  const found = await documents.send(new GetCommand({ TableName, Key: { msisdn } }));
  console.log('found', JSON.stringify(found.Item));
  if (found.Item !== undefined) return;
  const Item = {
    msisdn,
    balance: 1000,
    currency: 'GNF',
    status: 'ACTIVE',
    createdAt: new Date().toISOString(),
  };
  await documents.send(new PutCommand({ TableName, Item }));
  if (process.env['ENABLE_SMS_NOTIFICATIONS'] === 'ON') await sendSms(msisdn);
  if (process.env['ENABLE_EMAIL_NOTIFICATIONS'] === 'ON') await sendEmail(msisdn);
  console.log('account opened', JSON.stringify(Item));
}

async function sendSms(msisdn: string) {
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
    body: JSON.stringify({ to: [msisdn], sender_name: 'SMS 9080', message: 'Votre compte est ouvert.' }),
  });
  console.log('sms', response.status, await response.text());
}

async function sendEmail(msisdn: string) {
  const ses = new SESClient({});
  const address = process.env['DESTINATION_EMAIL'] ?? '';
  const result = await ses.send(
    new SendEmailCommand({
      Source: address,
      Destination: { ToAddresses: [address] },
      Message: { Subject: { Data: 'Compte ouvert' }, Body: { Text: { Data: `Compte ${msisdn} ouvert.` } } },
    }),
  );
  console.log('email', JSON.stringify(result));
}
