import {
  accountOf,
  ALICE,
  BOB,
  countingNonces,
  LIMITS,
  NOW,
  NOW_TEXT,
  pendingOf,
} from '@fintech-solution/testing/ledger-samples';
import type { AccountStatus } from '../../../src/account.ts';
import type { LedgerAccount } from '../../../src/ledger/account-rules.ts';
import { decidePosting, expire } from '../../../src/ledger/posting.ts';
import type { PostingInput } from '../../../src/ledger/posting-input.ts';
import { legHead } from '../../../src/ledger/receipt.ts';
import { type Reference, sha256 } from '../../../src/ledger/reference.ts';
import type { AcceptedTransaction } from '../../../src/ledger/transaction.ts';

const ORIGINAL = '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference;
const DAY = NOW_TEXT.slice(0, 10);

interface Setup {
  readonly transaction?: Partial<AcceptedTransaction>;
  readonly accounts?: readonly LedgerAccount[];
  readonly limits?: Partial<PostingInput['limits']>;
  readonly knowledge?: PostingInput['knowledge'];
  readonly nowMs?: number;
}

function decide(setup: Setup = {}) {
  const { accounts = [accountOf(ALICE), accountOf(BOB)], knowledge, nowMs = NOW } = setup;
  return decidePosting({
    transaction: pendingOf(setup.transaction),
    accounts: new Map(accounts.map((account) => [account.msisdn, account])),
    limits: { ...LIMITS, ...setup.limits },
    ...(knowledge === undefined ? {} : { knowledge }),
    nowMs,
    newNonce: countingNonces(),
  });
}

/** The refusal alone: why, and what keeps it true. */
function refusalOf(setup: Setup) {
  const decision = decide(setup);
  if (decision.kind !== 'refuse') throw new Error(`not refused: ${decision.kind}`);
  const [fail, ...checks] = decision.writes;
  expect(fail).toEqual({ write: 'fail', transaction: decision.transaction });
  expect(decision.transaction).toMatchObject({ status: 'failed', finalAt: NOW_TEXT });
  return { error: decision.transaction.error, checks };
}

function writesOf(setup: Setup = {}) {
  const decision = decide(setup);
  if (decision.kind !== 'post') throw new Error(`not posted: ${decision.kind}`);
  return decision.writes;
}

describe('a transfer', () => {
  it('is exactly these writes, each with its conditions', () => {
    const transaction = pendingOf({ descriptionText: 'loyer' });
    const [alice, bob] = [accountOf(ALICE), accountOf(BOB)];
    const common = {
      reference: transaction.reference,
      type: 'transfer',
      at: NOW_TEXT,
      descriptionText: 'loyer',
      sequence: 2,
    } as const;
    const debit = {
      ...common,
      msisdn: ALICE,
      amount: -250n,
      balanceAfter: 750n,
      counterparty: BOB,
      nonce: '1'.padStart(32, '0'),
    };
    const credit = {
      ...common,
      msisdn: BOB,
      amount: 250n,
      balanceAfter: 1_250n,
      counterparty: ALICE,
      nonce: '2'.padStart(32, '0'),
    };
    const [debitHead, creditHead] = [legHead(debit, alice.head), legHead(credit, bob.head)];
    const moved = { version: 2, lastMovementAt: NOW_TEXT };
    const aliceAfter = {
      ...alice,
      ...moved,
      balance: 750n,
      head: debitHead,
      debitDay: DAY,
      debitedToday: 250n,
    };
    const bobAfter = { ...bob, ...moved, balance: 1_250n, head: creditHead };
    const completed = {
      ...transaction,
      status: 'completed',
      finalAt: NOW_TEXT,
      debitLeg: { sequence: 2, nonce: debit.nonce },
      creditLeg: { sequence: 2, nonce: credit.nonce },
      reversible: 250n,
    };

    expect(decide({ transaction: { descriptionText: 'loyer' } })).toEqual({
      kind: 'post',
      transaction: completed,
      accounts: [aliceAfter, bobAfter],
      writes: [
        { write: 'complete', transaction: completed, nowSeconds: NOW / 1_000 },
        {
          write: 'move',
          account: aliceAfter,
          amount: -250n,
          countsAsDebit: true,
          rules: [
            { rule: 'version-is', version: 1 },
            { rule: 'exists' },
            { rule: 'is-active' },
            { rule: 'balance-at-least', amount: 250n },
          ],
        },
        { write: 'add-leg', leg: { ...debit, head: debitHead } },
        {
          write: 'move',
          account: bobAfter,
          amount: 250n,
          countsAsDebit: false,
          rules: [
            { rule: 'version-is', version: 1 },
            { rule: 'exists' },
            { rule: 'is-not-closed' },
            { rule: 'balance-at-most', amount: 49_999_750n },
          ],
        },
        { write: 'add-leg', leg: { ...credit, head: creditHead } },
      ],
    });
  });

  it('may take the whole balance, and not a franc more', () => {
    expect(decide({ transaction: { amount: 1_000n } }).kind).toBe('post');
    expect(refusalOf({ transaction: { amount: 1_001n } })).toEqual({
      error: 'insufficientFunds',
      checks: [{ write: 'check-account', msisdn: ALICE, not: { rule: 'balance-at-least', amount: 1_001n } }],
    });
  });

  it('may fill an account to the highest balance, and not a franc more', () => {
    const limits = { maxBalance: 1_250n };
    expect(decide({ limits }).kind).toBe('post');
    expect(refusalOf({ limits, transaction: { amount: 251n } })).toEqual({
      error: 'maxBalanceExceeded',
      checks: [{ write: 'check-account', msisdn: BOB, not: { rule: 'balance-at-most', amount: 999n } }],
    });
  });

  it.each([
    ['debited', [accountOf(BOB)], ALICE],
    ['credited', [accountOf(ALICE)], BOB],
    ['credited, though the debited one is blocked', [accountOf(ALICE, { status: 'BLOCKED' })], BOB],
  ])('is refused where the %s account does not exist', (_, accounts, msisdn) => {
    expect(refusalOf({ accounts })).toEqual({
      error: 'identifierError',
      checks: [{ write: 'check-account', msisdn, not: { rule: 'exists' } }],
    });
  });

  it.each<[AccountStatus, AccountStatus, string | undefined]>([
    ['ACTIVE', 'BLOCKED', undefined],
    ['BLOCKED', 'ACTIVE', ALICE],
    ['CLOSED', 'ACTIVE', ALICE],
    ['ACTIVE', 'CLOSED', BOB],
  ])('from an account that is %s to one that is %s', (debitStatus, creditStatus, declined) => {
    const accounts = [accountOf(ALICE, { status: debitStatus }), accountOf(BOB, { status: creditStatus })];
    const setup = { accounts };
    if (declined === undefined) return expect(decide(setup).kind).toBe('post');
    const not = { rule: declined === ALICE ? 'is-active' : 'is-not-closed' };
    expect(refusalOf(setup)).toEqual({
      error: 'requestDeclined',
      checks: [{ write: 'check-account', msisdn: declined, not }],
    });
  });

  it('is not judged by what is known of cash or of an original', () => {
    const knowledge = { cash: { day: DAY, amount: LIMITS.dailyCash }, reversible: 0n };
    expect(decide({ knowledge }).kind).toBe('post');
  });

  it('without a text has none in its legs', () => {
    const legs = writesOf().flatMap((write) => (write.write === 'add-leg' ? [write.leg] : []));
    expect(legs).toHaveLength(2);
    for (const leg of legs) expect(leg).not.toHaveProperty('descriptionText');
  });

  it('has a nonce of its own in each leg', () => {
    const nonces = writesOf().flatMap((write) => (write.write === 'add-leg' ? [write.leg.nonce] : []));
    expect(new Set(nonces).size).toBe(2);
  });
});

describe('the moment of a posting', () => {
  it.each([
    ['the debited', 0],
    ['the credited', 1],
  ])('is not before the last movement of %s account, whatever the clock says', (_, ahead) => {
    const later = new Date(NOW + 5_000).toISOString();
    const accounts = [ALICE, BOB].map((msisdn, index) =>
      accountOf(msisdn, index === ahead ? { lastMovementAt: later } : {}),
    );
    const writes = writesOf({ accounts });
    expect(writes[0]).toMatchObject({ transaction: { finalAt: later }, nowSeconds: NOW / 1_000 });
    for (const write of writes) {
      if (write.write === 'add-leg') expect(write.leg.at).toBe(later);
      if (write.write === 'move') expect(write.account.lastMovementAt).toBe(later);
    }
  });

  it('also says which day it is for a limit', () => {
    const midnight = '2026-11-02T00:00:00.000Z';
    const accounts = [accountOf(ALICE), accountOf(BOB, { lastMovementAt: midnight })];
    expect(writesOf({ accounts })[1]).toMatchObject({ account: { debitDay: '2026-11-02' } });
  });
});

describe('the debits of a day', () => {
  const spent = (debitedToday: bigint, debitDay: string | undefined = DAY) => [
    accountOf(ALICE, { debitDay, debitedToday }),
    accountOf(BOB),
  ];

  it('are counted even while there is no limit, so that one can be set at any time', () => {
    expect(writesOf({ accounts: spent(100n) })[1]).toMatchObject({
      account: { debitDay: DAY, debitedToday: 350n },
    });
  });

  it('start at zero on another day', () => {
    expect(writesOf({ accounts: spent(900n, '2026-10-31') })[1]).toMatchObject({
      account: { debitDay: DAY, debitedToday: 250n },
    });
  });

  it('may reach the limit, and not a franc more', () => {
    const limits = { dailyDebit: 1_000n };
    expect(writesOf({ limits, accounts: spent(750n) })[1]).toMatchObject({
      rules: expect.arrayContaining([{ rule: 'debited-at-most', day: DAY, amount: 750n }]) as unknown,
    });
    expect(refusalOf({ limits, accounts: spent(751n) })).toEqual({
      error: 'dailyValueLimitExceeded',
      checks: [
        {
          write: 'check-account',
          msisdn: ALICE,
          not: { rule: 'debited-at-most', day: DAY, amount: 750n },
        },
      ],
    });
    expect(decide({ limits, accounts: spent(751n, '2026-10-31') }).kind).toBe('post');
  });

  it('do not depend on stored state where one amount is above the limit', () => {
    const limits = { dailyDebit: 249n };
    expect(refusalOf({ limits })).toStrictEqual({ error: 'dailyValueLimitExceeded', checks: [] });
    expect(decide({ limits: { dailyDebit: 250n } }).kind).toBe('post');
  });
});

describe('a cash operation', () => {
  const deposit = { type: 'deposit', debit: 'SYS#CASH', credit: BOB } as const;
  const withdrawal = { type: 'withdrawal', debit: ALICE, credit: 'SYS#CASH' } as const;
  const requester = sha256('client-1');

  it('has a leg in the cash account, and counts for its requester', () => {
    const writes = writesOf({ transaction: deposit });
    expect(writes.map(({ write }) => write)).toEqual([
      'complete',
      'add-cash-leg',
      'move',
      'add-leg',
      'count-cash',
    ]);
    expect(writes[0]).toMatchObject({ transaction: { debitLeg: undefined, creditLeg: { sequence: 2 } } });
    expect(writes[1]).toEqual({
      write: 'add-cash-leg',
      reference: pendingOf(deposit).reference,
      amount: -250n,
      at: NOW_TEXT,
    });
    expect(writes[4]).toEqual({
      write: 'count-cash',
      requester,
      day: DAY,
      amount: 250n,
      upTo: 99_999_750n,
      ttl: Date.parse('2026-11-09T00:00:00Z') / 1_000,
    });
  });

  it('unmakes what is withdrawn', () => {
    const writes = writesOf({ transaction: withdrawal });
    expect(writes.map(({ write }) => write)).toEqual([
      'complete',
      'move',
      'add-leg',
      'add-cash-leg',
      'count-cash',
    ]);
    expect(writes[2]).toMatchObject({ leg: { counterparty: 'SYS#CASH', amount: -250n } });
    expect(writes[3]).toMatchObject({ amount: 250n });
  });

  it('changes one account', () => {
    for (const transaction of [deposit, withdrawal]) {
      const decision = decide({ transaction });
      expect(decision).toMatchObject({ kind: 'post' });
      expect(decision.kind === 'post' && decision.accounts.map(({ msisdn }) => msisdn)).toStrictEqual([
        transaction === deposit ? BOB : ALICE,
      ]);
    }
  });

  it('is refused by what the store told of the day, and by nothing else', () => {
    const limits = { dailyCash: 1_000n };
    const told = (amount: bigint, day = DAY) => ({
      transaction: deposit,
      limits,
      knowledge: { cash: { day, amount } },
    });
    expect(decide(told(750n)).kind).toBe('post');
    expect(decide(told(751n, '2026-10-31')).kind).toBe('post');
    expect(refusalOf(told(751n))).toEqual({
      error: 'dailyValueLimitExceeded',
      checks: [{ write: 'check-cash', requester, day: DAY, above: 750n }],
    });
    expect(refusalOf({ transaction: deposit, limits: { dailyCash: 249n } })).toEqual({
      error: 'dailyValueLimitExceeded',
      checks: [],
    });
    expect(decide({ transaction: deposit, limits: { dailyCash: 250n } }).kind).toBe('post');
  });

  it('does not count between two accounts', () => {
    const setup = { transaction: { type: 'deposit' as const }, limits: { dailyCash: 0n } };
    expect(writesOf(setup).map(({ write }) => write)).not.toContain('count-cash');
  });
});

describe('a reversal', () => {
  const reversal = { type: 'reversal', originalReference: ORIGINAL } as const;

  it('takes from what is left of its original, and cannot be reversed itself', () => {
    const writes = writesOf({ transaction: reversal });
    expect(writes.at(-1)).toEqual({ write: 'reduce-reversible', reference: ORIGINAL, amount: 250n });
    expect(writes[0]).toMatchObject({ transaction: { status: 'completed' } });
    expect((writes[0] as { transaction: object }).transaction).not.toHaveProperty('reversible');
  });

  it('takes from a blocked account, ignores both limits, and is not a debit of the day', () => {
    const accounts = [accountOf(ALICE, { status: 'BLOCKED' }), accountOf(BOB)];
    const limits = { maxBalance: 1n, dailyDebit: 1n };
    const writes = writesOf({ transaction: reversal, accounts, limits });
    expect(writes[1]).toMatchObject({
      countsAsDebit: false,
      account: { debitedToday: 0n },
      rules: [
        { rule: 'version-is', version: 1 },
        { rule: 'exists' },
        { rule: 'is-active-or-blocked' },
        { rule: 'balance-at-least', amount: 250n },
      ],
    });
    expect(writes[3]).toMatchObject({
      rules: [{ rule: 'version-is', version: 1 }, { rule: 'exists' }, { rule: 'is-not-closed' }],
    });
  });

  it('does not count as cash of the day', () => {
    const transaction = { ...reversal, debit: BOB, credit: 'SYS#CASH' } as const;
    const knowledge = { cash: { day: DAY, amount: 1n } };
    const writes = writesOf({ transaction, limits: { dailyCash: 1n }, knowledge });
    expect(writes.map(({ write }) => write)).toEqual([
      'complete',
      'move',
      'add-leg',
      'add-cash-leg',
      'reduce-reversible',
    ]);
  });

  it('is held to the floor of zero and to closed accounts', () => {
    expect(refusalOf({ transaction: { ...reversal, amount: 1_001n } }).error).toBe('insufficientFunds');
    const accounts = [accountOf(ALICE, { status: 'CLOSED' }), accountOf(BOB)];
    expect(refusalOf({ transaction: reversal, accounts }).error).toBe('requestDeclined');
    expect(refusalOf({ transaction: reversal, accounts: [accountOf(BOB)] }).error).toBe('identifierError');
  });

  it('is refused where the store told that less is left', () => {
    expect(decide({ transaction: reversal, knowledge: { reversible: 250n } }).kind).toBe('post');
    expect(refusalOf({ transaction: reversal, knowledge: { reversible: 249n } })).toEqual({
      error: 'incorrectState',
      checks: [{ write: 'check-reversible', reference: ORIGINAL, below: 250n }],
    });
  });
});

describe('a transaction whose time is over', () => {
  const transaction = { expiresAt: NOW / 1_000 };

  it('is neither posted nor failed at once, because another clock may be behind', () => {
    expect(decide({ transaction })).toEqual({ kind: 'wait' });
    expect(decide({ transaction, nowMs: NOW + 29_999 })).toEqual({ kind: 'wait' });
    expect(decide({ transaction, nowMs: NOW - 1 }).kind).toBe('post');
  });

  it('fails, whatever its accounts are, and its condition says since when', () => {
    const nowMs = NOW + 30_000;
    const failed = {
      ...pendingOf(transaction),
      status: 'failed',
      finalAt: new Date(nowMs).toISOString(),
      error: 'genericError',
    };
    const expected = {
      kind: 'refuse',
      transaction: failed,
      writes: [{ write: 'fail', transaction: failed, expiredAtSeconds: nowMs / 1_000 }],
    };
    expect(decide({ transaction, nowMs, accounts: [] })).toEqual(expected);
    expect(expire(pendingOf(transaction), nowMs)).toEqual(expected);
  });
});
