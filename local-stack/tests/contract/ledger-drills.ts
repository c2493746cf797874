import { createDynamoDbLedger } from '@fintech-solution/adapters/dynamodb/ledger';
import { createDynamoDbLedgerPages } from '@fintech-solution/adapters/dynamodb/ledger-pages';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { encodeTransactionRequested } from '@fintech-solution/domain/ledger/transaction-events';
import type { AcceptedTransaction } from '@fintech-solution/domain/ledger/transaction';
import type { Finding } from '@fintech-solution/domain/ledger/ledger-pages';
import { verifyLedger } from '@fintech-solution/domain/ledger/verification';
import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { openedItem, type TableNames } from '@fintech-solution/testing/ledger-engine';
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
import { createHandler as createProcessor } from '../../../lambda-src/process-transaction/src/handler.ts';
import { createHandler as createSweeper } from '../../../lambda-src/sweep-transactions/src/handler.ts';
import { createListQueues, createSqsQueues } from './drill-queues.ts';
import { type DrillTables, startLocalTables, startMotoTables } from './drill-tables.ts';

const PLENTY_MS = 900_000;

/** Where moto's server answers, to hold the same drills there; without it they run on the local engine and on lists. */
const { DYNAMODB_ENDPOINT: moto } = process.env;

/** The ledger's functions over two tables and three queues, with a clock in a test's hand. */
export interface Drill {
  readonly engine: DrillTables;
  readonly tables: TableNames;
  /** The bodies of the dead letters. */
  parked(): Promise<string[]>;
  /** Accepts 10 francs from Alice to Bob, or something else, now. */
  accept(changes?: Partial<AcceptedTransaction>): Promise<Reference>;
  /** Queues messages, and hands all that wait to the processor, ten at a time; the bodies of those that must come again. */
  process(bodies: readonly string[]): Promise<string[]>;
  /** Runs the sweeper once, and hands what it queued to the processor, with all that must come again. */
  sweep(): Promise<void>;
  passHours(hours: number): void;
  statusOf(reference: Reference): Promise<string | undefined>;
  /** What a verification of these tables finds now. */
  findings(tables?: TableNames): Promise<Finding[]>;
  stop(): Promise<void>;
}

export const bodyOf = (reference: Reference): string =>
  encodeTransactionRequested({ reference, correlationId: 'drill' }, new Date(NOW).toISOString());

/** Three accounts of 1,000 francs each. */
export async function startDrill(): Promise<Drill> {
  const engine = moto === undefined ? await startLocalTables() : startMotoTables(moto);
  const queues = moto === undefined ? createListQueues() : await createSqsQueues(moto);
  const opened = { accounts: [ALICE, BOB, CAROL].map(openedItem), ledger: [] };
  const tables = await engine.restore(opened);
  const ledger = createDynamoDbLedger(engine.client, tables);
  const { transactions, notifications, deadLetters, queue } = queues;
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
    queue,
    limits: LIMITS,
    newNonce: countingNonces(),
    pause: async () => undefined,
    random: () => 0.5,
  });
  const sweeper = createSweeper({ ...common, transactions, chunkBudgetMs: 10_000 });
  const context = { getRemainingTimeInMillis: () => PLENTY_MS };

  /** Everything that waits, once; what fails does not come again before the next call. */
  async function drain(): Promise<string[]> {
    const again: string[] = [];
    for (;;) {
      const Records = await queues.receive();
      if (Records.length === 0) return again;
      const { batchItemFailures } = await processor({ Records }, context);
      const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      await queues.settle(Records, failed);
      again.push(...Records.filter(({ messageId }) => failed.includes(messageId)).map(({ body }) => body));
    }
  }

  return {
    engine,
    tables,
    parked: queues.parked,
    async process(bodies) {
      await queues.send(bodies);
      return drain();
    },
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
      await sweeper({}, context);
      await queues.comeAgain();
      await drain();
    },
    passHours: (hours) => void (nowMs += hours * 3_600_000),
    statusOf: async (reference) => (await ledger.find(reference))?.status,
    async findings(names = tables) {
      const pages = createDynamoDbLedgerPages(engine.client, names);
      const found: Finding[] = [];
      for await (const finding of verifyLedger(pages, { nowMs, isQuiet: true })) found.push(finding);
      return found;
    },
    async stop() {
      queues.stop();
      await engine.stop();
    },
  };
}
