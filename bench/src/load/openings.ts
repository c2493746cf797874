import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { median, quantile } from 'simple-statistics';
import type { Scenario } from '../scenarios/all-scenarios.ts';
import { askStack, type LocalStack } from './local-stack.ts';

export interface OpeningsResult {
  /** Accounts that are open when the last request has had {@link GRACE_MS}, by second. */
  readonly openedPerSecond: number;
  readonly asked: number;
  readonly opened: number;
  /** From the request on the queue to the account. */
  readonly p50Ms: number;
  readonly p90Ms: number;
}

const GRACE_MS = 5_000;

/**
 * Queues requests for accounts at a steady rate while the SMS provider works, or accepts connections and never answers, and
 * says how fast the accounts are opened.
 */
export async function measureOpenings(
  stack: LocalStack,
  consumer: Scenario,
  { sms, ratePerSecond, seconds }: { sms: 'ok' | 'timeout'; ratePerSecond: number; seconds: number },
  firstIndex: number,
): Promise<OpeningsResult> {
  await setFaults(stack, { sms });
  const asked = ratePerSecond * seconds;
  const sqs = new SQSClient({
    endpoint: stack.awsEndpoint,
    region: 'ca-central-1',
    credentials: { accessKeyId: 'load', secretAccessKey: 'load' },
  });
  const [{ Records } = { Records: [] }] = consumer.load?.batches?.(1, asked, firstIndex) ?? [];
  const askedAt = new Map<string, number>();
  const began = Date.now();
  for (const [index, { body }] of Records.entries()) {
    await sleep(Math.max(0, began + (1_000 * index) / ratePerSecond - Date.now()));
    askedAt.set((JSON.parse(body) as { data: { msisdn: string } }).data.msisdn, Date.now());
    await sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl, MessageBody: body }));
  }
  await sleep(GRACE_MS);
  const { accounts } = await (await askStack(stack.origin)).state();
  sqs.destroy();
  await setFaults(stack, {});
  const waits = (accounts as readonly { msisdn: string; createdAt: string }[]).flatMap(
    ({ msisdn, createdAt }) => {
      const at = askedAt.get(msisdn);
      return at === undefined ? [] : [Math.max(0, Date.parse(createdAt) - at)];
    },
  );
  return {
    openedPerSecond: waits.length / seconds,
    asked,
    opened: waits.length,
    p50Ms: median(waits),
    p90Ms: quantile(waits, 0.9),
  };
}

async function setFaults({ origin }: LocalStack, faults: object): Promise<void> {
  const answer = await fetch(`${origin}/_local/faults`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!answer.ok) throw new Error(`the local stack refuses the faults: ${answer.status}`);
}
