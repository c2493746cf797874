import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { decidePosting } from '@fintech-solution/domain/ledger/posting';
import type { Accounts } from '@fintech-solution/domain/ledger/posting-input';
import { LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import type { AcceptedTransaction } from '@fintech-solution/domain/ledger/transaction';
import type { Finding } from '@fintech-solution/domain/ledger/ledger-pages';
import {
  type Coverage,
  followVerification,
  verifyLedger,
} from '@fintech-solution/domain/ledger/verification';
import {
  type LedgerEngine,
  openedItem,
  startLedgerEngine,
  type TableItems,
} from '@fintech-solution/testing/ledger-engine';
import {
  acceptedOf,
  ALICE,
  BOB,
  CAROL,
  countingNonces,
  keyOf,
  LIMITS,
  NOW,
} from '@fintech-solution/testing/ledger-samples';
import { hangUp, startLoopbackServer } from '@fintech-solution/testing/loopback-server';
import '@fintech-solution/testing/one-realm';
import { clientOptions } from '../../../src/aws-clients.ts';
import { createDynamoDbLedger } from '../../../src/dynamodb/ledger.ts';
import { accountRecordOf } from '../../../src/dynamodb/ledger-items.ts';
import { createDynamoDbLedgerPages, type Segment } from '../../../src/dynamodb/ledger-pages.ts';

type Item = Record<string, AttributeValue>;

let engine: LedgerEngine;
let sound: TableItems;

beforeAll(async () => {
  engine = await startLedgerEngine();
  sound = await soundTables();
});
afterAll(() => engine.stop());

/** Written by the product's own code: one transaction of each kind, and one that is pending. */
async function soundTables(): Promise<TableItems> {
  const names = await engine.restore({ accounts: [ALICE, BOB, CAROL].map(openedItem), ledger: [] });
  const ledger = createDynamoDbLedger(engine.client, names);
  const newNonce = countingNonces();
  let key = 0;
  const post = async (changes: Partial<AcceptedTransaction>): Promise<Reference> => {
    const transaction = acceptedOf({ clientCorrelationId: keyOf((key += 1)), ...changes });
    await ledger.accept(transaction);
    const decision = decidePosting({
      transaction: { ...transaction, status: 'pending' },
      accounts: (await ledger.read([], [ALICE, BOB, CAROL])).accounts as Accounts,
      limits: LIMITS,
      nowMs: NOW,
      newNonce,
    });
    if (decision.kind === 'wait') throw new Error('expiring');
    expect(await ledger.commit(decision.writes)).toEqual({ kind: 'committed' });
    return transaction.reference;
  };
  const first = await post({ descriptionText: 'loyer' });
  await post({ debit: BOB, credit: CAROL, amount: 600n });
  await post({ type: 'deposit', debit: 'SYS#CASH', credit: ALICE, amount: 4_000n });
  await post({ type: 'withdrawal', debit: CAROL, credit: 'SYS#CASH', amount: 300n });
  await post({ type: 'reversal', debit: BOB, credit: ALICE, amount: 100n, originalReference: first });
  await post({ debit: CAROL, credit: BOB, amount: 1_301n });
  await ledger.accept(acceptedOf({ clientCorrelationId: keyOf(99) }));
  return engine.backUp(names);
}

/** What a verification of these tables finds. */
async function verify(
  tables: TableItems,
  { isQuiet = true, nowMs = NOW, segment }: { isQuiet?: boolean; nowMs?: number; segment?: Segment } = {},
) {
  const pages = createDynamoDbLedgerPages(engine.client, await engine.restore(tables), segment);
  return collect(verifyLedger(pages, { nowMs, isQuiet }));
}

async function collect(verification: AsyncGenerator<Finding, Coverage>) {
  const findings: Finding[] = [];
  const coverage = await followVerification(verification, (finding) => void findings.push(finding));
  return { findings, coverage };
}

const keyOfItem = ({ msisdn, pk, sk }: Item) => msisdn?.S ?? `${pk?.S}/${sk?.S}`;
const transactionKey = (key: number) => {
  const { reference } = acceptedOf({ clientCorrelationId: keyOf(key) });
  return `TX#${reference}/TX`;
};
const legKey = (msisdn: string, sequence: number) => `ACC#${msisdn}/E#${String(sequence).padStart(12, '0')}`;
const cashKey = (key: number) => {
  const { reference } = acceptedOf({ clientCorrelationId: keyOf(key) });
  return `ACC#SYS#CASH#${reference[0]}/TX#${reference}`;
};

type Corruption = (tables: TableItems) => TableItems;
/** Changes the attributes of one item; undefined removes one. */
const edit =
  (key: string, changes: Record<string, AttributeValue | undefined>): Corruption =>
  (tables) => {
    const apply = (item: Item): Item => {
      if (keyOfItem(item) !== key) return item;
      const entries = Object.entries({ ...item, ...changes }).filter(([, value]) => value !== undefined);
      return Object.fromEntries(entries) as Item;
    };
    expect([...tables.accounts, ...tables.ledger].map(keyOfItem)).toContain(key);
    return { accounts: tables.accounts.map(apply), ledger: tables.ledger.map(apply) };
  };
const remove =
  (key: string): Corruption =>
  (tables) => {
    expect([...tables.accounts, ...tables.ledger].map(keyOfItem)).toContain(key);
    const others = (items: readonly Item[]) => items.filter((item) => keyOfItem(item) !== key);
    return { accounts: others(tables.accounts), ledger: others(tables.ledger) };
  };
/** Adds a copy of an item with other attributes. */
const copy =
  (key: string, changes: Item): Corruption =>
  ({ accounts, ledger }) => {
    const original = ledger.find((item) => keyOfItem(item) === key);
    return { accounts, ledger: [...ledger, { ...original, ...changes } as Item] };
  };
const both =
  (...corruptions: Corruption[]): Corruption =>
  (tables) =>
    corruptions.reduce((changed, corruption) => corruption(changed), tables);

const n = (value: number | string) => ({ N: String(value) });
const s = (value: string) => ({ S: value });

describe('a verification of sound tables', () => {
  it.each([true, false])(
    'finds nothing, of a quiet system or not (%s), and says what it read',
    async (isQuiet) => {
      await expect(verify(sound, { isQuiet })).resolves.toEqual({
        findings: [],
        coverage: { accounts: 3, movements: 8, transactions: 7, isComplete: true },
      });
    },
  );

  it('in segments reads each item once', async () => {
    const segments = await Promise.all(
      [0, 1, 2].map((index) => verify(sound, { isQuiet: false, segment: { index, count: 3 } })),
    );
    expect(segments.flatMap(({ findings }) => findings)).toEqual([]);
    const sumOf = (name: 'accounts' | 'movements' | 'transactions') =>
      segments.reduce((sum, { coverage }) => sum + coverage[name], 0);
    expect([sumOf('accounts'), sumOf('movements'), sumOf('transactions')]).toEqual([3, 8, 7]);
  });

  it('stops when the time is over, and says so', async () => {
    const names = await engine.restore(sound);
    const settings = { nowMs: NOW, isQuiet: false, hasTimeLeft: () => false };
    const { coverage } = await collect(
      verifyLedger(createDynamoDbLedgerPages(engine.client, names), settings),
    );
    expect(coverage).toMatchObject({ accounts: 0, isComplete: false });
  });

  it('ends with "unavailable" while the store gives no answer', async () => {
    const server = await startLoopbackServer(hangUp);
    const deaf = new DynamoDBClient({
      ...clientOptions({ attemptTimeoutMs: 2_000, attempts: 2 }),
      region: 'ca-central-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const pages = createDynamoDbLedgerPages(deaf, { accounts: 'a', ledger: 'l' });
    await expect(collect(verifyLedger(pages, { nowMs: NOW, isQuiet: true }))).rejects.toThrow(
      LedgerUnavailableError,
    );
    await expect(pages.find({ accounts: [ALICE] })).rejects.toThrow(LedgerUnavailableError);
    deaf.destroy();
    await server.stop();
  });
});

describe('a verification of a system that goes on writing', () => {
  it('takes a movement that came in after its account was read for what it is', async () => {
    const pages = createDynamoDbLedgerPages(engine.client, await engine.restore(sound));
    const accounts = async function* () {
      // As the account was before its movements, which are all there by now.
      yield { items: [accountRecordOf(openedItem(CAROL))], unreadable: [] };
    };
    const { findings } = await collect(verifyLedger({ ...pages, accounts }, { nowMs: NOW, isQuiet: false }));
    expect(findings).toEqual([]);
  });

  it('lets an original have less left than the reversals that were read so far', async () => {
    const more = edit(transactionKey(1), { reversible: n(149) })(sound);
    expect((await verify(more, { isQuiet: false })).findings).toEqual([]);
    expect((await verify(more, { isQuiet: true })).findings).toMatchObject([{ invariant: 'V7' }]);
  });
});

describe('a corruption that is put into the tables by hand is found', () => {
  // Alice: 1 opening, 2 -250, 3 +4000, 4 +100. Bob: 2 +250, 3 -600, 4 -100. Carol: 2 +600, 3 -300.
  it.each<[string, Corruption, Finding['invariant']]>([
    ['a balance that is one franc higher', edit(ALICE, { balance: n(4_851) }), 'V3'],
    ['a balance that is one franc lower', edit(BOB, { balance: n(549) }), 'V3'],
    ['a negative balance', edit(BOB, { balance: n(-1) }), 'V2'],
    ['a balance in half francs', edit(BOB, { balance: n('550.5') }), 'unreadable'],
    ['a balance that is gone', edit(BOB, { balance: undefined }), 'unreadable'],
    ['another currency', edit(BOB, { currency: s('EUR') }), 'unreadable'],
    ['an unknown status', edit(BOB, { status: s('OPEN') }), 'unreadable'],
    ['a closed account with money', edit(BOB, { status: s('CLOSED') }), 'V12'],
    ['a higher version', edit(ALICE, { version: n(5) }), 'V3'],
    ['a lower version', edit(ALICE, { version: n(3) }), 'V3'],
    ['another opening balance', edit(CAROL, { openingBalance: n(1_001) }), 'V3'],
    ['another opening event', edit(CAROL, { openedBy: s('x') }), 'V3'],
    ['another moment of opening', edit(CAROL, { createdAt: s('2026-11-01T08:00:00.001Z') }), 'V3'],
    ['another head', edit(ALICE, { head: s('0'.repeat(64)) }), 'V3'],
    ['a head that is gone', edit(ALICE, { head: undefined }), 'unreadable'],
    ['another last movement', edit(ALICE, { lastMovementAt: s('2026-11-01T10:00:00.000Z') }), 'V3'],
    ['another sum of the day’s debits', edit(BOB, { debitedToday: n(0) }), 'V3'],
    [
      'another day of debits, on which there were none',
      edit(BOB, { debitDay: s('2026-10-31'), debitedToday: n(0) }),
      'V3',
    ],
    ['an account that is gone', remove(CAROL), 'V3'],
    ['a movement of another amount', edit(legKey(ALICE, 2), { amount: n(-251) }), 'V3'],
    ['a movement with another balance', edit(legKey(ALICE, 2), { balanceAfter: n(751) }), 'V3'],
    ['a movement with another head', edit(legKey(ALICE, 4), { head: s('0'.repeat(64)) }), 'V3'],
    ['a movement with another nonce', edit(legKey(BOB, 2), { nonce: s('f'.repeat(32)) }), 'V3'],
    ['a movement with another counterparty', edit(legKey(BOB, 2), { counterparty: s(CAROL) }), 'V3'],
    ['a movement with another text', edit(legKey(BOB, 2), { descriptionText: s('cadeau') }), 'V3'],
    ['a movement of another type', edit(legKey(BOB, 2), { type: s('merchantpay') }), 'V3'],
    ['a movement at another moment', edit(legKey(BOB, 2), { at: s('2026-11-01T09:00:00.001Z') }), 'V3'],
    [
      'a movement of another transaction',
      edit(legKey(BOB, 3), { reference: s(acceptedOf({ clientCorrelationId: keyOf(99) }).reference) }),
      'V4',
    ],
    ['a movement without a reference', edit(legKey(BOB, 3), { reference: undefined }), 'unreadable'],
    ['a movement that is gone', remove(legKey(BOB, 3)), 'V3'],
    ['the last movement gone', remove(legKey(BOB, 4)), 'V3'],
    ['a movement too many', copy(legKey(BOB, 4), { sk: s('E#000000000005') }), 'V3'],
    ['a movement of an account that never was', copy(legKey(BOB, 2), { pk: s('ACC#224622000009') }), 'V4'],
    ['a leg of the cash account gone', remove(cashKey(3)), 'V4'],
    ['a leg of the cash account with another amount', edit(cashKey(3), { amount: n(-4_001) }), 'V4'],
    [
      'a leg of the cash account at another moment',
      edit(cashKey(3), { at: s('2026-11-01T09:00:00.001Z') }),
      'V4',
    ],
    [
      'a leg of the cash account too many',
      copy(cashKey(3), { sk: s(transactionKey(2).split('/')[0] ?? '') }),
      'V4',
    ],
    [
      'a leg of the cash account twice, in two partitions',
      copy(cashKey(3), { pk: s('ACC#SYS#CASH#x') }),
      'unreadable',
    ],
    ['a completed transaction that says pending', edit(transactionKey(2), { status: s('pending') }), 'V4'],
    [
      'a completed transaction that says failed',
      edit(transactionKey(2), { status: s('failed'), error: { M: { errorCode: s('insufficientFunds') } } }),
      'V4',
    ],
    [
      'a pending transaction that says completed',
      edit(transactionKey(99), {
        pendingShard: undefined,
        status: s('completed'),
        finalAt: s('2026-11-01T09:00:00.000Z'),
        reversible: n(250),
      }),
      'V4',
    ],
    [
      'a failed transaction that says completed',
      edit(transactionKey(6), { status: s('completed'), reversible: n(1_301) }),
      'V4',
    ],
    ['a transaction that is gone', remove(transactionKey(2)), 'V4'],
    ['a transaction of another amount', edit(transactionKey(2), { amount: n(601) }), 'V4'],
    ['a transaction of no amount', edit(transactionKey(99), { amount: n(0) }), 'V11'],
    ['a transaction with another creditor', edit(transactionKey(2), { credit: s(ALICE) }), 'V4'],
    ['a transaction with another requester', edit(transactionKey(2), { requestedBy: s('client-2') }), 'V6'],
    ['a transaction with another text', edit(transactionKey(99), { descriptionText: s('cadeau') }), 'V6'],
    ['a transaction at another place in its account', edit(transactionKey(2), { debitSequence: n(2) }), 'V4'],
    ['a transaction with an unknown status', edit(transactionKey(2), { status: s('done') }), 'unreadable'],
    [
      'a pending transaction that the sweeper cannot find',
      edit(transactionKey(99), { pendingShard: undefined }),
      'unreadable',
    ],
    [
      'a final transaction among the pending ones',
      edit(transactionKey(2), { pendingShard: s('P#0') }),
      'unreadable',
    ],
    ['more to reverse than is left', edit(transactionKey(1), { reversible: n(250) }), 'V7'],
    ['less to reverse than is left', edit(transactionKey(1), { reversible: n(149) }), 'V7'],
    ['less to reverse, with no reversal', edit(transactionKey(2), { reversible: n(1) }), 'V7'],
    ['a reversal that names no original', edit(transactionKey(5), { originalReference: undefined }), 'V7'],
    [
      'a reversal of a reversal',
      edit(transactionKey(5), {
        originalReference: s(acceptedOf({ clientCorrelationId: keyOf(5) }).reference),
      }),
      'V7',
    ],
    [
      'a reversal of what failed',
      edit(transactionKey(99), {
        type: s('reversal'),
        originalReference: s(acceptedOf({ clientCorrelationId: keyOf(6) }).reference),
      }),
      'V7',
    ],
    ['an item that the ledger does not know', copy(transactionKey(2), { pk: s('FEE#1') }), 'unreadable'],
    [
      'a movement and its balance made up together',
      both(
        edit(BOB, { balance: n(551), version: n(5) }),
        copy(legKey(BOB, 2), { sk: s('E#000000000005'), amount: n(1), balanceAfter: n(551) }),
      ),
      'V4',
    ],
  ])('%s', async (_, corrupt, invariant) => {
    const { findings } = await verify(corrupt(sound));
    expect(findings.map((finding) => finding.invariant)).toContain(invariant);
  });

  it('a movement whose transaction is gone, by its account and its number', async () => {
    const { findings } = await verify(remove(transactionKey(2))(sound));
    expect(findings).toMatchObject([
      { invariant: 'V4', account: BOB, sequence: 3 },
      { invariant: 'V4', account: CAROL, sequence: 2 },
    ]);
  });

  it('a transaction that is pending two minutes after its expiry', async () => {
    const nowMs = NOW + (3_600 + 121) * 1_000;
    expect((await verify(sound, { nowMs })).findings).toMatchObject([{ invariant: 'V9' }]);
  });

  it('an opening without its account, by the sum of all money', async () => {
    const fresh = {
      ...sound,
      accounts: [...sound.accounts, { ...openedItem('224622000009'), balance: n(999) }],
    };
    const { findings } = await verify(fresh);
    expect(findings.map(({ invariant }) => invariant)).toEqual(['V3', 'V1']);
  });
});
