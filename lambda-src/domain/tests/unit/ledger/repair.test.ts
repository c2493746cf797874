import { createInMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import { ALICE, BOB, CAROL, keyOf, NOW, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { postInto } from '@fintech-solution/testing/posted-transaction';
import { createTornLedger, type TornLedger } from '@fintech-solution/testing/torn-ledger';
import fc from 'fast-check';
import type { AccountRecord, LedgerDump } from '../../../src/ledger/ledger-dump.ts';
import type { Leg } from '../../../src/ledger/receipt.ts';
import { planRepair, type RepairWrite } from '../../../src/ledger/repair.ts';
import {
  type AcceptedTransaction,
  CASH,
  type CompletedTransaction,
  type Transaction,
} from '../../../src/ledger/transaction.ts';
import type { Finding } from '../../../src/ledger/ledger-pages.ts';
import { verifyLedger } from '../../../src/ledger/verification.ts';
import type { Msisdn } from '../../../src/msisdn.ts';

const HOUR_MS = 3_600_000;

/** One wish; parties by their place, the cash account last. */
interface Wish {
  readonly debit: number;
  readonly credit: number;
  readonly amount: number;
  /** Takes back a part of the transaction before, where that is possible. */
  readonly reverses: boolean;
}

const wishes = fc.array(
  fc.record({
    debit: fc.nat(3),
    credit: fc.nat(3),
    amount: fc.integer({ min: 1, max: 900 }),
    reverses: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The tables before the first wish and after each of them, some hours apart, so that days change. */
async function historyOf(wanted: readonly Wish[]): Promise<LedgerDump[]> {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB, CAROL]) ledger.open(msisdn);
  const history = [ledger.dump()];
  const parties = [ALICE, BOB, CAROL, CASH] as const;
  let last: Transaction | undefined;
  for (const [index, wish] of wanted.entries()) {
    const [debit, credit] = [parties[wish.debit] ?? ALICE, parties[wish.credit] ?? ALICE];
    const nowMs = NOW + index * 7 * HOUR_MS;
    const common = {
      clientCorrelationId: keyOf(index + 1),
      createdAt: new Date(nowMs).toISOString(),
      expiresAt: nowMs / 1_000 + 3_600,
    };
    const reversal = wish.reverses ? reversalOf(last, BigInt(wish.amount)) : undefined;
    if (reversal === undefined && debit === credit) continue;
    const type = debit === CASH ? 'deposit' : credit === CASH ? 'withdrawal' : 'transfer';
    const request = reversal ?? { type, debit, credit, amount: BigInt(wish.amount) };
    const posted = await postInto(ledger, pendingOf({ ...common, ...request }), nowMs);
    last = posted;
    history.push(ledger.dump());
  }
  return history;
}

function reversalOf(
  original: Transaction | undefined,
  wanted: bigint,
): Partial<AcceptedTransaction> | undefined {
  if (original?.status !== 'completed' || original.type === 'reversal') return undefined;
  const { debit, credit, amount, reference } = original;
  const part = wanted < amount ? wanted : amount;
  return { type: 'reversal', debit: credit, credit: debit, amount: part, originalReference: reference };
}

async function planOf({ pages }: TornLedger, setsBack = false) {
  const writes: RepairWrite[] = [];
  const findings: Finding[] = [];
  for await (const step of planRepair(pages, { setsBack })) {
    if ('write' in step) writes.push(step.write);
    else findings.push(step.finding);
  }
  return { writes, findings };
}

async function verificationOf({ pages }: TornLedger): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of verifyLedger(pages, { nowMs: NOW, isQuiet: true })) findings.push(finding);
  return findings;
}

/** Repairs, and holds the result to the invariants and to a second run. */
async function expectWhole(torn: LedgerDump, setsBack = false): Promise<LedgerDump> {
  const ledger = createTornLedger(torn);
  const { writes, findings } = await planOf(ledger, setsBack);
  expect(findings).toEqual([]);
  for (const write of writes) expect(ledger.apply(write)).toBe('written');
  expect(await verificationOf(ledger)).toEqual([]);
  expect(await planOf(ledger, setsBack)).toEqual({ writes: [], findings: [] });
  return ledger.dump();
}

const inOrder = (dump: LedgerDump) => ({
  transactions: dump.transactions.toSorted((a, b) => a.reference.localeCompare(b.reference)),
  cashLegs: dump.cashLegs.toSorted((a, b) => a.reference.localeCompare(b.reference)),
  legs: dump.legs.toSorted((a, b) => `${a.msisdn}${a.sequence}`.localeCompare(`${b.msisdn}${b.sequence}`)),
  accounts: dump.accounts.map(({ msisdn, balance, version }) => ({ msisdn, balance, version })),
});

const at = <T>(items: readonly T[], place: number): T => items[place % items.length] as T;

describe('a repair', () => {
  it('writes nothing into sound tables', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async (wanted) => {
        const sound = (await historyOf(wanted)).at(-1) as LedgerDump;
        expect(await planOf(createTornLedger(sound))).toEqual({ writes: [], findings: [] });
      }),
      { numRuns: 50 },
    );
  });

  it('brings accounts of an earlier moment, and legs that are lost, to what the completed transactions tell', async () => {
    const lost = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(wishes, fc.nat(12), lost, async (wanted, moment, isLost) => {
        const history = await historyOf(wanted);
        const sound = history.at(-1) as LedgerDump;
        const torn = {
          ...sound,
          accounts: at(history, moment).accounts,
          legs: sound.legs.filter((_, index) => isLost[index]),
          cashLegs: sound.cashLegs.filter((_, index) => isLost[29 - index]),
        };
        expect(inOrder(await expectWhole(torn))).toEqual(inOrder(sound));
      }),
      { numRuns: 100 },
    );
  });

  it('completes what is stored as pending and has its legs, and what reversals left of originals', async () => {
    const halves = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(wishes, halves, halves, async (wanted, isHalf, isMisstated) => {
        const sound = (await historyOf(wanted)).at(-1) as LedgerDump;
        const transactions = sound.transactions.map((transaction, index) => {
          if (transaction.status !== 'completed') return transaction;
          if (isHalf[index]) return asPending(transaction);
          const { reversible, amount } = transaction;
          return isMisstated[index] && reversible !== undefined
            ? { ...transaction, reversible: amount }
            : transaction;
        });
        expect(inOrder(await expectWhole({ ...sound, transactions }))).toEqual(inOrder(sound));
      }),
      { numRuns: 100 },
    );
  });

  it('sets accounts back that are ahead of the ledger where that is wanted, and else leaves them and says so', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.nat(12), async (wanted, moment) => {
        const history = await historyOf(wanted);
        const earlier = at(history, moment);
        const { accounts } = history.at(-1) as LedgerDump;
        const torn = { ...earlier, accounts };
        const ahead = accounts.filter(({ msisdn, version }) => version > versionIn(earlier, msisdn));
        const { writes, findings } = await planOf(createTornLedger(torn));
        expect(writes).toEqual([]);
        expect(findings.map((finding) => 'account' in finding && finding.account)).toEqual(
          ahead.map(({ msisdn }) => msisdn),
        );
        expect(inOrder(await expectWhole(torn, true))).toEqual(inOrder(earlier));
      }),
      { numRuns: 100 },
    );
  });

  it('that was cut off goes on where it was', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.nat(20), async (wanted, cut) => {
        const history = await historyOf(wanted);
        const sound = history.at(-1) as LedgerDump;
        const ledger = createTornLedger({ ...sound, accounts: at(history, 0).accounts, legs: [] });
        for (const write of (await planOf(ledger)).writes.slice(0, cut)) ledger.apply(write);
        expect(inOrder(await expectWhole(ledger.dump()))).toEqual(inOrder(sound));
      }),
      { numRuns: 100 },
    );
  });
});

const versionIn = (dump: LedgerDump, wanted: Msisdn): number =>
  dump.accounts.find(({ msisdn }) => msisdn === wanted)?.version ?? 0;

function asPending(transaction: CompletedTransaction): Transaction {
  const { finalAt: _at, debitLeg: _debit, creditLeg: _credit, reversible: _left, ...accepted } = transaction;
  return { ...accepted, status: 'pending' };
}

/** Alice → Bob (1), Bob → Carol (2), a deposit for Alice (3), a reversal of a part of the first (4). */
async function soundLedger(): Promise<LedgerDump> {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB, CAROL]) ledger.open(msisdn);
  const post = (key: number, changes: Partial<AcceptedTransaction>) =>
    postInto(ledger, pendingOf({ clientCorrelationId: keyOf(key), ...changes }));
  const { reference: originalReference } = await post(1, {});
  await post(2, { debit: BOB, credit: CAROL, amount: 600n });
  await post(3, { type: 'deposit', debit: CASH, credit: ALICE, amount: 400n });
  await post(4, { type: 'reversal', debit: BOB, credit: ALICE, amount: 100n, originalReference });
  return ledger.dump();
}

const keyed =
  (key: number) =>
  ({ clientCorrelationId }: Transaction) =>
    clientCorrelationId === keyOf(key);
const editTransaction =
  (key: number, edit: (transaction: CompletedTransaction) => Transaction[]) => (dump: LedgerDump) => ({
    ...dump,
    transactions: dump.transactions.flatMap((each) =>
      keyed(key)(each) ? edit(each as CompletedTransaction) : [each],
    ),
  });
const editLeg = (msisdn: Msisdn, sequence: number, edit: (leg: Leg) => Leg[]) => (dump: LedgerDump) => ({
  ...dump,
  legs: dump.legs.flatMap((leg) => (leg.msisdn === msisdn && leg.sequence === sequence ? edit(leg) : [leg])),
});
const editAccount =
  (msisdn: Msisdn, edit: (account: AccountRecord) => AccountRecord[]) => (dump: LedgerDump) => ({
    ...dump,
    accounts: dump.accounts.flatMap((account) => (account.msisdn === msisdn ? edit(account) : [account])),
  });
type Tear = (dump: LedgerDump) => LedgerDump;
const both =
  (...tears: Tear[]): Tear =>
  (dump) =>
    tears.reduce((torn, tear) => tear(torn), dump);
const none = () => [];
const behind = (account: AccountRecord) => [{ ...account, version: 1, balance: 1_000n }];

describe('a repair leaves to a person, and writes nothing for the accounts of', () => {
  it.each<[string, Tear, Msisdn[]]>([
    [
      'a gap that no transaction explains',
      both(
        editTransaction(2, none),
        editLeg(BOB, 3, none),
        editLeg(CAROL, 2, none),
        editAccount(BOB, behind),
      ),
      [BOB, CAROL],
    ],
    [
      'a movement whose transaction is gone',
      both(editTransaction(2, none), editAccount(BOB, behind)),
      [BOB, CAROL],
    ],
    [
      'a movement whose transaction failed',
      both(
        editTransaction(2, (each) => [
          { ...asPending(each), status: 'failed', finalAt: each.finalAt, error: 'genericError' },
        ]),
        editAccount(BOB, behind),
      ),
      [BOB, CAROL],
    ],
    [
      'a pending transaction of which one leg is there',
      both(
        editTransaction(2, (each) => [asPending(each)]),
        editLeg(CAROL, 2, none),
        editAccount(BOB, behind),
        editAccount(CAROL, behind),
      ),
      [BOB, CAROL],
    ],
    [
      'a pending transaction of which only the cash leg is there',
      both(
        editTransaction(3, (each) => [asPending(each)]),
        editLeg(ALICE, 3, none),
        editAccount(ALICE, behind),
      ),
      [ALICE],
    ],
    [
      'a pending transaction with legs of another amount',
      both(
        editTransaction(2, (each) => [{ ...asPending(each), amount: 601n }]),
        editAccount(CAROL, behind),
      ),
      [BOB, CAROL],
    ],
    [
      'a movement that is not the one of its transaction',
      both(
        editLeg(CAROL, 2, (leg) => [{ ...leg, nonce: 'f'.repeat(32) }]),
        editAccount(CAROL, behind),
      ),
      [CAROL],
    ],
    [
      'a stored movement with another head',
      both(
        editLeg(CAROL, 2, (leg) => [{ ...leg, head: 'f'.repeat(64) }]),
        editAccount(CAROL, behind),
      ),
      [CAROL],
    ],
    [
      'two transactions that tell of one movement',
      both(
        editTransaction(2, (each) => [{ ...each, debitLeg: { sequence: 2, nonce: '0'.repeat(32) } }]),
        editLeg(BOB, 2, none),
        editLeg(BOB, 3, none),
      ),
      [BOB],
    ],
    [
      'movements that make a balance below zero',
      editAccount(ALICE, (account) => [{ ...account, openingBalance: 100n }]),
      [ALICE],
    ],
    ['an account that is gone', editAccount(CAROL, none), [CAROL]],
    [
      'an account that is gone with its movements',
      both(editAccount(CAROL, none), editLeg(CAROL, 2, none)),
      [CAROL],
    ],
    [
      'a closed account that is not what its movements make of it',
      editAccount(CAROL, (account) => [{ ...account, status: 'CLOSED', balance: 0n }]),
      [CAROL],
    ],
    [
      'a completed transaction without the numbers of its movements',
      editTransaction(2, (each) => [{ ...each, debitLeg: undefined }]),
      [BOB],
    ],
  ])('%s', async (_, tear, touched) => {
    const ledger = createTornLedger(tear(await soundLedger()));
    const { writes, findings } = await planOf(ledger);
    expect(findings).not.toEqual([]);
    const accounts = writes.flatMap((write) => {
      if (write.write === 'restate-account') return [write.after.msisdn];
      return write.write === 'add-leg' ? [write.leg.msisdn] : [];
    });
    expect(accounts.filter((msisdn) => touched.includes(msisdn))).toEqual([]);
    for (const write of writes) ledger.apply(write);
    expect(await planOf(ledger)).toEqual({ writes: [], findings });
  });

  it.each<[string, Tear]>([
    ['more taken back than was moved', editTransaction(1, (each) => [{ ...each, amount: 50n }])],
    ['an original that is gone', editTransaction(1, none)],
    [
      'a reversal without an original',
      editTransaction(4, (each) => [{ ...each, originalReference: undefined }]),
    ],
    [
      'a cash leg of another amount',
      (dump) => ({ ...dump, cashLegs: dump.cashLegs.map((leg) => ({ ...leg, amount: 1n })) }),
    ],
    ['a cash leg without a transaction', editTransaction(3, none)],
  ])('%s', async (_, tear) => {
    const { writes, findings } = await planOf(createTornLedger(tear(await soundLedger())));
    expect(findings).not.toEqual([]);
    expect(writes.filter(({ write }) => write !== 'restate-account')).toEqual([]);
  });
});

describe('a repair', () => {
  it('writes nothing at all while an item of the ledger cannot be read: it may explain the rest', async () => {
    const torn = both(editAccount(ALICE, behind), editLeg(BOB, 2, none))(await soundLedger());
    const { writes, findings } = await planOf(createTornLedger(torn, [{ key: 'TX#1/TX', reason: 'broken' }]));
    expect(writes).toEqual([]);
    expect(findings).toEqual([{ invariant: 'unreadable', key: 'TX#1/TX', detail: 'broken' }]);
  });

  it('completes a transaction before it writes anything else: a processor could post it again', async () => {
    const torn = both(
      editTransaction(2, (each) => [asPending(each)]),
      editAccount(ALICE, behind),
      (dump) => ({ ...dump, cashLegs: [] }),
    )(await soundLedger());
    const { writes } = await planOf(createTornLedger(torn));
    expect(writes.map(({ write }) => write)).toEqual(['complete', 'add-cash-leg', 'restate-account']);
  });

  it('leaves a closed account its zero, and completes its movements', async () => {
    const ledger = createInMemoryLedger();
    for (const msisdn of [ALICE, BOB]) ledger.open(msisdn);
    await postInto(ledger, pendingOf({ amount: 1_000n }));
    const { accounts, ...dump } = ledger.dump();
    const closed = accounts.map(({ debitDay, debitedToday, ...kept }) =>
      kept.msisdn === ALICE ? { ...kept, status: 'CLOSED' as const } : { ...kept, debitDay, debitedToday },
    );
    await expectWhole({ ...dump, accounts: closed, legs: [] });
  });

  it('counts the debits of the last day alone, and of an account set back to its opening none', async () => {
    const sound = await soundLedger();
    const opened = createInMemoryLedger();
    for (const msisdn of [ALICE, BOB, CAROL]) opened.open(msisdn);
    const whole = await expectWhole({ ...opened.dump(), accounts: sound.accounts }, true);
    expect(
      whole.accounts.map(({ version, balance, debitedToday }) => [version, balance, debitedToday ?? 0n]),
    ).toEqual([ALICE, BOB, CAROL].map(() => [1, 1_000n, 0n]));
  });
});
