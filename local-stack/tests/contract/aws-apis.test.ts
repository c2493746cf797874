import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { MANIFEST } from '../../../deployment/manifest.ts';
import { start, type StartedStack } from './started-stack.ts';

jest.setTimeout(60_000);

let stack: StartedStack;
let sqs: SQSClient;

beforeAll(async () => {
  stack = await start({ LOCAL_SPEED: '10' });
  const { awsEndpoint: endpoint, region } = stack.health as { awsEndpoint: string; region: string };
  sqs = new SQSClient({ endpoint, region, credentials: { accessKeyId: 'PERSON', secretAccessKey: 'x' } });
});

afterAll(async () => {
  sqs.destroy();
  await stack.stop('SIGTERM');
});

const api = (path: string, init?: RequestInit): Promise<Record<string, never>> =>
  fetch(`${stack.origin}/_local/${path}`, init).then((response) => response.json() as never);

async function aws(
  target: string,
  input: object,
): Promise<{ status: number; output: Record<string, unknown> }> {
  const response = await fetch(stack.health['awsEndpoint']!, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: {
      'x-amz-target': target,
      'x-amz-date': '20260101T000000Z',
      'content-type': 'application/x-amz-json-1.0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=PERSON/20260101/ca-central-1/x/aws4_request, SignedHeaders=host, Signature=0',
    },
  });
  return { status: response.status, output: (await response.json()) as Record<string, unknown> };
}

afterEach(() => api('faults', { method: 'DELETE' }));

describe('the queues', () => {
  it('are found under the endpoint’s own address', async () => {
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: 'fintech-solution-local-account-requests' }),
    );
    expect(QueueUrl).toBe(stack.health['queueUrl']);
    expect(stack.health).toMatchObject({
      transactionQueueUrl: QueueUrl!.replace('account-requests', 'transactions'),
      transactionDeadLetterQueueUrl: QueueUrl!.replace('account-requests', 'transactions-dlq'),
      notificationQueueUrl: QueueUrl!.replace('account-requests', 'notifications'),
      notificationDeadLetterQueueUrl: QueueUrl!.replace('account-requests', 'notifications-dlq'),
    });
    expect(QueueUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\//);
  });

  it('are made as the wiring states, visibility divided by the speed', async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: stack.health['queueUrl'], AttributeNames: ['All'] }),
    );
    const consumer = Object.values(MANIFEST.functions).find(({ trigger }) => trigger.kind === 'queue')!;
    expect(Attributes).toMatchObject({
      VisibilityTimeout: String(Math.ceil((6 * consumer.timeoutSeconds + 1) / 10)),
      MessageRetentionPeriod: '345600',
    });
    expect(JSON.parse(Attributes!['RedrivePolicy']!)).toEqual({
      deadLetterTargetArn:
        'arn:aws:sqs:ca-central-1:000000000000:fintech-solution-local-account-requests-dlq',
      maxReceiveCount: 10,
    });
  });

  it('show dead letters without disturbing them, and redrive them', async () => {
    const QueueUrl = stack.health['deadLetterQueueUrl'];
    const body = JSON.stringify({ specversion: '1.0', type: 'x', source: 'y', id: '1' });
    const MessageAttributes = { 'failure-reason': { DataType: 'String', StringValue: 'test' } };
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }),
    );
    const shown = {
      messageId: MessageId,
      body,
      attributes: { 'failure-reason': 'test', ApproximateReceiveCount: '0' },
    };
    expect(await api('state')).toMatchObject({ deadLetters: [shown] });
    expect(await api('state')).toMatchObject({ deadLetters: [shown] });
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    expect(Messages).toEqual([expect.objectContaining({ MessageId, Body: body, MessageAttributes })]);
    expect(Messages![0]!.Attributes!['ApproximateReceiveCount']).toBe('1');
    expect(
      await api('dead-letters/redrive', { method: 'POST', body: JSON.stringify({ messageId: 'another' }) }),
    ).toEqual({ redriven: 0 });
    expect(await api('dead-letters/redrive', { method: 'POST' })).toEqual({ redriven: 1 });
  });
});

describe('the other services', () => {
  it('keep the SMS provider’s credentials as a secret', async () => {
    const Name = stack.health['smsCredentialsParameter'];
    const { output } = await aws('AmazonSSM.GetParameter', { Name, WithDecryption: true });
    const { Value, Type } = output['Parameter'] as { Value: string; Type: string };
    expect(Type).toBe('SecureString');
    expect(Object.keys(JSON.parse(Value))).toEqual(['client_id', 'client_secret']);
  });

  it('capture e-mails that anybody sends', async () => {
    const form = new URLSearchParams({
      Action: 'SendEmail',
      Version: '2010-12-01',
      Source: 'a@example.org',
      'Destination.ToAddresses.member.1': 'b@example.org',
      'Message.Subject.Data': 'é',
      'Message.Body.Html.Data': '<b>',
    });
    const response = await fetch(stack.health['awsEndpoint']!, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(await api('outbox')).toMatchObject({
      emails: [{ to: 'b@example.org', from: 'a@example.org', subject: 'é', html: '<b>', text: '' }],
      counts: { emails: 1 },
    });
  });

  it.each([
    ['DynamoDB_20120810.ExecuteTransaction', 'UnknownOperationException'],
    ['AmazonSQS.StartMessageMoveTask', 'InvalidAction'],
    ['AmazonSSM.DeleteParameter', 'UnknownOperationException'],
    ['TrentService.Decrypt', 'UnknownOperationException'],
    ['Nothing.Known', 'UnknownOperationException'],
  ])('answer %s, which they do not have, with an error', async (target, type) => {
    const { status, output } = await aws(target, {});
    expect(status).toBe(400);
    expect(output['__type']).toContain(type);
  });

  it('are not failed to a person by the fault switches', async () => {
    await api('faults', {
      method: 'PUT',
      body: JSON.stringify({ dynamodb: 'fail', sqs: 'timeout', ssm: 'fail' }),
    });
    for (const name of ['tableName', 'ledgerTableName'])
      expect((await aws('DynamoDB_20120810.Scan', { TableName: stack.health[name] })).status).toBe(200);
  });
});

describe('the identity provider', () => {
  const kids = async (): Promise<string[]> =>
    (
      (await (await fetch(`${stack.origin}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
    ).keys.map(({ kid }) => kid);
  const token = async (query = ''): Promise<string> =>
    (await fetch(`${stack.origin}/_local/token${query}`)).text();
  const part = (jwt: string, index: number): Record<string, unknown> =>
    JSON.parse(Buffer.from(jwt.split('.')[index]!, 'base64url').toString());
  const ask = async (jwt: string): Promise<number> =>
    (
      await fetch(`${stack.health['base']}/get-account-info/msisdn/224622000002`, {
        headers: { authorization: `Bearer ${jwt}` },
      })
    ).status;

  it('signs RS256 with a published key and claims as the API expects them', async () => {
    const jwt = await token('?sub=ama&msisdn=224622000002');
    expect(part(jwt, 0)).toEqual({ alg: 'RS256', typ: 'JWT', kid: (await kids())[0] });
    expect(part(jwt, 1)).toMatchObject({
      iss: `${stack.origin}/`,
      sub: 'ama',
      'https://fintech-solution/msisdn': '224622000002',
    });
    expect(await ask(jwt)).toBe(200);
  });

  it('publishes public keys of 2,048 bits, and nothing private', async () => {
    const { keys } = (await (await fetch(`${stack.origin}/.well-known/jwks.json`)).json()) as {
      keys: Record<string, string>[];
    };
    expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(Buffer.from(keys[0]!['n']!, 'base64url')).toHaveLength(256);
  });

  it('keeps old keys published after a rotation, unless it drops them', async () => {
    const [first] = await kids();
    const { kid: second } = await api('keys/rotate', { method: 'POST' });
    expect(await kids()).toEqual([first, second]);
    expect(part(await token(), 0)['kid']).toBe(second);
    const { kid: third } = await api('keys/rotate', { method: 'POST', body: '{"drop":true}' });
    expect(await kids()).toEqual([third]);
  });

  it('issues tokens by client credentials', async () => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'local-client',
      client_secret: 'local-secret',
    });
    const response = await fetch(`${stack.origin}/oauth/token`, { method: 'POST', body });
    const { access_token: jwt, ...rest } = (await response.json()) as Record<string, string>;
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 86_400, scope: 'read:accounts' });
    await api('functions/recycle', { method: 'POST' });
    expect(await ask(jwt!)).toBe(200);
  });
});
