import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import type { QueueEvent } from '../samples/queue-event.ts';
import { askStack, type JournalLine, type LocalStack } from './local-stack.ts';

export interface DrainResult {
  readonly events: number;
  /** From the first message to the last account. */
  readonly wallMsPerEvent: number;
  /** What the consumer's environments were busy for, by their own reports. */
  readonly functionMsPerEvent: number;
  readonly invocations: number;
  readonly deadLetters: number;
}

const LONGEST_MS = 30 * 60_000;

/** Queues requests for accounts as the API does, lets the consumer open them all, and says what that took. */
export async function drain(
  stack: LocalStack,
  consumer: Scenario,
  events: number,
  firstIndex: number,
): Promise<DrainResult> {
  const { state } = await askStack(stack.origin);
  const before = await state();
  stack.takeJournal();
  const began = performance.now();
  await fill(stack, consumer.load?.batches?.(Math.ceil(events / 10), 10, firstIndex) ?? []);
  let now = await state();
  while (
    now.accounts.length < before.accounts.length + events ||
    now.queue.inFlight + now.queue.visible > 0
  ) {
    if (performance.now() - began > LONGEST_MS)
      throw new Error(`${events} requests are not drained in half an hour`);
    await sleep(250);
    now = await state();
  }
  const wallMs = performance.now() - began;
  const reports = stack.takeJournal().filter(isReportOf(consumer.functionName));
  const busyMs = reports.reduce((sum, { durationMs }) => sum + Number(durationMs), 0);
  return {
    events,
    wallMsPerEvent: wallMs / events,
    functionMsPerEvent: busyMs / events,
    invocations: reports.length,
    deadLetters: now.deadLetters.length - before.deadLetters.length,
  };
}

async function fill({ awsEndpoint, queueUrl }: LocalStack, batches: readonly QueueEvent[]): Promise<void> {
  const sqs = new SQSClient({
    endpoint: awsEndpoint,
    region: 'ca-central-1',
    credentials: { accessKeyId: 'load', secretAccessKey: 'load' },
  });
  for (const { Records } of batches) {
    const Entries = Records.map(({ body }, place) => ({ Id: String(place), MessageBody: body }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
  sqs.destroy();
}

function isReportOf(name: string) {
  return ({ type, functionName }: JournalLine): boolean => type === 'report' && functionName === name;
}
