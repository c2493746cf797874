import { createInMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import {
  ALICE,
  BOB,
  CAROL,
  acceptedOf,
  countingNonces,
  keyOf,
  LIMITS,
  NOW,
  NOW_TEXT,
  pendingOf,
} from '@fintech-solution/testing/ledger-samples';
import { fingerprintOf } from '../../../src/ledger/fingerprint.ts';
import { changedFinalStates, findViolations, type InvariantId } from '../../../src/ledger/invariants.ts';
import type { AccountRecord, LedgerDump } from '../../../src/ledger/ledger-dump.ts';
import { decidePosting } from '../../../src/ledger/posting.ts';
import type { Leg } from '../../../src/ledger/receipt.ts';
import type { Reference } from '../../../src/ledger/reference.ts';
import type { AcceptedTransaction, FailedTransaction, Transaction } from '../../../src/ledger/transaction.ts';
import type { Msisdn } from '../../../src/msisdn.ts';

const DAVE = '224622000004' as Msisdn;
const SETTINGS = {
  nowMs: NOW,
  clockSkewMs: 1_000,
  limits: { ...LIMITS, dailyDebit: 2_000n, dailyCash: 5_000n },
};

/** One of each: transfers, a deposit, a withdrawal, a partial reversal, refusals, and one that is pending. */
async function soundLedger(): Promise<LedgerDump> {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB, CAROL]) ledger.open(msisdn);
  const newNonce = countingNonces();
  let key = 0;
  const process = async (changes: Partial<AcceptedTransaction>): Promise<Reference> => {
    const transaction = pendingOf({ clientCorrelationId: keyOf((key += 1)), ...changes });
    ledger.put(transaction);
    const { accounts } = await ledger.read([], [ALICE, BOB, CAROL, DAVE]);
    const decision = decidePosting({
      transaction,
      accounts: accounts as Parameters<typeof decidePosting>[0]['accounts'],
      limits: SETTINGS.limits,
      nowMs: NOW,
      newNonce,
    });
    if (decision.kind === 'wait') throw new Error('expiring');
    expect(await ledger.commit(decision.writes)).toEqual({ kind: 'committed' });
    return transaction.reference;
  };

  const first = await process({ descriptionText: 'loyer' });
  await process({ debit: BOB, credit: CAROL, amount: 600n });
  await process({ type: 'deposit', debit: 'SYS#CASH', credit: ALICE, amount: 4_000n });
  await process({ type: 'withdrawal', debit: CAROL, credit: 'SYS#CASH', amount: 300n });
  await process({ type: 'reversal', debit: BOB, credit: ALICE, amount: 100n, originalReference: first });
  await process({ debit: CAROL, credit: BOB, amount: 1_301n });
  await process({ debit: BOB, credit: CAROL, amount: 899n });
  await process({ debit: ALICE, credit: BOB, amount: 1_800n });
  await process({ debit: ALICE, credit: DAVE, amount: 1n });
  ledger.put(pendingOf({ clientCorrelationId: keyOf(99) }));
  return ledger.dump();
}

const violationsOf = (dump: LedgerDump, settings: Parameters<typeof findViolations>[1] = SETTINGS) =>
  findViolations(dump, settings).map(({ invariant }) => invariant);

const editAccount = (msisdn: Msisdn, changes: Partial<AccountRecord>) => (dump: LedgerDump) => ({
  ...dump,
  accounts: dump.accounts.map((account) =>
    account.msisdn === msisdn ? { ...account, ...changes } : account,
  ),
});
const editLeg = (msisdn: Msisdn, sequence: number, changes: Partial<Leg>) => (dump: LedgerDump) => ({
  ...dump,
  legs: dump.legs.map((leg) =>
    leg.msisdn === msisdn && leg.sequence === sequence ? { ...leg, ...changes } : leg,
  ),
});
const editTransaction = (key: number, changes: object) => (dump: LedgerDump) => ({
  ...dump,
  transactions: dump.transactions.map((transaction) => {
    if (transaction.clientCorrelationId !== keyOf(key)) return transaction;
    const edited = { ...transaction, ...changes } as Transaction;
    // So that each edit shows what finds it besides the fingerprint.
    return { ...edited, fingerprint: fingerprintOf(edited), ...changes };
  }),
});

describe('a sound ledger', () => {
  it('has every kind of transaction, and no violation', async () => {
    const dump = await soundLedger();
    const kinds = dump.transactions.map((transaction) =>
      transaction.status === 'failed' ? transaction.error : `${transaction.status} ${transaction.type}`,
    );
    expect(new Set(kinds)).toEqual(
      new Set([
        'completed transfer',
        'completed deposit',
        'completed withdrawal',
        'completed reversal',
        'insufficientFunds',
        'dailyValueLimitExceeded',
        'identifierError',
        'pending transfer',
      ]),
    );
    expect(findViolations(dump, SETTINGS)).toEqual([]);
  });
});

describe('a fault in the tables', () => {
  it.each<[string, (dump: LedgerDump) => LedgerDump, readonly InvariantId[]]>([
    ['one franc more', editAccount(ALICE, { balance: 4_851n }), ['V1', 'V3']],
    ['a negative balance', editAccount(ALICE, { balance: -1n }), ['V1', 'V2', 'V3']],
    ['an opening balance that was edited', editAccount(BOB, { openingBalance: 1_001n }), ['V1', 'V3']],
    [
      'an opening balance out of range',
      editAccount(BOB, { openingBalance: 10n ** 15n }),
      ['V1', 'V11', 'V3'],
    ],
    ['a version too high', editAccount(ALICE, { version: 9 }), ['V3']],
    ['another sum of the day’s debits', editAccount(BOB, { debitedToday: 1n }), ['V3']],
    [
      'another day of debits, on which there were none',
      editAccount(BOB, { debitDay: '2026-10-31', debitedToday: 0n }),
      ['V3'],
    ],
    ['a head that was edited', editAccount(ALICE, { head: 'x' }), ['V3']],
    ['a head that is missing', editAccount(ALICE, { head: undefined }), ['V3']],
    [
      'a last movement that was edited',
      editAccount(ALICE, { lastMovementAt: '2026-11-02T00:00:00.000Z' }),
      ['V3'],
    ],
    ['a closed account with money', editAccount(ALICE, { status: 'CLOSED' }), ['V12']],
    ['another event that opened the account', editAccount(ALICE, { openedBy: 'x' }), ['V3']],
    ['a leg of another amount', editLeg(ALICE, 2, { amount: -251n }), ['V3', 'V4']],
    ['a leg with another balance', editLeg(ALICE, 2, { balanceAfter: 751n }), ['V3']],
    ['a leg with a negative balance', editLeg(ALICE, 2, { balanceAfter: -1n }), ['V2', 'V3']],
    ['a leg with another head', editLeg(ALICE, 2, { head: 'x' }), ['V3']],
    ['a leg with another counterparty', editLeg(ALICE, 2, { counterparty: CAROL }), ['V3', 'V4']],
    ['a leg with another description', editLeg(ALICE, 2, { descriptionText: 'cadeau' }), ['V3', 'V4']],
    ['a leg with another nonce', editLeg(ALICE, 2, { nonce: 'x' }), ['V3', 'V4']],
    ['a leg at another number', editLeg(ALICE, 2, { sequence: 7 }), ['V3', 'V4']],
    ['a leg of another type', editLeg(ALICE, 2, { type: 'merchantpay' }), ['V3', 'V4']],
    ['a leg that goes back in time', editLeg(ALICE, 2, { at: '2026-11-01T07:00:00.000Z' }), ['V3', 'V4']],
    [
      'a leg that is missing',
      (dump) => ({
        ...dump,
        legs: dump.legs.filter(({ msisdn, sequence }) => msisdn !== ALICE || sequence !== 3),
      }),
      ['V3', 'V4'],
    ],
    [
      'a leg of an account that does not exist',
      (dump) => ({ ...dump, legs: [...dump.legs, { ...(dump.legs[0] as Leg), msisdn: DAVE }] }),
      ['V3', 'V4'],
    ],
    [
      'a leg of a transaction that does not exist',
      (dump) => ({
        ...dump,
        transactions: dump.transactions.filter(({ clientCorrelationId }) => clientCorrelationId !== keyOf(2)),
      }),
      ['V4'],
    ],
    ['a cash leg that is missing', (dump) => ({ ...dump, cashLegs: dump.cashLegs.slice(1) }), ['V1', 'V4']],
    [
      'a cash leg of another amount',
      (dump) => ({ ...dump, cashLegs: dump.cashLegs.map((leg) => ({ ...leg, amount: leg.amount - 1n })) }),
      ['V1', 'V4'],
    ],
    [
      'a cash leg of another moment',
      (dump) => ({ ...dump, cashLegs: dump.cashLegs.map((leg) => ({ ...leg, at: 'x' })) }),
      ['V4'],
    ],
    [
      'a cash leg without a transaction',
      (dump) => ({
        ...dump,
        cashLegs: [...dump.cashLegs, { reference: 'x' as Reference, amount: 0n, at: NOW_TEXT }],
      }),
      ['V4'],
    ],
    ['a completed transaction that says pending', editTransaction(2, { status: 'pending' }), ['V4']],
    ['an original that says pending', editTransaction(1, { status: 'pending' }), ['V4', 'V7']],
    [
      'a failed transaction that says completed',
      editTransaction(6, { status: 'completed', reversible: 1_301n }),
      ['V4'],
    ],
    ['parties that changed places', editTransaction(2, { debit: CAROL, credit: BOB }), ['V4']],
    ['another moment', editTransaction(2, { finalAt: '2026-11-01T09:00:00.001Z' }), ['V4']],
    ['another request', editTransaction(2, { fingerprint: 'f1:x' }), ['V6']],
    ['another requester', editTransaction(2, { requestedBy: 'client-2' }), ['V6']],
    ['another key', editTransaction(2, { clientCorrelationId: keyOf(1) }), ['V6']],
    ['more left than there is', editTransaction(1, { reversible: 151n }), ['V7']],
    ['a reversal without an original', editTransaction(5, { originalReference: undefined }), ['V7']],
    ['an original of something else', editTransaction(2, { originalReference: 'x' }), ['V7']],
    ['an amount of zero', editTransaction(99, { amount: 0n }), ['V11']],
    ['an amount of 16 digits', editTransaction(99, { amount: 10n ** 15n }), ['V11']],
    ['funds that were there', editTransaction(7, { amount: 549n }), ['V8']],
    ['a limit that was not reached', editTransaction(8, { amount: 1n }), ['V8']],
    ['an account that was there', editTransaction(9, { credit: BOB }), ['V8']],
    ['a highest balance that was not reached', editTransaction(7, { error: 'maxBalanceExceeded' }), ['V8']],
    ['an expiry that had not come', editTransaction(7, { error: 'genericError' }), ['V8']],
    ['an original that does not exist', editTransaction(7, { error: 'incorrectState' }), ['V8']],
  ])('is found: %s', async (_, edit, expected) => {
    const found = violationsOf(edit(await soundLedger()));
    expect([...new Set(found)].toSorted()).toEqual(expected);
  });

  it('is named with its account and its movement', async () => {
    const dump = editLeg(ALICE, 2, { head: 'x' })(await soundLedger());
    expect(findViolations(dump, SETTINGS)[0]).toEqual({
      invariant: 'V3',
      account: ALICE,
      sequence: 2,
      detail: 'head does not match',
    });
  });

  it('is named with its account and its movement where only the leg of a transaction is left', async () => {
    const dump = await soundLedger();
    const [second] = dump.transactions.filter(({ clientCorrelationId }) => clientCorrelationId === keyOf(2));
    const transactions = dump.transactions.filter((transaction) => transaction !== second);
    const lost = { invariant: 'V4', reference: second?.reference, detail: 'a leg without a transaction' };
    expect(findViolations({ ...dump, transactions }, SETTINGS)).toEqual([
      { ...lost, account: BOB, sequence: 3 },
      { ...lost, account: CAROL, sequence: 2 },
    ]);
  });
});

describe('reversals', () => {
  const withReversal = async (changes: object) =>
    violationsOf(editTransaction(5, changes)(await soundLedger()));

  it('of more than the original are found', async () => {
    expect(await withReversal({ amount: 251n })).toContain('V7');
  });

  it('of a reversal are found', async () => {
    const dump = await soundLedger();
    const reversal = dump.transactions.find(({ type }) => type === 'reversal') as Transaction;
    const edit = editTransaction(99, { type: 'reversal', originalReference: reversal.reference });
    expect(violationsOf(edit(dump))).toEqual(['V7']);
  });

  it.each([
    ['failed', keyOf(7)],
    ['is still pending', keyOf(99)],
    ['does not exist', keyOf(98)],
  ])('of what %s are found', async (_, clientCorrelationId) => {
    const { reference } = acceptedOf({ clientCorrelationId });
    expect(await withReversal({ originalReference: reference })).toEqual(['V7', 'V7']);
    const pending = editTransaction(99, { type: 'reversal', originalReference: reference });
    expect(violationsOf(pending(await soundLedger()))).toEqual(['V7']);
  });
});

describe('a transaction that stays pending', () => {
  it.each([
    [120_000, []],
    [120_001, ['V9']],
  ])('is found %i ms after its expiry: %j', async (late, expected) => {
    const nowMs = NOW + 3_600_000 + late;
    expect(violationsOf(await soundLedger(), { ...SETTINGS, nowMs })).toEqual(expected);
  });
});

describe('a refusal', () => {
  const failed = (changes: Partial<FailedTransaction>): Transaction => {
    const transaction: FailedTransaction = {
      ...acceptedOf({ clientCorrelationId: keyOf(50) }),
      status: 'failed',
      finalAt: NOW_TEXT,
      error: 'requestDeclined',
      ...changes,
    };
    return { ...transaction, fingerprint: fingerprintOf(transaction) };
  };
  const judge = async (changes: Partial<FailedTransaction>, settings: object = {}) => {
    const dump = await soundLedger();
    const transactions = [...dump.transactions, failed(changes)];
    return violationsOf({ ...dump, transactions }, { ...SETTINGS, ...settings });
  };

  it.each<[string, Partial<FailedTransaction>, InvariantId[]]>([
    ['a highest balance that would be passed', { error: 'maxBalanceExceeded', amount: 49_999_000n }, []],
    ['a blocked account, whose past nobody keeps', {}, []],
    ['a blocked account that is none', { debit: DAVE, credit: '224622000005' as Msisdn }, ['V8']],
    ['an expiry that had come', { error: 'genericError', expiresAt: NOW / 1_000 - 30 }, []],
    ['an expiry within the gap', { error: 'genericError', expiresAt: NOW / 1_000 - 29 }, ['V8']],
    ['funds of the cash account', { error: 'insufficientFunds', debit: 'SYS#CASH' }, ['V8']],
    ['a highest balance of the cash account', { error: 'maxBalanceExceeded', credit: 'SYS#CASH' }, ['V8']],
    ['a balance of an account that is none', { error: 'insufficientFunds', debit: DAVE }, ['V8']],
    ['an original without a name', { error: 'incorrectState' }, ['V8']],
    [
      'the requester’s cash of the day',
      { error: 'dailyValueLimitExceeded', type: 'deposit', debit: 'SYS#CASH', amount: 701n },
      [],
    ],
    [
      'the requester’s cash of the day, which had room',
      { error: 'dailyValueLimitExceeded', type: 'deposit', debit: 'SYS#CASH', amount: 700n },
      ['V8'],
    ],
  ])('for %s is judged by the tables', async (_, changes, expected) => {
    expect(await judge(changes)).toEqual(expected);
  });

  it.each([
    // Of 250 francs, 100 were taken back at 09:00.
    [151n, 0, []],
    [150n, 0, ['V8']],
    [250n, -1_000, []],
    [250n, -1_001, ['V8']],
    [251n, -1_001, []],
  ])(
    'of a reversal of %s francs, %s ms after another, is judged by what was left',
    async (amount, ms, expected) => {
      const { reference } = acceptedOf({ clientCorrelationId: keyOf(1) });
      const reversal = { type: 'reversal', debit: BOB, credit: ALICE, originalReference: reference } as const;
      const finalAt = new Date(NOW + ms).toISOString();
      expect(await judge({ ...reversal, error: 'incorrectState', amount, finalAt })).toEqual(expected);
    },
  );

  it('by a limit is not judged where the limits are not known', async () => {
    const unknown = { limits: undefined };
    expect(await judge({ error: 'dailyValueLimitExceeded', amount: 1n }, unknown)).toEqual([]);
    expect(await judge({ error: 'maxBalanceExceeded', amount: 1n }, unknown)).toEqual([]);
  });

  it('is judged within the skew of two clocks', async () => {
    // Bob had too little for 1,001 francs until he got 250 at 09:00.
    const early = { error: 'insufficientFunds', debit: BOB, credit: ALICE, amount: 1_001n } as const;
    const at = (ms: number) => ({ ...early, finalAt: new Date(NOW + ms).toISOString() });
    expect(await judge(at(-1_000))).toEqual([]);
    expect(await judge({ ...at(-5_000), amount: 1_000n })).toEqual(['V8']);
    expect(await judge({ ...at(5_000), amount: 550n })).toEqual(['V8']);
    expect(await judge({ ...at(5_000), amount: 551n })).toEqual([]);
  });
});

describe('final states', () => {
  it('that stay are no violation, though less is left to reverse', async () => {
    const dump = await soundLedger();
    const later = editTransaction(1, { reversible: 1n })(dump);
    expect(changedFinalStates(dump.transactions, later.transactions)).toEqual([]);
  });

  it('that change or vanish are found, and pending ones may change', async () => {
    const { transactions } = await soundLedger();
    const changed = editTransaction(2, { amount: 1n })({ transactions } as LedgerDump).transactions;
    expect(changedFinalStates(transactions, changed)).toHaveLength(1);
    expect(changedFinalStates(transactions, transactions.slice(1))).toHaveLength(1);
    const pending = editTransaction(99, { amount: 1n })({ transactions } as LedgerDump).transactions;
    expect(changedFinalStates(transactions, pending)).toEqual([]);
  });
});
