import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import autocannon from 'autocannon';
import type { LocalStack } from './local-stack.ts';

/** What the local engines alone reach, in requests a second: no function and no gateway of ours is faster here. */
export interface Ceilings {
  readonly 'gateway alone (an unknown route)': number;
  readonly 'table engine alone (GetItem)': number;
  readonly 'queue engine alone (SendMessage)': number;
}

const SECONDS = 3;
const AT_ONCE = 10;

/** Asks each engine as fast as it answers, for a few seconds. */
export async function measureCeilings(stack: LocalStack): Promise<Ceilings> {
  const options = {
    endpoint: stack.awsEndpoint,
    region: 'ca-central-1',
    credentials: { accessKeyId: 'load', secretAccessKey: 'load' },
  };
  const [dynamodb, sqs] = [new DynamoDBClient(options), new SQSClient(options)];
  const unknown = await autocannon({
    url: `${stack.origin}/dev/nothing`,
    connections: AT_ONCE,
    duration: SECONDS,
  });
  const key = { msisdn: { S: 'nobody' } };
  const reads = await asFastAsPossible(() =>
    dynamodb.send(new GetItemCommand({ TableName: stack.tableName, Key: key })),
  );
  // Not into the queue that the consumer watches.
  const sends = await asFastAsPossible(() =>
    sqs.send(new SendMessageCommand({ QueueUrl: `${stack.queueUrl}-dlq`, MessageBody: '{}' })),
  );
  dynamodb.destroy();
  sqs.destroy();
  return {
    'gateway alone (an unknown route)': unknown.requests.average,
    'table engine alone (GetItem)': reads,
    'queue engine alone (SendMessage)': sends,
  };
}

async function asFastAsPossible(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let calls = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - began < 1_000 * SECONDS) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return calls / SECONDS;
}
