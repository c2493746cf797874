import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { type Manifest } from '../../../deployment/manifest.ts';
import { createAwsJsonClient } from '../../src/emulators/aws-json-client.ts';
import { copyRepository } from './copied-repository.ts';
import { start, type StartedStack } from './started-stack.ts';

const HANDLER = `export const lambdaHandler = async (event: unknown): Promise<null> => {
  console.log(JSON.stringify({ level: 'INFO', message: 'received', event }));
  return null;
};
export const prewarm = async (): Promise<void> => undefined;
`;

/** What `--json` prints of a function's log. */
interface LogLine {
  readonly type: string;
  readonly functionName: string;
  readonly entry: { readonly message: string; readonly event: Record<string, unknown> };
}

/** A copy of the repository with these entries in its manifest and a folder for each function. */
function copyWith(more: Partial<Manifest>): string {
  const copy = copyRepository();
  const file = path.join(copy, 'deployment/manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
  for (const [kind, entries] of Object.entries(more)) manifest[kind] = { ...manifest[kind], ...entries };
  writeFileSync(file, JSON.stringify(manifest));
  for (const name of Object.keys(more.functions ?? {})) {
    const src = path.join(copy, 'lambda-src', name, 'src');
    mkdirSync(src, { recursive: true });
    writeFileSync(path.join(src, 'app.ts'), HANDLER);
  }
  const names = Object.keys(more.functions ?? {});
  const build = spawnSync(process.execPath, ['scripts/build-lambdas.mjs', ...names], { cwd: copy });
  if (build.status !== 0) throw new Error(String(build.stderr));
  return copy;
}

const MORE: Partial<Manifest> = {
  functions: {
    'count-letters': {
      trigger: {
        ...{ kind: 'queue', queue: 'letters', batchSize: 1 },
        ...{ batchingWindowSeconds: 0, maximumConcurrency: 2 },
      },
      ...{ timeoutSeconds: 5, memoryMb: 128, environment: { TABLE: { table: 'counts' } }, calls: {} },
    },
    'sweep-letters': {
      trigger: { kind: 'schedule', schedule: 'sweep' },
      ...{ timeoutSeconds: 5, memoryMb: 128, environment: {}, calls: {} },
    },
  },
  tables: { counts: { hashKey: 'letter', rangeKey: 'day', indexes: { byDay: { hashKey: 'day' } } } },
  queues: {
    letters: { messageRetentionSeconds: 60, maxReceiveCount: 3, deadLetterRetentionSeconds: 120 },
  },
  schedules: { sweep: { everySeconds: 60 } },
};

describe('a function, a queue, a table and a schedule', () => {
  let copy: string;
  let stack: StartedStack;
  let received: (functionName: string) => Promise<Record<string, unknown>>;

  beforeAll(async () => {
    copy = copyWith(MORE);
    stack = await start({ LOCAL_SPEED: '60' }, ['--json'], copy);
    const events = new Map<string, Record<string, unknown>>();
    const waiting = new Map<string, (event: Record<string, unknown>) => void>();
    createInterface({ input: stack.process.stdout! }).on('line', (line) => {
      const { type, functionName, entry } = JSON.parse(line) as LogLine;
      if (type !== 'log' || entry.message !== 'received') return;
      events.set(functionName, entry.event);
      waiting.get(functionName)?.(entry.event);
    });
    received = (functionName) =>
      new Promise((resolve) => {
        waiting.set(functionName, resolve);
        const event = events.get(functionName);
        if (event !== undefined) resolve(event);
      });
  }, 60_000);

  afterAll(async () => {
    await stack.stop('SIGTERM');
    rmSync(copy, { recursive: true, force: true });
  });

  it('are there by one entry each: a message reaches the function', async () => {
    const queues = stack.health['queues'] as unknown as Record<string, { queueUrl: string }>;
    const sqs = createAwsJsonClient(stack.health['awsEndpoint']!, 'ca-central-1');
    await sqs('AmazonSQS.SendMessage', { QueueUrl: queues['letters']!.queueUrl, MessageBody: 'a letter' });
    expect(await received('count-letters')).toMatchObject({ Records: [{ body: 'a letter' }] });
  });

  it('are there by one entry each: the schedule invokes its function', async () => {
    expect(await received('sweep-letters')).toMatchObject({ source: 'aws.scheduler' });
  });

  it('are there by one entry each: the table has its keys and its index', async () => {
    const dynamoDb = createAwsJsonClient(stack.health['awsEndpoint']!, 'ca-central-1');
    const { Table } = await dynamoDb('DynamoDB_20120810.DescribeTable', {
      TableName: (stack.health['tables'] as unknown as Record<string, string>)['counts'],
    });
    expect(Table).toMatchObject({
      KeySchema: [
        { AttributeName: 'letter', KeyType: 'HASH' },
        { AttributeName: 'day', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'byDay', Projection: { ProjectionType: 'KEYS_ONLY' } }],
    });
  });

  it('are shown by name, beside the queue of account requests', async () => {
    const response = await fetch(`${stack.origin}/_local/state`);
    const state = (await response.json()) as { queue: object; queues: Record<string, object> };
    expect(Object.keys(state.queues)).toEqual(expect.arrayContaining(['account-requests', 'letters']));
    expect(state.queues['account-requests']).toMatchObject({ queue: state.queue });
  });
});
