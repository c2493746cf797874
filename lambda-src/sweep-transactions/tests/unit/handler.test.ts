import { inspect } from 'node:util';
import { CorruptLedgerError } from '@fintech-solution/domain/ledger/ledger-store';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';
import { PENDING_SHARDS, pendingShardOf } from '@fintech-solution/domain/ledger/transaction';
import { GUINEA_PLAN } from '@fintech-solution/domain/msisdn';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import { createInMemoryLedger, ledgerDown } from '@fintech-solution/testing/in-memory-ledger';
import {
  createInMemoryNotificationQueue,
  createInMemoryTransactionQueue,
} from '@fintech-solution/testing/in-memory-ledger-queues';
import { BOB, keyOf, NOW, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { createHandler } from '../../src/handler.ts';

const CHUNK_BUDGET_MS = 10_000;
const CHUNK_SIZE = 25;
const EXPIRY_SECONDS = 3_600;

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

/** A transaction that was accepted so long ago. */
function acceptedAgo(seconds: number, changes: Parameters<typeof pendingOf>[0] = {}) {
  const createdMs = NOW - seconds * 1_000;
  return pendingOf({
    createdAt: new Date(createdMs).toISOString(),
    expiresAt: createdMs / 1_000 + EXPIRY_SECONDS,
    ...changes,
  });
}

/** Some transactions with keys of their own. */
function manyAgo(count: number, seconds: number) {
  return Array.from({ length: count }, (_, at) =>
    acceptedAgo(seconds, { clientCorrelationId: keyOf(at + 1) }),
  );
}

const EXPIRED_AGO = EXPIRY_SECONDS + 30;
/** Asked for by the debited customer itself, who is told when it fails. */
const OWN = { requestedByDebitParty: true } as const;

/** A ledger that holds some transactions, a sweeper at 09:00, and what it queued. */
function setup(stored: readonly ReturnType<typeof pendingOf>[]) {
  const ledger = createInMemoryLedger();
  for (const transaction of stored) ledger.put(transaction);
  const transactions = createInMemoryTransactionQueue();
  const notifications = createInMemoryNotificationQueue();
  const handler = createHandler({
    ledger,
    transactions,
    notifications,
    log: createLog(GUINEA_PLAN),
    metrics: createBatchMetrics(),
    clock: () => NOW,
    plan: GUINEA_PLAN,
    chunkBudgetMs: CHUNK_BUDGET_MS,
  });
  const run = (getRemainingTimeInMillis = () => 30_000) => handler({}, { getRemainingTimeInMillis });
  const queued = () => transactions.messages.map(({ reference }) => reference);
  const statusOf = (reference: string) =>
    ledger.dump().transactions.find((transaction) => transaction.reference === reference)?.status;
  return { ledger, transactions, notifications, handler, run, queued, statusOf };
}

/** How often a metric was counted, whatever its dimensions. */
function counted(name: string): number {
  return output.metrics().reduce((sum, line) => sum + Number(line[name] ?? 0), 0);
}

describe('a transaction that waits', () => {
  it.each([
    [0, 0],
    [60, 0],
    [60.001, 1],
    [EXPIRY_SECONDS, 1],
    [EXPIRED_AGO - 0.001, 1],
  ])('for %d seconds is queued again %d times, and stays pending', async (seconds, times) => {
    const createdMs = NOW - seconds * 1_000;
    const waiting = pendingOf({
      createdAt: new Date(createdMs).toISOString(),
      expiresAt: Math.ceil(createdMs / 1_000) + EXPIRY_SECONDS,
    });
    const { run, queued, statusOf, notifications, ledger } = setup([waiting]);
    await run();
    expect(queued()).toEqual(Array(times).fill(waiting.reference));
    expect(statusOf(waiting.reference)).toBe('pending');
    expect(notifications.messages).toEqual([]);
    expect(ledger.calls).not.toContain('commit');
    expect(counted('TransactionSwept')).toBe(times);
  });

  it('is queued again at every run until it is final', async () => {
    const waiting = acceptedAgo(120);
    const { run, queued } = setup([waiting]);
    await run();
    await run();
    expect(queued()).toEqual([waiting.reference, waiting.reference]);
  });

  it('is found in whatever shard it is', async () => {
    const waiting = manyAgo(60, 120);
    expect(new Set(waiting.map(({ reference }) => pendingShardOf(reference)))).toEqual(
      new Set(PENDING_SHARDS),
    );
    const { run, queued } = setup(waiting);
    await run();
    expect(queued().toSorted()).toEqual(waiting.map(({ reference }) => reference).toSorted());
  });
});

describe('a transaction whose time is over', () => {
  it('is failed, and the processor gets its reference', async () => {
    const expired = acceptedAgo(EXPIRED_AGO);
    const { run, queued, ledger } = setup([expired]);
    await run();
    expect(queued()).toEqual([expired.reference]);
    expect(ledger.dump().transactions).toEqual([
      { ...expired, status: 'failed', finalAt: '2026-11-01T09:00:00.000Z', error: 'genericError' },
    ]);
    expect(output.metrics()).toMatchObject([
      { TransactionSwept: 1, TransactionFailed: 1, Type: 'transfer' },
      { TransactionFailed: 1, Reason: 'genericError' },
    ]);
  });

  it('is queued before it is failed, so that a crash in between loses no notification', async () => {
    const expired = acceptedAgo(EXPIRED_AGO);
    const { ledger, run, queued } = setup([expired]);
    const queuedBeforeCommit: string[][] = [];
    ledger.intercept({
      before: ({ method }) => {
        if (method === 'commit') queuedBeforeCommit.push(queued());
      },
    });
    await run();
    expect(queuedBeforeCommit).toEqual([[expired.reference]]);
  });

  it('is told to the customer who asked for it, and to the client', async () => {
    const trace = { correlationId: 'call-7', traceparent: '00-a-b-01' };
    const expired = acceptedAgo(EXPIRED_AGO, { ...OWN, ...trace, callbackUrl: 'https://hooks.example/x' });
    const { run, notifications } = setup([expired]);
    await run();
    expect(notifications.messages).toEqual([
      { reference: expired.reference, recipient: 'debit', ...trace },
      { reference: expired.reference, recipient: 'client', ...trace },
    ]);
  });

  it('of an organisation is told to no customer', async () => {
    const { run, notifications } = setup([acceptedAgo(EXPIRED_AGO)]);
    await run();
    expect(notifications.messages).toEqual([]);
  });

  it('stays failed where the notifications cannot be queued: its reference brings them about', async () => {
    const expired = acceptedAgo(EXPIRED_AGO, OWN);
    const { run, notifications, statusOf, queued } = setup([expired]);
    notifications.behave('down');
    await run();
    expect(statusOf(expired.reference)).toBe('failed');
    expect(queued()).toEqual([expired.reference]);
    expect(output.logs()).toContainEqual(expect.objectContaining({ message: 'Not notified yet' }));
  });

  it('that became final meanwhile stays as it is', async () => {
    const expired = acceptedAgo(EXPIRED_AGO, OWN);
    const final = { ...expired, status: 'failed', finalAt: 'earlier', error: 'insufficientFunds' } as const;
    const { ledger, run, notifications } = setup([expired]);
    ledger.intercept({ after: ({ method }) => (method === 'listPending' ? ledger.put(final) : undefined) });
    await run();
    expect(ledger.dump().transactions).toEqual([final]);
    expect(ledger.calls).not.toContain('commit');
    expect(notifications.messages).toEqual([]);
    expect(counted('TransactionFailed')).toBe(0);
  });

  it('that becomes final at the same moment stays as it is', async () => {
    const expired = acceptedAgo(EXPIRED_AGO, OWN);
    const final = { ...expired, status: 'failed', finalAt: 'earlier', error: 'insufficientFunds' } as const;
    const { ledger, run, notifications } = setup([expired]);
    ledger.intercept({ before: ({ method }) => (method === 'commit' ? ledger.put(final) : undefined) });
    await run();
    expect(ledger.dump().transactions).toEqual([final]);
    expect(notifications.messages).toEqual([]);
    expect(counted('TransactionFailed')).toBe(0);
  });

  it('comes before those that still may be posted', async () => {
    const alive = manyAgo(CHUNK_SIZE, EXPIRED_AGO + 60).map((transaction) => ({
      ...transaction,
      expiresAt: NOW / 1_000 + 60,
    }));
    const expired = acceptedAgo(EXPIRED_AGO, { clientCorrelationId: keyOf(900) });
    const { run, queued } = setup([...alive, expired]);
    const remaining = [CHUNK_BUDGET_MS, 0];
    await run(() => remaining.shift() ?? 0);
    expect(queued()).toHaveLength(CHUNK_SIZE);
    expect(queued()[0]).toBe(expired.reference);
  });
});

describe('the work of one run', () => {
  it('is bounded, so that a run after an outage ends: 250 of each shard', async () => {
    const { ledger, run } = setup([]);
    const listPending = jest.spyOn(ledger, 'listPending');
    await run();
    expect(listPending.mock.calls).toEqual(
      PENDING_SHARDS.map((shard) => [shard, '2026-11-01T08:59:00.000Z', 250]),
    );
  });

  it('begins no chunk that may not end in time, and leaves the rest to the next run', async () => {
    const { run, queued, handler } = setup(manyAgo(3 * CHUNK_SIZE, 120));
    const remaining = [CHUNK_BUDGET_MS, CHUNK_BUDGET_MS, CHUNK_BUDGET_MS - 1];
    await run(() => remaining.shift() ?? 0);
    expect(new Set(queued()).size).toBe(2 * CHUNK_SIZE);
    expect(output.logs().at(-1)).toMatchObject({
      message: 'Swept',
      stuck: 3 * CHUNK_SIZE,
      leftForNextRun: CHUNK_SIZE,
    });
    await handler({});
    expect(new Set(queued()).size).toBe(3 * CHUNK_SIZE);
  });

  it('is nothing where nothing is stuck', async () => {
    const { run, ledger, queued } = setup([acceptedAgo(1)]);
    await run();
    expect(queued()).toEqual([]);
    expect(new Set(ledger.calls)).toEqual(new Set(['listPending']));
    expect(output.metrics()).toEqual([]);
  });
});

describe('a fault', () => {
  it.each(['listPending', 'read', 'commit'])(
    'of the store at %s ends the run with an error, and the next one goes on',
    async (method) => {
      const expired = acceptedAgo(EXPIRED_AGO);
      const { ledger, run, statusOf } = setup([expired]);
      ledger.intercept({
        before: (call) => {
          if (call.method === method) throw ledgerDown();
        },
      });
      await expect(run()).rejects.toThrow('The ledger is unavailable');
      expect(statusOf(expired.reference)).toBe('pending');
      ledger.intercept({});
      await run();
      expect(statusOf(expired.reference)).toBe('failed');
    },
  );

  it('of the store after the first chunk keeps the second one for the next run', async () => {
    const { ledger, run, queued } = setup(manyAgo(2 * CHUNK_SIZE, EXPIRED_AGO));
    ledger.intercept({
      before: ({ method }) => {
        if (method === 'read') throw ledgerDown();
      },
    });
    await expect(run()).rejects.toThrow('The ledger is unavailable');
    expect(queued()).toHaveLength(CHUNK_SIZE);
    expect(counted('TransactionSwept')).toBe(CHUNK_SIZE);
  });

  it('of one shard hides no other', async () => {
    const waiting = manyAgo(60, 120);
    const { ledger, run, queued } = setup(waiting);
    const { listPending } = ledger;
    ledger.listPending = async (shard, ...rest) => {
      if (shard === 'P#3') throw ledgerDown();
      return listPending(shard, ...rest);
    };
    await expect(run()).rejects.toThrow('The ledger is unavailable');
    const others = waiting.filter(({ reference }) => pendingShardOf(reference) !== 'P#3');
    expect(queued().toSorted()).toEqual(others.map(({ reference }) => reference).toSorted());
  });

  it('of the queue fails nothing: what is not queued is not failed either', async () => {
    const expired = acceptedAgo(EXPIRED_AGO);
    const { transactions, run, statusOf } = setup([expired]);
    transactions.behave('down');
    await expect(run()).rejects.toThrow('The queue is unavailable');
    expect(statusOf(expired.reference)).toBe('pending');
    expect(counted('TransactionSwept')).toBe(0);
  });

  it('of the queue for one message concerns that one', async () => {
    const expired = manyAgo(3, EXPIRED_AGO);
    const { transactions, run, statusOf } = setup(expired);
    transactions.behave({ refuses: [1] });
    await expect(run()).rejects.toThrow(/did not take/);
    const statuses = expired.map(({ reference }) => statusOf(reference));
    expect(statuses.toSorted()).toEqual(['failed', 'failed', 'pending']);
    expect(counted('TransactionSwept')).toBe(2);
  });

  it.each([
    ['that cannot be told truthfully', new CorruptLedgerError('amount of a transaction')],
    ['of ours', new Error('AccessDenied')],
  ])('in one transaction %s leaves the others alone', async (_, error) => {
    const [broken = acceptedAgo(0), ...others] = manyAgo(2 * CHUNK_SIZE, EXPIRED_AGO);
    const { ledger, run, statusOf } = setup([broken, ...others]);
    if (error instanceof CorruptLedgerError) ledger.corrupt(broken.reference, error);
    else
      ledger.intercept({
        before: ({ writes }) => {
          const [write] = writes ?? [];
          if (write?.write === 'fail' && write.transaction.reference === broken.reference) throw error;
        },
      });
    await expect(run()).rejects.toThrow(error.message);
    expect(statusOf(broken.reference)).toBe('pending');
    expect(others.map(({ reference }) => statusOf(reference))).toEqual(others.map(() => 'failed'));
    expect(output.logs()).toContainEqual(expect.objectContaining({ message: 'Ended with a fault' }));
  });

  it('that quotes a number and a token lets neither out of the function', async () => {
    const { ledger, run } = setup([acceptedAgo(EXPIRED_AGO)]);
    const quoted = new Error(`AccessDenied for ${BOB} with Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln`);
    ledger.intercept({
      before: ({ method }) => {
        if (method === 'commit') throw quoted;
      },
    });
    const thrown: Error = await run().then(
      () => new Error('it ended well'),
      (error: Error) => error,
    );
    expect(thrown.message).toMatch(/^AccessDenied/);
    const told = inspect(thrown, { showHidden: true, depth: 9 });
    expect(told).not.toContain(BOB);
    expect(told).not.toContain('eyJ');
  });

  it('in the index, an entry without a transaction, is told and leaves the others alone', async () => {
    const expired = acceptedAgo(EXPIRED_AGO);
    const { ledger, run, statusOf } = setup([expired]);
    const { listPending } = ledger;
    ledger.listPending = async (...query) => [
      { reference: NO_TRANSACTION, expiresAt: 1 },
      ...(query[0] === 'P#0' ? await listPending(pendingShardOf(expired.reference), query[1], query[2]) : []),
    ];
    await expect(run()).rejects.toThrow('an entry of the index has no item');
    expect(statusOf(expired.reference)).toBe('failed');
  });
});

describe('what is logged', () => {
  it('names the transaction, and no number or amount', async () => {
    const expired = acceptedAgo(EXPIRED_AGO);
    const { run } = setup([expired]);
    await run();
    const lines = output
      .logs()
      .map((line) => JSON.stringify(line))
      .join();
    expect(lines).toContain(expired.reference);
    expect(lines).not.toContain(expired.debit);
    expect(lines).not.toContain(expired.credit);
  });
});
