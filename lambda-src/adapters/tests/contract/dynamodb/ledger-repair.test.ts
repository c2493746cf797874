import { LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import type { AccountRecord, LedgerDump } from '@fintech-solution/domain/ledger/ledger-dump';
import { decidePosting } from '@fintech-solution/domain/ledger/posting';
import type { Accounts } from '@fintech-solution/domain/ledger/posting-input';
import type { Leg } from '@fintech-solution/domain/ledger/receipt';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import type { RepairWrite } from '@fintech-solution/domain/ledger/repair';
import type { CompletedTransaction } from '@fintech-solution/domain/ledger/transaction';
import {
  type LedgerEngine,
  openedItem,
  startLedgerEngine,
  type TableItems,
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
import '@fintech-solution/testing/one-realm';
import { createTornLedger } from '@fintech-solution/testing/torn-ledger';
import { createDynamoDbLedger } from '../../../src/dynamodb/ledger.ts';
import { createDynamoDbLedgerRepair } from '../../../src/dynamodb/ledger-repair.ts';
import { readTables } from '../../../src/dynamodb/ledger-tables.ts';

/** What the rules are about: two tables, and what applies a write of a repair to them. */
interface Subject {
  apply(write: RepairWrite): Promise<'written' | 'changed-meanwhile'>;
  dump(): LedgerDump;
}

let engine: LedgerEngine;
let items: TableItems;
let sound: LedgerDump;

beforeAll(async () => {
  engine = await startLedgerEngine();
  items = await postedTables();
  sound = readTables(items.accounts, items.ledger).dump;
});
afterEach(() => engine.throttle(false));
afterAll(() => engine.stop());

/** A transfer from Alice to Bob, a deposit for Alice, and a transfer that is pending. Carol has only been opened. */
async function postedTables(): Promise<TableItems> {
  const opened = [ALICE, BOB, CAROL].map((msisdn) => ({ ...openedItem(msisdn), nickname: { S: 'kept' } }));
  const names = await engine.restore({ accounts: opened, ledger: [] });
  const ledger = createDynamoDbLedger(engine.client, names);
  const newNonce = countingNonces();
  const deposit = { type: 'deposit', debit: 'SYS#CASH', credit: ALICE } as const;
  for (const [index, changes] of [{}, deposit].entries()) {
    const transaction = acceptedOf({ clientCorrelationId: keyOf(index + 1), ...changes });
    await ledger.accept(transaction);
    const accounts = (await ledger.read([], [ALICE, BOB])).accounts as Accounts;
    const pending = { ...transaction, status: 'pending' } as const;
    const decision = decidePosting({ transaction: pending, accounts, limits: LIMITS, nowMs: NOW, newNonce });
    if (decision.kind !== 'post') throw new Error('A sample is posted');
    await ledger.commit(decision.writes);
  }
  await ledger.accept(acceptedOf({ clientCorrelationId: keyOf(3) }));
  return engine.backUp(names);
}

async function inMemory(): Promise<Subject> {
  const ledger = createTornLedger(sound);
  return { apply: async (write) => ledger.apply(write), dump: ledger.dump };
}

async function inDynamoDb(): Promise<Subject> {
  const names = await engine.restore(items);
  const { apply } = createDynamoDbLedgerRepair(engine.client, names);
  return {
    apply,
    dump: () => {
      const { accounts, ledger } = engine.backUp(names);
      return readTables(accounts, ledger).dump;
    },
  };
}

const account = (msisdn: string, dump = sound): AccountRecord =>
  dump.accounts.find((each) => each.msisdn === msisdn) as AccountRecord;
const transaction = (key: number, dump = sound) =>
  dump.transactions.find(({ clientCorrelationId }) => clientCorrelationId === keyOf(key));

/** Restates an account with 5 francs more, and no further movement. */
function restate(before: AccountRecord, changes: Partial<AccountRecord> = {}): RepairWrite {
  const { msisdn, version, balance } = before;
  const after = {
    msisdn,
    version,
    balance: balance + 5n,
    head: 'a'.repeat(64),
    lastMovementAt: before.createdAt,
  };
  return { write: 'restate-account', before: { ...before, ...changes }, after };
}

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamoDb],
])('a repair’s write %s', (_name, setup) => {
  it('restates an account that is as it was read, and once only', async () => {
    const { apply, dump } = await setup();
    const write = restate(account(ALICE));
    expect(await apply(write)).toBe('written');
    expect(account(ALICE, dump())).toMatchObject({ balance: 1_005n, version: 3, head: 'a'.repeat(64) });
    expect(await apply(write)).toBe('changed-meanwhile');
  });

  it('restates an account that has no head yet, and its day', async () => {
    const { apply, dump } = await setup();
    const write = restate(account(CAROL)) as Extract<RepairWrite, { write: 'restate-account' }>;
    const day = { debitDay: '2026-11-01', debitedToday: 7n };
    expect(await apply({ ...write, after: { ...write.after, ...day } })).toBe('written');
    expect(account(CAROL, dump())).toMatchObject({ balance: 1_005n, ...day });
  });

  it.each<[string, Partial<AccountRecord>]>([
    ['version', { version: 2 }],
    ['balance', { balance: 999n }],
    ['head', { head: 'f'.repeat(64) }],
    ['missing head', { head: undefined }],
    ['status', { status: 'BLOCKED' }],
  ])('leaves an account whose %s is another than was read', async (_attribute, changes) => {
    const { apply, dump } = await setup();
    expect(await apply(restate(account(ALICE), changes))).toBe('changed-meanwhile');
    expect(account(ALICE, dump())).toEqual(account(ALICE));
  });

  it('leaves an account that has a movement beyond: it would be taken back', async () => {
    const { apply, dump } = await setup();
    const write = restate(account(ALICE)) as Extract<RepairWrite, { write: 'restate-account' }>;
    expect(await apply({ ...write, after: { ...write.after, version: 2 } })).toBe('changed-meanwhile');
    expect(account(ALICE, dump())).toEqual(account(ALICE));
  });

  it('completes what is pending, whatever its expiry, and nothing that is final', async () => {
    const { apply, dump } = await setup();
    const completed: CompletedTransaction = {
      ...acceptedOf({ clientCorrelationId: keyOf(3), expiresAt: 1 }),
      ...{ status: 'completed', finalAt: new Date(NOW).toISOString(), reversible: 250n },
      ...{ debitLeg: { sequence: 4, nonce: '0' }, creditLeg: { sequence: 3, nonce: '1' } },
    };
    const write = { write: 'complete', transaction: completed, nowSeconds: 0 } as const;
    expect(await apply(write)).toBe('written');
    expect(transaction(3, dump())).toMatchObject({ status: 'completed', reversible: 250n });
    expect(await apply(write)).toBe('changed-meanwhile');
  });

  it('adds a leg and a cash leg where there is none', async () => {
    const { apply } = await setup();
    const [leg] = sound.legs as [Leg];
    const [cash] = sound.cashLegs as [LedgerDump['cashLegs'][number]];
    const { reference } = transaction(3) as { reference: Reference };
    expect(await apply({ write: 'add-leg', leg })).toBe('changed-meanwhile');
    expect(await apply({ write: 'add-leg', leg: { ...leg, sequence: 9 } })).toBe('written');
    expect(await apply({ write: 'add-cash-leg', ...cash })).toBe('changed-meanwhile');
    expect(await apply({ write: 'add-cash-leg', ...cash, reference })).toBe('written');
  });

  it('restates what is left of an original that is as it was read', async () => {
    const { apply, dump } = await setup();
    const write = (key: number, before: bigint | undefined): RepairWrite => ({
      write: 'restate-reversible',
      reference: transaction(key)?.reference as Reference,
      before,
      after: 9n,
    });
    for (const stale of [write(1, 1n), write(1, undefined), write(3, undefined)])
      expect(await apply(stale)).toBe('changed-meanwhile');
    expect(await apply(write(1, 250n))).toBe('written');
    expect(transaction(1, dump())).toMatchObject({ reversible: 9n });
  });
});

describe('a repair in DynamoDB', () => {
  it('touches no other attribute of an account', async () => {
    const names = await engine.restore(items);
    await createDynamoDbLedgerRepair(engine.client, names).apply(restate(account(ALICE)));
    const [stored] = engine.backUp(names).accounts.filter(({ msisdn }) => msisdn?.S === ALICE);
    expect(stored).toMatchObject({ nickname: { S: 'kept' }, openingBalance: { N: '1000' } });
  });

  it('says that the store is not available, never that something changed', async () => {
    const names = await engine.restore(items);
    const { apply } = createDynamoDbLedgerRepair(engine.client, names);
    engine.throttle(true);
    await expect(apply(restate(account(ALICE)))).rejects.toThrow(LedgerUnavailableError);
  });
});
