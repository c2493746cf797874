import { type AwsJsonClient } from './aws-json-client.ts';
import { scaledSeconds } from '../aws-proxy/sqs-patches.ts';
import { type QueueWiring, type Wiring } from '../wiring.ts';
import { type Emulator } from './emulator.ts';

/**
 * SQS in this process, in memory.
 *
 * Its own command listens on every interface; built as an app it listens where we say.
 *
 * @see https://github.com/kibertoad/fauxqs
 */
export async function startSqs(region: string): Promise<Emulator> {
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false, defaultRegion: region });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, stop: async () => void (await app.close()) };
}

/** Creates the dead-letter queue and the source queue that redrives to it; visibility is divided by `speed`. */
export async function createQueues(
  sqs: AwsJsonClient,
  { accountRequests, deadLetters }: Wiring['queues'],
  speed: number,
): Promise<void> {
  await createQueue(sqs, deadLetters, speed, {});
  const arn = await queueArn(sqs, deadLetters.name);
  const redrive = { deadLetterTargetArn: arn, maxReceiveCount: accountRequests.maxReceiveCount };
  await createQueue(sqs, accountRequests, speed, { RedrivePolicy: JSON.stringify(redrive) });
}

async function createQueue(
  sqs: AwsJsonClient,
  queue: QueueWiring,
  speed: number,
  more: Record<string, string>,
): Promise<void> {
  const attributes = {
    VisibilityTimeout: String(scaledSeconds(queue.visibilityTimeoutSeconds, speed)),
    MessageRetentionPeriod: String(queue.messageRetentionSeconds),
    ...more,
  };
  await sqs('AmazonSQS.CreateQueue', { QueueName: queue.name, Attributes: attributes });
}

async function queueArn(sqs: AwsJsonClient, name: string): Promise<string> {
  const { QueueUrl } = await sqs('AmazonSQS.GetQueueUrl', { QueueName: name });
  const { Attributes } = await sqs('AmazonSQS.GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['QueueArn'],
  });
  return (Attributes as { QueueArn: string }).QueueArn;
}
