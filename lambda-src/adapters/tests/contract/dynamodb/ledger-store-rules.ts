import type { LedgerAccount } from '@fintech-solution/domain/ledger/account-rules';
import { findViolations } from '@fintech-solution/domain/ledger/invariants';
import type { AccountRecord, LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';
import { CorruptLedgerError, type LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';
import type { CommitOutcome, LedgerWrite } from '@fintech-solution/domain/ledger/ledger-write';
import { decidePosting, expire } from '@fintech-solution/domain/ledger/posting';
import { nextStep } from '@fintech-solution/domain/ledger/next-step';
import type { Knowledge, Limits } from '@fintech-solution/domain/ledger/posting-input';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import {
  type AcceptedTransaction,
  PENDING_SHARDS,
  pendingShardOf,
  type Transaction,
} from '@fintech-solution/domain/ledger/transaction';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import {
  acceptedOf,
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

/** A store under test, and what a test may do behind its back. */
export interface LedgerUnderTest {
  readonly ledger: LedgerStore;
  /** Opens an account with 1,000 francs, or as a test wants it. */
  open(msisdn: Msisdn, changes?: Partial<AccountRecord>): Promise<void>;
  /** Changes an account as an operator would. */
  edit(msisdn: Msisdn, changes: Partial<AccountRecord>): Promise<void>;
  dump(): Promise<LedgerDump>;
}

type Pending = Extract<Transaction, { status: 'pending' }>;
interface Options {
  readonly limits?: Partial<Limits>;
  readonly knowledge?: Knowledge;
  readonly nowMs?: number;
}

type Decision = Exclude<ReturnType<typeof decidePosting>, { kind: 'wait' }>;

/** The store with Alice and Bob, and what a processor does with it. */
interface PreparedLedger extends LedgerUnderTest {
  accept(changes?: Partial<AcceptedTransaction>): Promise<Pending>;
  /** What is decided about a transaction, from what is stored now. */
  decide(transaction: Pending, options?: Options): Promise<Decision>;
  post(
    changes?: Partial<AcceptedTransaction>,
    options?: Options,
  ): Promise<{ readonly decision: Decision; readonly outcome: CommitOutcome }>;
  /** Commits, and tells which parts stopped it; nothing may have been written then. */
  stopped(writes: readonly LedgerWrite[]): Promise<readonly Record<string, unknown>[]>;
  /** Expects that every invariant holds. */
  sound(): Promise<void>;
}

type Setup = () => Promise<PreparedLedger>;

/** The rules of {@link LedgerStore}, held against the real adapter on an engine and against its fake alike. */
export function describeLedgerStore(name: string, start: () => Promise<LedgerUnderTest>): void {
  async function setup(): Promise<PreparedLedger> {
    const store = await start();
    const { ledger } = store;
    const newNonce = countingNonces();
    for (const msisdn of [ALICE, BOB]) await store.open(msisdn);
    const accept = async (changes: Partial<AcceptedTransaction> = {}): Promise<Pending> => {
      const transaction = acceptedOf(changes);
      await ledger.accept(transaction);
      return { ...transaction, status: 'pending' };
    };
    const decide = async (transaction: Pending, options: Options = {}) => {
      const { accounts } = await ledger.read([], [ALICE, BOB, CAROL]);
      const decision = decidePosting({
        transaction,
        accounts: accounts as ReadonlyMap<Msisdn, LedgerAccount>,
        ...(options.knowledge && { knowledge: options.knowledge }),
        limits: { ...LIMITS, ...options.limits },
        nowMs: options.nowMs ?? NOW,
        newNonce,
      });
      if (decision.kind === 'wait') throw new Error('expiring');
      return decision;
    };
    const post = async (changes: Partial<AcceptedTransaction> = {}, options: Options = {}) => {
      const decision = await decide(await accept(changes), options);
      return { decision, outcome: await ledger.commit(decision.writes) };
    };
    const stopped = async (writes: readonly LedgerWrite[]) => {
      const before = await store.dump();
      const outcome = await ledger.commit(writes);
      if (outcome.kind === 'committed') throw new Error('committed');
      expect(await store.dump()).toEqual(before);
      expect(outcome.failures).toHaveLength(writes.length);
      return outcome.failures.flatMap((failure, index) =>
        failure === undefined ? [] : [{ part: writes[index]?.write, ...failure }],
      );
    };
    const sound = async () =>
      expect(findViolations(await store.dump(), { nowMs: NOW, clockSkewMs: 1_000 })).toEqual([]);
    return { ...store, accept, decide, post, stopped, sound };
  }

  describe(`the ledger in ${name}`, () => {
    describeAccepting(setup);
    describeReading(setup);
    describePosting(setup);
    describeConditions(setup);
    describeRefusing(setup);
    describeCash(setup);
    describeReversing(setup);
    describeExpiring(setup);
    describePending(setup);
  });
}

const FULL = {
  descriptionText: 'loyer été 😀',
  requestingOrganisationTransactionReference: '',
  requestDate: '2026-11-01T08:00:00Z',
  callbackUrl: 'https://hooks.example/a',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  requestedByDebitParty: true,
  amount: 999_999_999_999_999n,
} as const;

function describeAccepting(setup: Setup): void {
  it.each([
    ['with the least', {}],
    ['with everything', FULL],
    [
      'of a reversal',
      { type: 'reversal', originalReference: '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference },
    ],
    ['of cash', { type: 'deposit', debit: 'SYS#CASH' }],
  ] as const)('keeps a transaction as it was accepted, %s', async (_, changes) => {
    const { ledger } = await setup();
    await expect(ledger.accept(acceptedOf(changes))).resolves.toEqual({ kind: 'accepted' });
    await expect(ledger.find(acceptedOf(changes).reference)).resolves.toEqual(pendingOf(changes));
  });

  it('never changes a transaction that is there, and tells it', async () => {
    const { ledger, accept, dump } = await setup();
    const transaction = await accept();
    const before = await dump();
    const again = acceptedOf({ amount: 1n, createdAt: '2026-11-01T09:00:01.000Z' });
    await expect(ledger.accept(again)).resolves.toEqual({ kind: 'exists', transaction, isRepetition: false });
    await expect(dump()).resolves.toEqual(before);
  });

  it('accepts one of many that come at once', async () => {
    const { ledger } = await setup();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ledger.accept(acceptedOf({ amount: BigInt(index + 1) }))),
    );
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
  });
}

function describeReading(setup: Setup): void {
  it('finds nothing where there is nothing', async () => {
    const { ledger } = await setup();
    const { reference } = acceptedOf();
    await expect(ledger.find(reference)).resolves.toBeUndefined();
    await expect(ledger.findLeg(ALICE, 1)).resolves.toBeUndefined();
    await expect(ledger.findAccount(CAROL)).resolves.toBeUndefined();
    const reading = await ledger.read([reference], [CAROL]);
    expect([reading.transactions.size, reading.accounts.size]).toEqual([0, 0]);
    const nothing = await ledger.read([], []);
    expect([nothing.transactions.size, nothing.accounts.size]).toEqual([0, 0]);
  });

  it('reads transactions and accounts together, each once', async () => {
    const { ledger, accept } = await setup();
    const first = await accept();
    const second = await accept({ clientCorrelationId: keyOf(2) });
    const reading = await ledger.read(
      [first.reference, second.reference, first.reference],
      [ALICE, BOB, ALICE, CAROL],
    );
    expect([...reading.transactions.keys()].toSorted()).toEqual(
      [first.reference, second.reference].toSorted(),
    );
    expect(reading.transactions.get(first.reference)).toEqual(first);
    expect([...reading.accounts.keys()].toSorted()).toEqual([ALICE, BOB]);
  });

  it('tells how an account was opened, before and after it moved', async () => {
    const { ledger, post, dump } = await setup();
    const opened = { openingBalance: 1_000n, openedBy: `opening-${ALICE}`, status: 'ACTIVE' };
    const before = await ledger.findAccount(ALICE);
    expect(before).toMatchObject({ ...opened, balance: 1_000n, version: 1 });
    await post();
    const after = await ledger.findAccount(ALICE);
    expect(after).toMatchObject({ ...opened, balance: 750n, version: 2 });
    expect((await dump()).accounts).toContainEqual(expect.objectContaining({ ...after }));
  });

  it('lists movements of one account, the newest first, and no others', async () => {
    const { ledger, post } = await setup();
    for (let key = 1; key <= 4; key += 1)
      await post({ clientCorrelationId: keyOf(key), amount: BigInt(key), descriptionText: `${key}` });
    const legs = await ledger.listLegs(BOB, 3, 5);
    expect(legs.map(({ sequence, amount }) => [sequence, amount])).toEqual([
      [5, 4n],
      [4, 3n],
      [3, 2n],
    ]);
    await expect(ledger.findLeg(BOB, 4)).resolves.toEqual(legs[1]);
  });

  it.each([
    [1, 2],
    [2, 3],
  ])('does not list movements with a gap: %d to %d', async (first, last) => {
    const { ledger, post } = await setup();
    await post();
    await expect(ledger.listLegs(ALICE, first, last)).rejects.toThrow(CorruptLedgerError);
  });

  it('tells an account from before the ledger by its opening', async () => {
    const { ledger } = await setup();
    const { accounts } = await ledger.read([], [ALICE]);
    expect(accounts.get(ALICE)).toEqual({
      msisdn: ALICE,
      balance: 1_000n,
      status: 'ACTIVE',
      version: 1,
      head: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      lastMovementAt: '2026-11-01T08:00:00.000Z',
      debitedToday: 0n,
    });
  });
}

function describePosting(setup: Setup): void {
  it('posts a transfer whole', async () => {
    const { ledger, post, sound, dump } = await setup();
    const { decision, outcome } = await post(FULL_TRANSFER);
    expect(outcome).toEqual({ kind: 'committed' });
    await expect(ledger.find(decision.transaction.reference)).resolves.toEqual(decision.transaction);
    const { accounts } = await ledger.read([], [ALICE, BOB]);
    expect([...accounts.values()]).toEqual((decision as { accounts: unknown }).accounts);
    for (const write of decision.writes)
      if (write.write === 'add-leg')
        await expect(ledger.findLeg(write.leg.msisdn, write.leg.sequence)).resolves.toEqual(write.leg);
    expect((await dump()).legs).toHaveLength(2);
    await sound();
  });

  it('posts one after another along the same accounts', async () => {
    const { ledger, post, sound } = await setup();
    for (let key = 1; key <= 4; key += 1) await post({ clientCorrelationId: keyOf(key) });
    const { accounts } = await ledger.read([], [ALICE, BOB]);
    expect(accounts.get(ALICE)).toMatchObject({
      balance: 0n,
      version: 5,
      debitDay: '2026-11-01',
      debitedToday: 1_000n,
    });
    expect(accounts.get(BOB)).toMatchObject({ balance: 2_000n, version: 5 });
    await sound();
  });

  it('posts one of two that read the same account', async () => {
    const { ledger, accept, decide, sound } = await setup();
    const decisions = [];
    for (const key of [1, 2]) decisions.push(await decide(await accept({ clientCorrelationId: keyOf(key) })));
    const outcomes = [];
    for (const { writes } of decisions) outcomes.push(await ledger.commit(writes));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['committed', 'cancelled']);
    await sound();
  });
}

const FULL_TRANSFER = { ...FULL, amount: 250n } as const;

function describeConditions(setup: Setup): void {
  it('stops a transaction that is final, and tells it', async () => {
    const { post, stopped } = await setup();
    const { decision } = await post();
    const [first] = await stopped(decision.writes);
    expect(first).toEqual({ part: 'complete', kind: 'condition', transaction: decision.transaction });
  });

  it('stops a transaction that is not there', async () => {
    const { decide, stopped } = await setup();
    const { writes } = await decide(pendingOf());
    expect(await stopped(writes)).toEqual([{ part: 'complete', kind: 'condition', transaction: undefined }]);
  });

  it('stops a posting at the expiry', async () => {
    const { accept, decide, stopped } = await setup();
    const transaction = await accept();
    const { writes } = await decide(
      { ...transaction, expiresAt: transaction.expiresAt + 10 },
      { nowMs: transaction.expiresAt * 1_000 },
    );
    expect(await stopped(writes)).toEqual([{ part: 'complete', kind: 'condition', transaction }]);
  });

  it.each<[string, Msisdn, Partial<AccountRecord>, Options]>([
    ['a debited account that moved', ALICE, { version: 2, head: 'moved' }, {}],
    ['a credited account that moved', BOB, { version: 2, head: 'moved' }, {}],
    ['a debited account that is blocked', ALICE, { status: 'BLOCKED' }, {}],
    ['a debited account that is closed', ALICE, { status: 'CLOSED' }, {}],
    ['a credited account that is closed', BOB, { status: 'CLOSED' }, {}],
    ['a debited account with too little', ALICE, { balance: 249n }, {}],
    ['a credited account with too much', BOB, { balance: 1_001n }, { limits: { maxBalance: 1_250n } }],
    [
      'a debited account whose day is full',
      ALICE,
      { debitDay: '2026-11-01', debitedToday: 751n } as Partial<AccountRecord>,
      { limits: { dailyDebit: 1_000n } },
    ],
  ])('stops at %s, and at nothing else', async (_, msisdn, changes, options) => {
    const { accept, decide, stopped, edit } = await setup();
    const { writes } = await decide(await accept(), options);
    await edit(msisdn, changes);
    expect(await stopped(writes)).toEqual([{ part: 'move', kind: 'condition' }]);
  });

  it.each<[string, Msisdn, Partial<AccountRecord>, Options]>([
    ['a credited account that is blocked', BOB, { status: 'BLOCKED' }, {}],
    ['a debited account with just enough', ALICE, { balance: 250n }, {}],
    [
      'a credited account with just enough room',
      BOB,
      { balance: 1_000n },
      { limits: { maxBalance: 1_250n } },
    ],
    [
      'a debited account whose day was full yesterday',
      ALICE,
      { debitDay: '2026-10-31', debitedToday: 1_000n } as Partial<AccountRecord>,
      { limits: { dailyDebit: 1_000n } },
    ],
    [
      'a debited account whose day has just enough room',
      ALICE,
      { debitDay: '2026-11-01', debitedToday: 750n } as Partial<AccountRecord>,
      { limits: { dailyDebit: 1_000n } },
    ],
  ])('does not stop at %s', async (_, msisdn, changes, options) => {
    const { ledger, accept, decide, edit } = await setup();
    const { writes } = await decide(await accept(), options);
    await edit(msisdn, changes);
    await expect(ledger.commit(writes)).resolves.toEqual({ kind: 'committed' });
  });

  it('stops at an account that is not there, whatever was judged before', async () => {
    const { accept, decide, stopped } = await setup();
    const { writes } = await decide(await accept());
    const elsewhere = writes.map((write) =>
      write.write === 'move' && write.account.msisdn === BOB
        ? { ...write, account: { ...write.account, msisdn: CAROL }, rules: [{ rule: 'exists' } as const] }
        : write,
    );
    expect(await stopped(elsewhere)).toEqual([{ part: 'move', kind: 'condition' }]);
  });

  it('stops at a leg that is there', async () => {
    const { accept, decide, post, stopped, edit } = await setup();
    await post();
    // As if the account had lost its last movement.
    await edit(ALICE, { version: 1 });
    const { writes } = await decide(await accept({ clientCorrelationId: keyOf(2) }));
    expect(await stopped(writes)).toEqual([{ part: 'add-leg', kind: 'condition' }]);
  });

  it('stops at a cash leg that is there', async () => {
    const { post, decide, stopped } = await setup();
    const deposit = { type: 'deposit', debit: 'SYS#CASH', credit: BOB } as const;
    await post(deposit);
    const { writes } = await decide(pendingOf(deposit));
    expect((await stopped(writes)).map(({ part }) => part)).toEqual(['complete', 'add-cash-leg']);
  });
}

function describeRefusing(setup: Setup): void {
  it.each<[string, Partial<AcceptedTransaction>, Options, Partial<AccountRecord>, Msisdn]>([
    ['insufficientFunds', { amount: 1_001n }, {}, { balance: 1_001n }, ALICE],
    ['maxBalanceExceeded', {}, { limits: { maxBalance: 1_249n } }, { balance: 999n }, BOB],
    ['requestDeclined', { debit: BOB, credit: ALICE }, {}, { status: 'ACTIVE' }, BOB],
  ])(
    'refuses for %s what is so, and nothing that is not so any more',
    async (error, changes, options, healed, msisdn) => {
      const { ledger, accept, decide, stopped, edit } = await setup();
      if (error === 'requestDeclined') await edit(BOB, { status: 'BLOCKED' });
      const { writes, transaction } = await decide(await accept(changes), options);
      expect(transaction).toMatchObject({ status: 'failed', error });
      await edit(msisdn, healed);
      expect(await stopped(writes)).toEqual([{ part: 'check-account', kind: 'condition' }]);
      await edit(msisdn, { balance: 1_000n, status: error === 'requestDeclined' ? 'BLOCKED' : 'ACTIVE' });
      await expect(ledger.commit(writes)).resolves.toEqual({ kind: 'committed' });
      await expect(ledger.find(transaction.reference)).resolves.toEqual(transaction);
    },
  );

  it('refuses an account that is not there, until it is', async () => {
    const { ledger, accept, decide, stopped, open } = await setup();
    const { writes } = await decide(await accept({ credit: CAROL }));
    await open(CAROL);
    expect(await stopped(writes)).toEqual([{ part: 'check-account', kind: 'condition' }]);
    const other = await decide(
      await accept({ clientCorrelationId: keyOf(2), credit: '224622000009' as Msisdn }),
    );
    await expect(ledger.commit(other.writes)).resolves.toEqual({ kind: 'committed' });
  });

  it('refuses for a balance only an account that is there', async () => {
    const { accept, decide, stopped } = await setup();
    const { writes } = await decide(await accept({ amount: 1_001n }));
    const elsewhere = writes.map((write) =>
      write.write === 'check-account' ? { ...write, msisdn: CAROL } : write,
    );
    expect(await stopped(elsewhere)).toEqual([{ part: 'check-account', kind: 'condition' }]);
  });

  it('refuses for the day’s debits only while the day is full', async () => {
    const { ledger, accept, decide, stopped, edit, post } = await setup();
    const limits = { dailyDebit: 400n };
    await post();
    const { writes, transaction } = await decide(await accept({ clientCorrelationId: keyOf(2) }), { limits });
    expect(transaction).toMatchObject({ error: 'dailyValueLimitExceeded' });
    await edit(ALICE, { debitedToday: 150n } as Partial<AccountRecord>);
    expect(await stopped(writes)).toEqual([{ part: 'check-account', kind: 'condition' }]);
    await edit(ALICE, { debitedToday: 151n } as Partial<AccountRecord>);
    await expect(ledger.commit(writes)).resolves.toEqual({ kind: 'committed' });
  });

  it('never refuses what is final', async () => {
    const { post, decide, stopped } = await setup();
    const { decision } = await post();
    const refusal = await decide(pendingOf({ amount: 5_000n }));
    expect(await stopped(refusal.writes)).toEqual([
      { part: 'fail', kind: 'condition', transaction: decision.transaction },
    ]);
  });
}

function describeCash(setup: Setup): void {
  const deposit = (key: number, amount: bigint) =>
    ({ type: 'deposit', debit: 'SYS#CASH', credit: BOB, clientCorrelationId: keyOf(key), amount }) as const;
  const limits = { dailyCash: 1_000n };

  it('makes and unmakes e-money, and counts both for the requester', async () => {
    const { ledger, accept, decide, post, stopped, sound } = await setup();
    expect((await post(deposit(1, 600n), { limits })).outcome.kind).toBe('committed');
    const withdrawal = { ...deposit(2, 300n), type: 'withdrawal', debit: ALICE, credit: 'SYS#CASH' } as const;
    expect((await post(withdrawal, { limits })).outcome.kind).toBe('committed');
    await sound();

    const third = await accept(deposit(3, 101n));
    const { writes } = await decide(third, { limits });
    expect(await stopped(writes)).toEqual([{ part: 'count-cash', kind: 'condition', amount: 900n }]);

    const knowledge = { cash: { day: '2026-11-01', amount: 900n } };
    const refusal = await decide(third, { limits, knowledge });
    expect(refusal.transaction).toMatchObject({ error: 'dailyValueLimitExceeded' });
    await expect(ledger.commit(refusal.writes)).resolves.toEqual({ kind: 'committed' });
    expect((await post(deposit(4, 100n), { limits })).outcome.kind).toBe('committed');
  });

  it('counts each requester and each day alone', async () => {
    const { post } = await setup();
    await post(deposit(1, 1_000n), { limits });
    const other = { ...deposit(1, 1_000n), requestedBy: 'client-2' };
    expect((await post(other, { limits })).outcome.kind).toBe('committed');
    const nowMs = NOW + 86_400_000;
    const tomorrow = { ...deposit(2, 1_000n), expiresAt: nowMs / 1_000 + 60 };
    expect((await post(tomorrow, { limits, nowMs })).outcome.kind).toBe('committed');
  });

  it('refuses cash only where the day is full', async () => {
    const { accept, decide, stopped } = await setup();
    const knowledge = { cash: { day: '2026-11-01', amount: 900n } };
    const { writes } = await decide(await accept(deposit(1, 101n)), { limits, knowledge });
    expect(await stopped(writes)).toEqual([{ part: 'check-cash', kind: 'condition' }]);
  });
}

function describeReversing(setup: Setup): void {
  const back = (originalReference: Reference, key: number, amount: bigint) =>
    ({
      type: 'reversal',
      debit: BOB,
      credit: ALICE,
      originalReference,
      amount,
      clientCorrelationId: keyOf(key),
    }) as const;

  it('takes back at most what was moved', async () => {
    const { ledger, post, accept, decide, stopped, sound } = await setup();
    const { decision } = await post();
    const { reference } = decision.transaction;
    expect((await post(back(reference, 2, 100n))).outcome.kind).toBe('committed');
    await expect(ledger.find(reference)).resolves.toMatchObject({ status: 'completed', reversible: 150n });
    const tooMuch = await accept(back(reference, 3, 151n));
    const { writes } = await decide(tooMuch);
    expect(await stopped(writes)).toEqual([{ part: 'reduce-reversible', kind: 'condition', amount: 150n }]);
    const refusal = await decide(tooMuch, { knowledge: { reversible: 150n } });
    await expect(ledger.commit(refusal.writes)).resolves.toEqual({ kind: 'committed' });
    expect((await post(back(reference, 4, 150n))).outcome.kind).toBe('committed');
    await sound();
  });

  it('takes back no more than was moved where many reversals compete', async () => {
    const { ledger, post, accept, decide, dump, sound } = await setup();
    const { decision } = await post();
    const { reference } = decision.transaction;
    // Bob has 1,250 francs, enough for all of them: nothing but the original keeps them within its 250.
    const reversals = await Promise.all([2, 3, 4, 5, 6].map((key) => accept(back(reference, key, 100n))));
    const settle = async (reversal: Pending): Promise<string> => {
      let knowledge: Knowledge = {};
      for (let tries = 0; tries < 50; tries += 1) {
        const { writes, transaction } = await decide(reversal, { knowledge });
        const outcome = await ledger.commit(writes);
        if (outcome.kind === 'committed') return transaction.status;
        const step = nextStep(writes, outcome.failures);
        if (step.kind === 'decide-again') knowledge = step.knowledge;
      }
      return 'undecided';
    };
    const states = await Promise.all(reversals.map(settle));
    expect(states.toSorted()).toEqual(['completed', 'completed', 'failed', 'failed', 'failed']);
    await expect(ledger.find(reference)).resolves.toMatchObject({ reversible: 50n });
    const failed = (await dump()).transactions.filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject(failed.map(() => ({ error: 'incorrectState' })));
    await expect(accept(back(reference, 7, 50n)).then(settle)).resolves.toBe('completed');
    await sound();
  });

  it('takes back from an account that is blocked, and from none that is closed', async () => {
    const { ledger, post, accept, decide, stopped, edit } = await setup();
    const { decision } = await post();
    const { writes } = await decide(await accept(back(decision.transaction.reference, 2, 100n)));
    await edit(BOB, { status: 'CLOSED' });
    expect(await stopped(writes)).toEqual([{ part: 'move', kind: 'condition' }]);
    await edit(BOB, { status: 'BLOCKED' });
    await expect(ledger.commit(writes)).resolves.toEqual({ kind: 'committed' });
  });

  it('takes back nothing of what is pending or unknown', async () => {
    const { accept, decide, stopped } = await setup();
    const { reference } = await accept();
    const { writes } = await decide(await accept(back(reference, 2, 1n)));
    expect(await stopped(writes)).toEqual([
      { part: 'reduce-reversible', kind: 'condition', amount: undefined },
    ]);
    const unknown = '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference;
    const other = await decide(await accept(back(unknown, 3, 1n)));
    expect(await stopped(other.writes)).toEqual([
      { part: 'reduce-reversible', kind: 'condition', amount: undefined },
    ]);
  });

  it('refuses a reversal only where less is left', async () => {
    const { post, accept, decide, stopped } = await setup();
    const { decision } = await post();
    const reversal = await accept(back(decision.transaction.reference, 2, 250n));
    const { writes } = await decide(reversal, { knowledge: { reversible: 249n } });
    expect(await stopped(writes)).toEqual([{ part: 'check-reversible', kind: 'condition' }]);
  });
}

function describeExpiring(setup: Setup): void {
  it('fails what expired, once the gap is over', async () => {
    const { ledger, accept, stopped } = await setup();
    const transaction = await accept();
    const early = expire(transaction, (transaction.expiresAt + 29) * 1_000);
    expect(await stopped(early.writes)).toEqual([{ part: 'fail', kind: 'condition', transaction }]);
    const late = expire(transaction, (transaction.expiresAt + 30) * 1_000);
    await expect(ledger.commit(late.writes)).resolves.toEqual({ kind: 'committed' });
    await expect(ledger.find(transaction.reference)).resolves.toEqual(late.transaction);
  });
}

function describePending(setup: Setup): void {
  const listAll = async (ledger: LedgerStore, before: string, limit = 100) =>
    (await Promise.all(PENDING_SHARDS.map((shard) => ledger.listPending(shard, before, limit)))).flat();
  const AFTER = '2026-11-01T09:00:00.001Z';

  it('lists what is pending since before a moment, in its shard', async () => {
    const { ledger, accept } = await setup();
    const transaction = await accept();
    const entry = { reference: transaction.reference, expiresAt: transaction.expiresAt };
    await expect(ledger.listPending(pendingShardOf(transaction.reference), AFTER, 10)).resolves.toEqual([
      entry,
    ]);
    await expect(listAll(ledger, AFTER)).resolves.toEqual([entry]);
    await expect(listAll(ledger, NOW_TEXT)).resolves.toEqual([]);
  });

  it('lists nothing that is final', async () => {
    const { ledger, accept, post } = await setup();
    await post();
    const { writes } = expire(await accept({ clientCorrelationId: keyOf(2) }), NOW + 4_000_000);
    await ledger.commit(writes);
    await expect(listAll(ledger, AFTER)).resolves.toEqual([]);
  });

  it('lists the oldest first, and no more than asked for', async () => {
    const { ledger, accept } = await setup();
    const accepted = [];
    for (let key = 1; key <= 40; key += 1) {
      // Accepted in the order of their keys backwards.
      const createdAt = new Date(NOW - key).toISOString();
      accepted.push(await accept({ clientCorrelationId: keyOf(key), createdAt }));
    }
    for (const shard of PENDING_SHARDS) {
      const expected = accepted
        .filter(({ reference }) => pendingShardOf(reference) === shard)
        .toReversed()
        .map(({ reference }) => reference);
      const listed = await ledger.listPending(shard, AFTER, 3);
      expect(listed.map(({ reference }) => reference)).toEqual(expected.slice(0, 3));
    }
  });
}
