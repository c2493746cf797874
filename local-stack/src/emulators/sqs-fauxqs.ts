import { type AwsJsonClient } from './aws-json-client.ts';
import { scaledSeconds } from '../aws-proxy/sqs-patches.ts';
import { type QueueTimes, type QueueWiring } from '../setup/wiring.ts';
import { type Listening } from '../http/listen.ts';

/**
 * SQS in this process, in memory.
 *
 * Its own command listens on every interface; built as an app it listens where we say.
 *
 * @see https://github.com/kibertoad/fauxqs
 */
export async function startSqs(region: string): Promise<Listening> {
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false, defaultRegion: region });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, stop: async () => void (await app.close()) };
}

/** Creates a queue and the dead-letter queue that it redrives to; visibility is divided by `speed`. */
export async function createQueue(sqs: AwsJsonClient, queue: QueueWiring, speed: number): Promise<void> {
  const create = async ({ name, ...times }: QueueTimes, more: Record<string, string> = {}) =>
    sqs('AmazonSQS.CreateQueue', {
      QueueName: name,
      Attributes: {
        VisibilityTimeout: String(scaledSeconds(times.visibilityTimeoutSeconds, speed)),
        MessageRetentionPeriod: String(times.messageRetentionSeconds),
        ...more,
      },
    });
  const { QueueUrl } = await create(queue.deadLetters);
  const { Attributes } = await sqs('AmazonSQS.GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['QueueArn'],
  });
  const redrive = {
    deadLetterTargetArn: (Attributes as { QueueArn: string }).QueueArn,
    maxReceiveCount: queue.maxReceiveCount,
  };
  await create(queue, { RedrivePolicy: JSON.stringify(redrive) });
}
