import { findViolations } from '@fintech-solution/domain/ledger/invariants';
import { CorruptLedgerError } from '@fintech-solution/domain/ledger/ledger-store';
import { expire } from '@fintech-solution/domain/ledger/posting';
import type { LedgerWrite } from '@fintech-solution/domain/ledger/ledger-write';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import type { AcceptedTransaction } from '@fintech-solution/domain/ledger/transaction';
import { encodeTransactionRequested } from '@fintech-solution/domain/ledger/transaction-events';
import { GUINEA_PLAN, type Msisdn } from '@fintech-solution/domain/msisdn';
import { createLog } from '@fintech-solution/runtime/log';
import { createBatchMetrics } from '@fintech-solution/runtime/metrics';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import {
  createInMemoryLedger,
  type InMemoryLedger,
  type LedgerHooks,
  ledgerDown,
} from '@fintech-solution/testing/in-memory-ledger';
import { createInMemoryNotificationQueue } from '@fintech-solution/testing/in-memory-ledger-queues';
import { createInMemoryDeadLetters, createInMemoryQueue } from '@fintech-solution/testing/in-memory-queues';
import {
  ALICE,
  BOB,
  CAROL,
  countingNonces,
  keyOf,
  LIMITS,
  NOW,
  NOW_TEXT,
  pendingOf,
} from '@fintech-solution/testing/ledger-samples';
import { recordOf } from '@fintech-solution/testing/sqs-records';
import { MAX_TRIES, BUDGET_MS } from '../../src/budgets.ts';
import { createHandler, type Dependencies } from '../../src/handler.ts';

const DAVE = '224622000004' as Msisdn;
const NOWHERE = '224622000009' as Msisdn;

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

/** A ledger with four accounts of 1,000 francs. */
function createLedger(): InMemoryLedger {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB, CAROL, DAVE]) ledger.open(msisdn);
  return ledger;
}

/** The handler on fakes, and what its queue does with it. */
function setup({
  shared: ledger = createLedger(),
  ...overrides
}: Partial<Dependencies> & { shared?: InMemoryLedger } = {}) {
  const notifications = createInMemoryNotificationQueue();
  const deadLetters = createInMemoryDeadLetters();
  const queue = createInMemoryQueue();
  const pauses: number[] = [];
  let now = NOW;
  let timeLeftMs = (): number => 10 * BUDGET_MS;
  const handler = createHandler({
    ledger,
    notifications,
    deadLetters,
    queue,
    limits: LIMITS,
    plan: GUINEA_PLAN,
    clock: () => now,
    newNonce: countingNonces(),
    pause: async (ms) => void pauses.push(ms),
    random: () => 0.5,
    log: createLog(GUINEA_PLAN),
    metrics: createBatchMetrics(),
    ...overrides,
  });
  let keys = 0;
  /** A transaction that was accepted, by its reference. */
  const accept = (changes: Partial<AcceptedTransaction> = {}): Reference => {
    const transaction = pendingOf({ clientCorrelationId: keyOf((keys += 1)), ...changes });
    ledger.put(transaction);
    return transaction.reference;
  };
  /** The places of the records that must come again. */
  const deliver = async (...references: readonly Reference[]) => {
    const Records = references.map((reference, index) =>
      recordOf(encodeTransactionRequested({ reference, correlationId: 'call-1' }, NOW_TEXT), {
        messageId: String(index),
      }),
    );
    const { batchItemFailures } = await handler(
      { Records },
      { getRemainingTimeInMillis: () => timeLeftMs() },
    );
    return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
  };
  const stateOf = (reference: Reference) => {
    const transaction = ledger.dump().transactions.find((candidate) => candidate.reference === reference);
    return transaction?.status === 'failed' ? transaction.error : transaction?.status;
  };
  const balanceOf = (msisdn: Msisdn) =>
    ledger.dump().accounts.find((account) => account.msisdn === msisdn)?.balance;
  const counted = () =>
    output
      .metrics()
      .flatMap(({ _aws: _, service: __, Type, Reason, ...counts }) =>
        Object.entries(counts).map(
          ([name, value]) => `${name} ${String(Type ?? Reason ?? '')} ${String(value)}`,
        ),
      );
  const expectSound = () =>
    expect(
      findViolations(ledger.dump(), { nowMs: now, clockSkewMs: 1_000, limits: overrides.limits ?? LIMITS }),
    ).toEqual([]);
  return {
    ledger,
    notifications,
    deadLetters,
    queue,
    pauses,
    handler,
    accept,
    deliver,
    stateOf,
    balanceOf,
    counted,
    expectSound,
    passTo: (moment: number) => void (now = moment),
    leave: (ms: () => number) => void (timeLeftMs = ms),
  };
}

/** Does something before the commits of these places, counted from 0. */
function atCommits(places: readonly number[], act: (writes: readonly LedgerWrite[]) => void): LedgerHooks {
  let commits = -1;
  return {
    before: ({ method, writes }) => {
      if (method !== 'commit') return;
      commits += 1;
      if (places.includes(commits)) act(writes ?? []);
    },
  };
}

describe('a transaction', () => {
  it('is posted in two reads, one commit and one call to the queue', async () => {
    const { ledger, notifications, accept, deliver, stateOf, balanceOf, expectSound } = setup();
    const reference = accept();
    await expect(deliver(reference)).resolves.toEqual([]);
    expect(stateOf(reference)).toBe('completed');
    expect([balanceOf(ALICE), balanceOf(BOB)]).toEqual([750n, 1_250n]);
    expect(ledger.calls).toEqual(['read', 'read', 'commit']);
    expect(notifications.messages).toEqual([
      { reference, recipient: 'debit', correlationId: 'call-1', traceparent: undefined },
      { reference, recipient: 'credit', correlationId: 'call-1', traceparent: undefined },
    ]);
    expectSound();
  });

  it('that cannot be posted is refused, and nobody who did not ask is told', async () => {
    const notifications = createInMemoryNotificationQueue();
    const notify = jest.spyOn(notifications, 'notify');
    const { accept, deliver, stateOf, balanceOf, expectSound } = setup({ notifications });
    const reference = accept({ amount: 1_001n });
    await expect(deliver(reference)).resolves.toEqual([]);
    expect(stateOf(reference)).toBe('insufficientFunds');
    expect(balanceOf(ALICE)).toBe(1_000n);
    expect(notify).not.toHaveBeenCalled();
    expectSound();
  });

  it('of the holder’s own that fails is told to the holder', async () => {
    const { notifications, accept, deliver } = setup();
    const reference = accept({ amount: 1_001n, requestedByDebitParty: true });
    await deliver(reference);
    expect(notifications.messages).toMatchObject([{ reference, recipient: 'debit' }]);
  });

  it('is counted and logged, without a number', async () => {
    const { accept, deliver, counted } = setup();
    const [posted, refused] = [accept(), accept({ debit: CAROL, credit: NOWHERE })];
    await deliver(posted, refused);
    expect(counted()).toEqual([
      'TransactionCompleted transfer 1',
      'TransactionFailed transfer 1',
      'TransactionFailed identifierError 1',
    ]);
    expect(output.logs()).toMatchObject([
      { message: 'Transaction completed', correlationId: 'call-1', reference: posted, type: 'transfer' },
      { message: 'Transaction failed', reference: refused, reason: 'identifierError' },
    ]);
    expect(output.timeless()).not.toMatch(/62200000|250/);
  });

  it('that was final already is not posted again, and its notifications are queued again', async () => {
    const { ledger, notifications, accept, deliver, balanceOf, counted, expectSound } = setup();
    const reference = accept();
    await deliver(reference);
    await expect(deliver(reference)).resolves.toEqual([]);
    expect(balanceOf(ALICE)).toBe(750n);
    expect(ledger.calls).toEqual(['read', 'read', 'commit', 'read']);
    expect(notifications.messages).toHaveLength(4);
    expect(counted()).toEqual(['TransactionCompleted transfer 1']);
    expectSound();
  });

  it('that just expired waits for every clock, then fails', async () => {
    const { notifications, accept, deliver, stateOf, passTo, counted, expectSound } = setup();
    const reference = accept({ expiresAt: NOW / 1_000, callbackUrl: 'https://hooks.example' });
    await expect(deliver(reference)).resolves.toEqual([0]);
    expect(stateOf(reference)).toBe('pending');
    expect(counted()).toEqual(['RequestFailed expiring 1']);
    passTo(NOW + 30_000);
    await expect(deliver(reference)).resolves.toEqual([]);
    expect(stateOf(reference)).toBe('genericError');
    expect(notifications.messages).toMatchObject([{ reference, recipient: 'client' }]);
    expectSound();
  });
});

describe('a batch', () => {
  it('reads once for all, and queues all notifications together', async () => {
    const notifications = createInMemoryNotificationQueue();
    const notify = jest.spyOn(notifications, 'notify');
    const { ledger, accept, deliver, expectSound } = setup({ notifications });
    const references = [
      accept(),
      accept({ debit: CAROL, credit: DAVE }),
      accept({ debit: BOB, credit: CAROL, amount: 1_100n }),
      accept({ debit: DAVE, credit: NOWHERE }),
    ];
    await expect(deliver(...references)).resolves.toEqual([]);
    expect(ledger.calls.filter((call) => call === 'read')).toHaveLength(2);
    expect(notify).toHaveBeenCalledTimes(1);
    expect(notifications.messages).toHaveLength(6);
    expectSound();
  });

  it('works on one account in the order of its records, with what the record before left', async () => {
    const { ledger, accept, deliver, stateOf, balanceOf, expectSound } = setup();
    const references = [
      accept({ amount: 900n }),
      accept({ debit: BOB, credit: CAROL, amount: 1_900n }),
      accept({ debit: CAROL, credit: ALICE, amount: 2_900n }),
      accept({ amount: 3_001n }),
    ];
    await deliver(...references);
    expect(references.map(stateOf)).toEqual(['completed', 'completed', 'completed', 'insufficientFunds']);
    expect([ALICE, BOB, CAROL].map(balanceOf)).toEqual([3_000n, 0n, 0n]);
    // No commit met another one, so nothing had to be read again.
    expect(ledger.calls).toEqual(['read', 'read', 'commit', 'commit', 'commit', 'commit']);
    expectSound();
  });

  it('works on accounts that have nothing in common beside each other', async () => {
    const { ledger, accept, deliver } = setup();
    const bothStarted = Promise.withResolvers<void>();
    let started = 0;
    ledger.intercept({
      before: async ({ method }) => {
        if (method !== 'commit') return;
        started += 1;
        if (started === 2) bothStarted.resolve();
        await bothStarted.promise;
      },
    });
    await expect(deliver(accept(), accept({ debit: CAROL, credit: DAVE }))).resolves.toEqual([]);
  });

  it('asks for each of its transactions, then for each account of a customer, and for nothing else', async () => {
    const { ledger, accept, deliver } = setup();
    const read = jest.spyOn(ledger, 'read');
    const references = [accept({ type: 'deposit', debit: 'SYS#CASH', credit: BOB })];
    await deliver(...references);
    expect(read.mock.calls).toEqual([
      [references, []],
      [[], [BOB]],
    ]);
  });

  it('posts a transaction once that comes twice in it', async () => {
    const { ledger, accept, deliver, balanceOf, notifications, expectSound } = setup();
    const reference = accept();
    await expect(deliver(reference, reference)).resolves.toEqual([]);
    expect(ledger.calls).toEqual(['read', 'read', 'commit']);
    expect(balanceOf(ALICE)).toBe(750n);
    expect(notifications.messages).toHaveLength(2);
    expectSound();
  });

  it('of final transactions reads no account', async () => {
    const { ledger, accept, deliver } = setup();
    const reference = accept();
    await deliver(reference);
    await deliver(reference);
    expect(ledger.calls.slice(3)).toEqual(['read']);
  });

  it.each([undefined, {}, { Records: 'x' }])('that is none is an error: %j', async (event) => {
    const { handler } = setup();
    await expect(handler(event as never)).rejects.toThrow(TypeError);
  });
});

describe('a message that is not from us', () => {
  it.each([
    ['a text', 'hello', 'not-json'],
    ['another event', '{"specversion":"1.0","type":"x","source":"y","id":"z"}', 'type-not-ours'],
  ])('moves nothing and is parked: %s', async (_, body, reason) => {
    const { ledger, handler, deadLetters } = setup();
    const answer = await handler({ Records: [recordOf(body)] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(deadLetters.parked).toMatchObject([{ body, reason }]);
    expect(ledger.calls).toEqual([]);
  });

  it('moves nothing and is parked, whose reference nobody gave', async () => {
    const { ledger, deadLetters, accept, deliver, stateOf, counted } = setup();
    const known = accept();
    const forged = pendingOf({ clientCorrelationId: keyOf(99) }).reference;
    await expect(deliver(forged, known)).resolves.toEqual([]);
    expect(deadLetters.parked).toMatchObject([{ messageId: '0', reason: 'transaction-unknown' }]);
    expect(stateOf(known)).toBe('completed');
    expect(ledger.dump().transactions).toHaveLength(1);
    expect(counted().join()).toContain('EventParked');
  });

  it('comes again where it cannot be parked', async () => {
    const { deadLetters, deliver, counted } = setup();
    deadLetters.refuse();
    await expect(deliver(pendingOf().reference)).resolves.toEqual([0]);
    expect(counted()).toEqual(['RequestFailed not-parked 1']);
    expect(output.logs()).toMatchObject([{ level: 'ERROR', reason: 'transaction-unknown' }]);
  });
});

describe('another one at the same account', () => {
  it('that moved it in between is noticed by the commit, and what it left counts', async () => {
    const { ledger, accept, deliver, stateOf, balanceOf, pauses, expectSound } = setup();
    const other = setup({ shared: ledger });
    const mine = accept({ amount: 800n });
    const theirs = other.accept({
      debit: ALICE,
      credit: CAROL,
      amount: 300n,
      clientCorrelationId: keyOf(50),
    });
    let isFirst = true;
    ledger.intercept({
      before: async ({ method }) => {
        if (method !== 'commit' || !isFirst) return;
        isFirst = false;
        await other.deliver(theirs);
      },
    });
    await expect(deliver(mine)).resolves.toEqual([]);
    expect([stateOf(theirs), stateOf(mine)]).toEqual(['completed', 'insufficientFunds']);
    expect(balanceOf(ALICE)).toBe(700n);
    expect(pauses).toEqual([]);
    expectSound();
  });

  it('that put money back in between makes a refusal untrue, so it is posted', async () => {
    const { ledger, accept, deliver, stateOf, expectSound } = setup();
    const other = setup({ shared: ledger });
    const mine = accept({ amount: 1_100n });
    const theirs = other.accept({ debit: CAROL, credit: ALICE, clientCorrelationId: keyOf(50) });
    let isFirst = true;
    ledger.intercept({
      before: async ({ method }) => {
        if (method !== 'commit' || !isFirst) return;
        isFirst = false;
        await other.deliver(theirs);
      },
    });
    await deliver(mine);
    expect(stateOf(mine)).toBe('completed');
    expectSound();
  });

  it('that has it at this moment makes us pause, longer each time and not as long as others', async () => {
    const { ledger, accept, stateOf } = setup();
    const { commit, read } = ledger;
    const reference = accept();
    let left = 3;
    const contended = setup({
      ledger: {
        read,
        commit: async (writes) => {
          left -= 1;
          if (left < 0) return commit(writes);
          return {
            kind: 'cancelled',
            failures: writes.map((_, index) => (index === 3 ? { kind: 'conflict' } : undefined)),
          };
        },
      },
    });
    await expect(contended.deliver(reference)).resolves.toEqual([]);
    expect(contended.pauses).toEqual([10, 20, 40]);
    expect(stateOf(reference)).toBe('completed');
  });

  it('for too long leaves the transaction pending for a later delivery, never failed', async () => {
    const { ledger, accept, counted, stateOf } = setup();
    const reference = accept();
    const contended = setup({
      ledger: {
        read: ledger.read,
        commit: async (writes) => ({
          kind: 'cancelled',
          failures: writes.map(() => ({ kind: 'throttled' })),
        }),
      },
    });
    await expect(contended.deliver(reference)).resolves.toEqual([0]);
    expect(contended.pauses).toHaveLength(MAX_TRIES);
    expect(Math.max(...contended.pauses)).toBe(320);
    expect(contended.queue.backedOff).toEqual(['0']);
    expect(stateOf(reference)).toBe('pending');
    expect(counted()).toEqual(['RequestFailed contended 1']);
  });

  it.each([
    ['is final', [expire(pendingOf({ clientCorrelationId: keyOf(1) }), NOW).transaction]],
    ['is gone', []],
  ])('after whose commit the transaction %s is not decided about again', async (_, left) => {
    const { ledger, accept } = setup();
    const reference = accept();
    let commits = 0;
    const { deliver, counted, deadLetters } = setup({
      ledger: {
        read: async (references, msisdns) => {
          const found = await ledger.read(references, msisdns);
          const transactions = new Map(left.map((transaction) => [transaction.reference, transaction]));
          return commits === 0 ? found : { ...found, transactions };
        },
        commit: async (writes) => {
          commits += 1;
          return { kind: 'cancelled', failures: writes.map(() => ({ kind: 'condition' })) };
        },
      },
    });
    await expect(deliver(reference)).resolves.toEqual([]);
    expect(commits).toBe(1);
    expect(deadLetters.parked).toHaveLength(left.length === 0 ? 1 : 0);
    expect(counted().join()).not.toContain('Transaction');
  });

  it('whose account is gone since is not taken for what it was', async () => {
    const { ledger, accept } = setup();
    const reference = accept();
    const commits: (readonly LedgerWrite[])[] = [];
    const { deliver } = setup({
      ledger: {
        read: async (references, msisdns) => {
          const found = await ledger.read(references, msisdns);
          return commits.length === 0 ? found : { ...found, accounts: new Map() };
        },
        commit: async (writes) => {
          commits.push(writes);
          if (commits.length > 1) return ledger.commit(writes);
          return { kind: 'cancelled', failures: writes.map(() => ({ kind: 'condition' })) };
        },
      },
    });
    await deliver(reference);
    expect(commits[1]).toContainEqual(
      expect.objectContaining({ write: 'check-account', msisdn: ALICE, not: { rule: 'exists' } }),
    );
  });

  it('is tried as long as there is the time for one try', async () => {
    const { accept, deliver, stateOf, leave } = setup();
    const reference = accept();
    leave(() => BUDGET_MS);
    await deliver(reference);
    expect(stateOf(reference)).toBe('completed');
  });

  it('is left alone when too little time is left to try again', async () => {
    const { ledger, accept } = setup();
    const reference = accept();
    let tries = 0;
    const contended = setup({
      ledger: {
        read: ledger.read,
        commit: async (writes) => {
          tries += 1;
          contended.leave(() => BUDGET_MS - 1);
          return { kind: 'cancelled', failures: writes.map(() => ({ kind: 'conflict' })) };
        },
      },
    });
    await expect(contended.deliver(reference)).resolves.toEqual([0]);
    expect(tries).toBe(1);
  });

  it('of the cash of a requester is told by the store, and refused as the store has it', async () => {
    const { accept, deliver, stateOf, expectSound } = setup({ limits: { ...LIMITS, dailyCash: 1_000n } });
    const deposit = { type: 'deposit', debit: 'SYS#CASH' } as const;
    const references = [
      accept({ ...deposit, credit: ALICE, amount: 600n }),
      accept({ ...deposit, credit: BOB, amount: 401n }),
      accept({ ...deposit, credit: CAROL, amount: 400n }),
    ];
    await deliver(...references);
    expect(references.map(stateOf)).toEqual(['completed', 'dailyValueLimitExceeded', 'completed']);
    expectSound();
  });
});

describe('two processors with the same batch', () => {
  it('post each transaction once, and both queue its notifications', async () => {
    const first = setup();
    const second = setup({ shared: first.ledger, newNonce: () => 'another' });
    const references = [
      first.accept(),
      first.accept({ debit: BOB, credit: CAROL }),
      first.accept({ debit: CAROL, credit: ALICE }),
    ];
    const failures = await Promise.all([first.deliver(...references), second.deliver(...references)]);
    expect(failures).toEqual([[], []]);
    expect(references.map(first.stateOf)).toEqual(['completed', 'completed', 'completed']);
    expect(first.counted().join()).toBe('TransactionCompleted transfer 3');
    first.expectSound();
  });
});

describe('when something fails', () => {
  it.each([
    ['the transactions', 1],
    ['the accounts', 2],
  ])('a table that does not answer for %s fails every record, and nothing moves', async (_, call) => {
    const { ledger, accept, deliver, stateOf, counted, notifications } = setup();
    const references = [accept(), accept({ debit: CAROL, credit: DAVE })];
    let reads = 0;
    ledger.intercept({
      before: ({ method }) => {
        if (method === 'read' && (reads += 1) === call) throw ledgerDown();
      },
    });
    await expect(deliver(...references)).resolves.toEqual([0, 1]);
    expect(references.map(stateOf)).toEqual(['pending', 'pending']);
    expect(counted()).toEqual(['RequestFailed store-unavailable 2']);
    expect(notifications.messages).toEqual([]);
  });

  it('a commit that is not answered fails its record alone', async () => {
    const { ledger, accept, deliver, stateOf } = setup();
    const references = [accept(), accept({ debit: CAROL, credit: DAVE })];
    ledger.intercept(
      atCommits([0], () => {
        throw ledgerDown();
      }),
    );
    await expect(deliver(...references)).resolves.toEqual([0]);
    expect(references.map(stateOf)).toEqual(['pending', 'completed']);
  });

  it('a commit whose answer was lost is found by the next delivery, which queues the notifications', async () => {
    const { ledger, accept, deliver, balanceOf, notifications, expectSound } = setup();
    const reference = accept();
    ledger.intercept({
      after: ({ method }) => {
        if (method === 'commit') throw ledgerDown();
      },
    });
    await expect(deliver(reference)).resolves.toEqual([0]);
    expect(notifications.messages).toEqual([]);
    ledger.intercept({});
    await expect(deliver(reference)).resolves.toEqual([]);
    expect(balanceOf(ALICE)).toBe(750n);
    expect(notifications.messages).toHaveLength(2);
    expectSound();
  });

  it('a commit that was applied, and answered as a conflict with itself, counts as this delivery’s own', async () => {
    const { ledger, accept, counted, stateOf } = setup();
    const reference = accept();
    const repeated = setup({
      ledger: {
        read: ledger.read,
        commit: async (writes) => {
          await ledger.commit(writes);
          return ledger.commit(writes);
        },
      },
    });
    await expect(repeated.deliver(reference)).resolves.toEqual([]);
    expect(stateOf(reference)).toBe('completed');
    expect(counted()).toEqual(['TransactionCompleted transfer 1']);
  });

  it.each([
    ['down', 'down'],
    ['full for one of the two', { refuses: [1] }],
  ] as const)(
    'a notifications queue that is %s makes the record come again, which queues them',
    async (_, behaviour) => {
      const { accept, deliver, stateOf, notifications, counted } = setup();
      const reference = accept();
      notifications.behave(behaviour);
      await expect(deliver(reference)).resolves.toEqual([0]);
      expect(stateOf(reference)).toBe('completed');
      expect(counted()).toContain('RequestFailed queue-unavailable 1');
      notifications.behave('well');
      await expect(deliver(reference)).resolves.toEqual([]);
      const told = notifications.messages.map(({ recipient }) => recipient);
      expect(new Set(told)).toEqual(new Set(['debit', 'credit']));
    },
  );

  it('a full queue makes only those records come again whose notifications it left out', async () => {
    const { accept, deliver, notifications } = setup();
    notifications.behave({ refuses: [2] });
    await expect(deliver(accept(), accept({ debit: CAROL, credit: DAVE }))).resolves.toEqual([1]);
  });

  it.each([
    ['a transaction', (reference: Reference) => reference],
    ['an account', () => ALICE],
  ])('%s that is corrupt fails its record alone, and is not guessed', async (_, keyOfCorrupt) => {
    const { ledger, accept, deliver, stateOf, counted } = setup();
    const references = [accept(), accept({ debit: CAROL, credit: DAVE })];
    ledger.corrupt(keyOfCorrupt(references[0] as Reference), new CorruptLedgerError('test'));
    await expect(deliver(...references)).resolves.toEqual([0]);
    expect(references.map(stateOf)).toEqual(['pending', 'completed']);
    expect(counted()).toContain('RequestFailed item-corrupt 1');
  });

  it('a fault of ours fails its record, with its error in the log', async () => {
    const { ledger, accept, deliver, counted } = setup();
    ledger.intercept(
      atCommits([0], () => {
        throw new Error('a bug');
      }),
    );
    await expect(deliver(accept())).resolves.toEqual([0]);
    expect(counted()).toEqual(['RequestFailed unexpected 1']);
    expect(output.logs()).toMatchObject([{ level: 'ERROR', message: 'Failed, will come again' }]);
  });

  it('a record that waited too long for its turn is not begun', async () => {
    const { accept, deliver, stateOf, leave, ledger } = setup();
    const references = [accept(), accept()];
    ledger.intercept(atCommits([0], () => leave(() => BUDGET_MS - 1)));
    // Neither has time for its notifications; the first one is posted all the same.
    await expect(deliver(...references)).resolves.toEqual([0, 1]);
    expect(references.map(stateOf)).toEqual(['completed', 'pending']);
  });

  it('a correlation id of another sender is cut and masked in the log', async () => {
    const { handler } = setup();
    const body = encodeTransactionRequested(
      { reference: pendingOf().reference, correlationId: `224622000001${'x'.repeat(99)}` },
      '2026-11-01T09:00:00.000Z',
    );
    await handler({ Records: [recordOf(body)] });
    expect(output.lines().join()).not.toContain('224622000001');
    expect(output.lines().join()).not.toContain('x'.repeat(64));
  });
});
