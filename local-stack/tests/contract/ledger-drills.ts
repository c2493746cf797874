import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { createDynamoDbLedgerPages } from '@fintech-solution/adapters/dynamodb/ledger-pages';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { encodeTransactionRequested } from '@fintech-solution/domain/ledger/transaction-events';
import type { AcceptedTransaction } from '@fintech-solution/domain/ledger/transaction';
import { type Finding, verifyLedger } from '@fintech-solution/domain/ledger/verification';
import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import {
  createInMemoryNotificationQueue,
  createInMemoryTransactionQueue,
} from '@fintech-solution/testing/in-memory-ledger-queues';
import { createInMemoryDeadLetters, createInMemoryQueue } from '@fintech-solution/testing/in-memory-queues';
import {
  type LedgerEngine,
  openedItem,
  startLedgerEngine,
  type TableNames,
} from '@fintech-solution/testing/ledger-engine';
import {
  ALICE,
  BOB,
  CAROL,
  acceptedOf,
  countingNonces,
  keyOf,
  LIMITS,
  NOW,
} from '@fintech-solution/testing/ledger-samples';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import { createHandler as createProcessor } from '../../../lambda-src/process-transaction/src/handler.ts';
import { createHandler as createSweeper } from '../../../lambda-src/sweep-transactions/src/handler.ts';

const BATCH = 10;
const PLENTY_MS = 900_000;

/** The ledger's functions over the local table engine, with a clock and queues in a test's hand. */
export interface Drill {
  readonly engine: LedgerEngine;
  readonly tables: TableNames;
  readonly parked: ReturnType<typeof createInMemoryDeadLetters>['parked'];
  /** Accepts 10 francs from Alice to Bob, or something else, now. */
  accept(changes?: Partial<AcceptedTransaction>): Promise<Reference>;
  /** Hands messages to the processor, ten at a time; the bodies of those that must come again. */
  process(bodies: readonly string[]): Promise<string[]>;
  /** Runs the sweeper once, and hands what it queued to the processor. */
  sweep(): Promise<void>;
  passHours(hours: number): void;
  statusOf(reference: Reference): Promise<string | undefined>;
  /** What a verification of these tables finds now. */
  findings(tables?: TableNames): Promise<Finding[]>;
}

export const bodyOf = (reference: Reference): string =>
  encodeTransactionRequested({ reference, correlationId: 'drill' }, new Date(NOW).toISOString());

/** Three accounts of 1,000 francs each. */
export async function startDrill(): Promise<Drill> {
  const engine = await startLedgerEngine();
  const opened = { accounts: [ALICE, BOB, CAROL].map(openedItem), ledger: [] };
  const tables = await engine.restore(opened);
  const ledger = createDynamoDbLedger(engine.client, tables);
  const notifications = createInMemoryNotificationQueue();
  const transactions = createInMemoryTransactionQueue();
  const deadLetters = createInMemoryDeadLetters();
  let nowMs = NOW;
  let keys = 0;
  const common = {
    ledger,
    notifications,
    log: createLog(GUINEA_PLAN),
    metrics: createBatchMetrics(),
    clock: () => nowMs,
    plan: GUINEA_PLAN,
  };
  const processor = createProcessor({
    ...common,
    deadLetters,
    queue: createInMemoryQueue(),
    limits: LIMITS,
    newNonce: countingNonces(),
    pause: async () => undefined,
    random: () => 0.5,
  });
  const sweeper = createSweeper({ ...common, transactions, chunkBudgetMs: 10_000 });
  const context = { getRemainingTimeInMillis: () => PLENTY_MS };

  async function process(bodies: readonly string[]): Promise<string[]> {
    const again: string[] = [];
    for (let start = 0; start < bodies.length; start += BATCH) {
      const batch = bodies.slice(start, start + BATCH);
      const Records = batch.map((body, index) => recordOf(body, { messageId: String(index) }));
      const { batchItemFailures } = await processor({ Records }, context);
      again.push(...batchItemFailures.map(({ itemIdentifier }) => batch[Number(itemIdentifier)] as string));
    }
    return again;
  }

  return {
    engine,
    tables,
    parked: deadLetters.parked,
    process,
    async accept(changes = {}) {
      const transaction = acceptedOf({
        amount: 10n,
        clientCorrelationId: keyOf((keys += 1)),
        createdAt: new Date(nowMs).toISOString(),
        expiresAt: nowMs / 1_000 + 3_600,
        ...changes,
      });
      await ledger.accept(transaction);
      return transaction.reference;
    },
    async sweep() {
      const before = transactions.messages.length;
      await sweeper({}, context);
      await process(transactions.messages.slice(before).map(({ reference }) => bodyOf(reference)));
    },
    passHours: (hours) => void (nowMs += hours * 3_600_000),
    statusOf: async (reference) => (await ledger.find(reference))?.status,
    async findings(names = tables) {
      const pages = createDynamoDbLedgerPages(engine.client, names);
      const found: Finding[] = [];
      for await (const finding of verifyLedger(pages, { nowMs, isQuiet: true })) found.push(finding);
      return found;
    },
  };
}
