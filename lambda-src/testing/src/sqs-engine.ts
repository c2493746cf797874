import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** An SQS engine with a client for it. */
export interface SqsEngine {
  readonly client: SQSClient;
  /** Makes a queue and returns its URL. */
  createQueue(name: string): Promise<string>;
  /** Takes up to ten messages off a queue for `VisibilityTimeout` seconds, with all that they carry. */
  receive(queueUrl: string, options?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  stop(): Promise<void>;
}

/** Starts fauxqs, an SQS in memory, on a free port of this machine. */
export async function startSqsEngine(): Promise<SqsEngine> {
  const script = path.join(__dirname, 'sqs-engine-process.mjs');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  const client = new SQSClient({
    region: 'ca-central-1',
    endpoint: url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    async createQueue(name) {
      const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name }));
      // It issues URLs of a host that no resolver knows.
      return `${url}${new URL(QueueUrl).pathname}`;
    },
    async receive(queueUrl, options = {}) {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        ...options,
      });
      return (await client.send(command)).Messages ?? [];
    },
    async stop() {
      client.destroy();
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
