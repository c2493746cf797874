import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { distinctNumbers, eventBodies } from './event-stream.ts';
import { type SoakedStack, startStack } from './local-stack.ts';

const USAGE = `npm run soak                     5,000 events through the local stack, many of them twice
npm run soak -- --events=100000  a long one
Needs the bundles (npm run build); ends by itself.`;

/** Half an hour's retries pass in a quarter; the lease still outlasts every batch by far. */
const SPEED = 2;
/** Messages that may wait before the sender waits for them. */
const MAX_BACKLOG = 1_000;
/** Memory may move this much between the first third and the end, in MiB: collectors come and go. */
const MEMORY_MARGIN_MB = 40;
const OPENING_BALANCE = 1_000n;
/** Without any progress for so long the soak gives up. */
const STUCK_AFTER_MS = 180_000;

const { values: options } = parseArgs({
  options: { events: { type: 'string', default: '5000' }, help: { type: 'boolean', default: false } },
});

if (options.help) console.log(USAGE);
else {
  const stack = await startStack(SPEED);
  try {
    await soak(stack, Number(options.events));
  } finally {
    await stack.stop();
  }
}

async function soak(stack: SoakedStack, events: number): Promise<void> {
  const { awsEndpoint: endpoint, region, queueUrl: QueueUrl } = stack;
  const sqs = new SQSClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'SOAK', secretAccessKey: 'soak' },
  });
  await fetch(`${stack.origin}/_local/faults`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ seed: 1, duplicate: 0.1, reorder: 0.2 }),
  });
  const memory: number[] = [];
  const began = performance.now();
  let sent = 0;
  let shownAt = began;

  /** How many messages are not done; shows how far it is and measures on the way. */
  async function backlog(): Promise<number> {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const names = ['', 'NotVisible', 'Delayed'].map((kind) => `ApproximateNumberOfMessages${kind}`);
    const waiting = names.reduce(
      (sum, name) => sum + Number((Attributes as Record<string, string>)[name] ?? 0),
      0,
    );
    if (performance.now() - shownAt > 5_000) {
      shownAt = performance.now();
      memory.push(stack.functionMemoryMb());
      console.log(
        `  ${sent} of ${events} sent, ${waiting} on the queue, ${((shownAt - began) / 1_000).toFixed(0)} s, ${memory.at(-1)?.toFixed(0)} MiB`,
      );
    }
    return waiting;
  }

  let batch: string[] = [];
  for (const body of eventBodies(events)) {
    batch.push(body);
    if (batch.length < 10 && sent + batch.length < events) continue;
    const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    sent += batch.length;
    batch = [];
    while (sent % 100 === 0 && (await backlog()) > MAX_BACKLOG) await delay(200);
  }
  await untilEmpty(backlog);
  memory.push(stack.functionMemoryMb());
  await checkEnd(stack, events, memory, (performance.now() - began) / 1_000);
}

/** Resolves when nothing is left on the queue. @throws Error when it stays as it is for minutes. */
async function untilEmpty(backlog: () => Promise<number>): Promise<void> {
  let least = Infinity;
  let changedAt = performance.now();
  for (let waiting = await backlog(); waiting > 0; waiting = await backlog()) {
    if (waiting < least) [least, changedAt] = [waiting, performance.now()];
    if (performance.now() - changedAt > STUCK_AFTER_MS)
      throw new Error(`${waiting} messages stay on the queue`);
    await delay(500);
  }
}

interface State {
  readonly accounts: readonly { readonly balance: string }[];
  readonly deadLetters: readonly unknown[];
}

async function checkEnd(
  { origin }: SoakedStack,
  events: number,
  memory: readonly number[],
  seconds: number,
): Promise<void> {
  const read = async <T>(path: string): Promise<T> => (await (await fetch(`${origin}${path}`)).json()) as T;
  const { accounts, deadLetters } = await read<State>('/_local/state');
  const { counts } = await read<{ counts: { sms: number; emails: number } }>('/_local/outbox');
  const distinct = distinctNumbers(events);
  const total = accounts.reduce((sum, { balance }) => sum + BigInt(balance), 0n);
  const early = Math.max(0, ...memory.slice(0, Math.max(1, Math.ceil(memory.length / 3))));
  const late = memory.at(-1) ?? 0;
  const checks: readonly (readonly [string, boolean])[] = [
    [`${accounts.length} accounts for ${distinct} numbers`, accounts.length === distinct],
    [`${total} GNF in all, ${OPENING_BALANCE} each`, total === OPENING_BALANCE * BigInt(distinct)],
    [
      `${counts.sms} SMS and ${counts.emails} e-mails, one for each account`,
      counts.sms === distinct && counts.emails === distinct,
    ],
    [`${deadLetters.length} dead letters`, deadLetters.length === 0],
    [
      `a function's memory from ${early.toFixed(0)} to ${late.toFixed(0)} MiB`,
      late <= early + MEMORY_MARGIN_MB,
    ],
  ];
  console.log(`${events} events in ${seconds.toFixed(0)} s`);
  for (const [what, isRight] of checks) console.log(`${isRight ? 'as it should be' : 'WRONG'}  ${what}`);
  const failed = checks.filter(([, isRight]) => !isRight).length;
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
