import { createDynamoDbLedgerPages } from '@fintech-solution/adapters/dynamodb/ledger-pages';
import { createDynamoDbLedgerRepair } from '@fintech-solution/adapters/dynamodb/ledger-repair';
import { planRepair } from '@fintech-solution/domain/ledger/repair';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import { type CapturedOutput, captureOutput } from '@fintech-solution/testing/captured-output';
import type { TableItems, TableNames } from '@fintech-solution/testing/ledger-engine';
import { ALICE, BOB, CAROL } from '@fintech-solution/testing/ledger-samples';
import '@fintech-solution/testing/one-realm';
import { bodyOf, type Drill, startDrill } from './ledger-drills.ts';

let drill: Drill;
let output: CapturedOutput;
beforeEach(async () => {
  output = captureOutput();
  drill = await startDrill();
});
afterEach(async () => {
  output.release();
  await drill.stop();
});

/** Accepts some transactions. */
async function accept(count: number, changes: Parameters<Drill['accept']>[0] = {}): Promise<Reference[]> {
  const references: Reference[] = [];
  for (let left = count; left > 0; left -= 1) references.push(await drill.accept(changes));
  return references;
}

async function post(count: number, changes: Parameters<Drill['accept']>[0] = {}): Promise<Reference[]> {
  const references = await accept(count, changes);
  expect(await drill.process(references.map(bodyOf))).toEqual([]);
  return references;
}

async function repair(tables: TableNames): Promise<{ written: number; findings: number }> {
  const { apply } = createDynamoDbLedgerRepair(drill.engine.client, tables);
  const result = { written: 0, findings: 0 };
  const pages = createDynamoDbLedgerPages(drill.engine.client, tables);
  for await (const step of planRepair(pages, { setsBack: false })) {
    if ('finding' in step) result.findings += 1;
    else if ((await apply(step.write)) === 'written') result.written += 1;
  }
  return result;
}

const statuses = (references: readonly Reference[]) => Promise.all(references.map(drill.statusOf));
const balances = ({ accounts }: TableItems) =>
  Object.fromEntries(accounts.map(({ msisdn, balance }) => [msisdn?.S, balance?.N]));

describe('drill', () => {
  it('two tables restored apart, and half of a transaction with them, are whole after a repair', async () => {
    await post(3);
    const earlier = await drill.engine.backUp(drill.tables);
    await post(2, { debit: BOB, credit: CAROL });
    await post(1, { type: 'deposit', debit: 'SYS#CASH' as const, credit: ALICE });
    const { ledger, accounts } = await drill.engine.backUp(drill.tables);
    const lost = ledger.filter(({ pk }) => pk?.S !== `ACC#${CAROL}` && !pk?.S?.startsWith('ACC#SYS#CASH'));
    const tables = await drill.engine.restore({ accounts: earlier.accounts, ledger: lost });
    expect(await drill.findings(tables)).not.toEqual([]);
    // Two legs of Carol, the cash leg, and three accounts.
    expect(await repair(tables)).toEqual({ written: 6, findings: 0 });
    expect(await drill.findings(tables)).toEqual([]);
    expect(balances(await drill.engine.backUp(tables))).toEqual(balances({ accounts, ledger }));
    expect(await repair(tables)).toEqual({ written: 0, findings: 0 });
  });

  it('balances are built anew from the legs', async () => {
    await post(4);
    const { accounts, ledger } = await drill.engine.backUp(drill.tables);
    const overwritten = accounts.map((item) => ({ ...item, balance: { N: '999999' } }));
    const tables = await drill.engine.restore({ accounts: overwritten, ledger });
    expect(await repair(tables)).toEqual({ written: 3, findings: 0 });
    expect(balances(await drill.engine.backUp(tables))).toEqual(balances({ accounts, ledger }));
    expect(await drill.findings(tables)).toEqual([]);
  });

  it('a write of a repair finds what changed since it was read, and stops', async () => {
    await post(2);
    const { accounts, ledger } = await drill.engine.backUp(drill.tables);
    const torn = accounts.map((item) => ({ ...item, balance: { N: '999999' } }));
    const tables = await drill.engine.restore({ accounts: torn, ledger });
    const pages = createDynamoDbLedgerPages(drill.engine.client, tables);
    const { apply } = createDynamoDbLedgerRepair(drill.engine.client, tables);
    for await (const step of planRepair(pages, { setsBack: false })) {
      if ('finding' in step) throw new Error(step.finding.detail);
      expect(await apply(step.write)).toBe('written');
      expect(await apply(step.write)).toBe('changed-meanwhile');
    }
  });

  it('a processor that was down for a day posts what is alive, fails what is over, and loses nothing', async () => {
    const over = await accept(30);
    drill.passHours(23.5);
    const alive = await accept(12);
    drill.passHours(0.5);
    await drill.sweep();
    expect(await drill.process([...over, ...alive].map(bodyOf))).toEqual([]);
    expect(new Set(await statuses(over))).toEqual(new Set(['failed']));
    expect(new Set(await statuses(alive))).toEqual(new Set(['completed']));
    expect(balances(await drill.engine.backUp(drill.tables))).toEqual({
      [ALICE]: '880',
      [BOB]: '1120',
      [CAROL]: '1000',
    });
    expect(await drill.findings()).toEqual([]);
  });

  it('a poisoned queue is parked, message by message, and real ones between are posted', async () => {
    const references = await accept(20);
    const poison = Array.from({ length: 200 }, (_, index) => JSON.stringify({ foreign: index }));
    const real = references.map(bodyOf);
    const mixed = poison.flatMap((body, index) =>
      index % 10 === 0 ? [body, real[index / 10] as string] : [body],
    );
    expect(await drill.process(mixed)).toEqual([]);
    expect((await drill.parked()).toSorted()).toEqual(poison.toSorted());
    expect(new Set(await statuses(references))).toEqual(new Set(['completed']));
    expect(await drill.findings()).toEqual([]);
  });

  it('a table that is throttled for an hour makes everything wait; then all is final, and nothing is lost', async () => {
    const over = await accept(5);
    const alive = await accept(8, { expiresAt: Date.parse('2026-11-01T12:00:00Z') / 1_000 });
    const bodies = [...over, ...alive].map(bodyOf);
    drill.engine.throttle(true);
    expect((await drill.process(bodies)).toSorted()).toEqual(bodies.toSorted());
    await expect(drill.sweep()).rejects.toThrow();
    drill.passHours(1.01);
    drill.engine.throttle(false);
    await drill.sweep();
    expect(await drill.process(bodies)).toEqual([]);
    expect(new Set(await statuses(over))).toEqual(new Set(['failed']));
    expect(new Set(await statuses(alive))).toEqual(new Set(['completed']));
    expect(await drill.parked()).toEqual([]);
    expect(await drill.findings()).toEqual([]);
  });
});
