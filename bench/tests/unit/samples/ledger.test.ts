import { readTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { findViolations } from '@fintech-solution/domain/ledger/invariants';
import { createTables, type StoredWrite } from '../../../src/aws-double/tables.ts';
import { PAIRS, partiesOf, pendingTransfers, postedTransfers } from '../../../src/samples/ledger.ts';

type Items = Parameters<typeof readTables>[0];

const stored = async (writes: readonly StoredWrite[]) => {
  const tables = await createTables(writes);
  const itemsOf = (TableName: string) => (tables.execute('Scan', { TableName }) as { Items: Items }).Items;
  return readTables(itemsOf('accounts'), itemsOf('ledger'));
};

describe('the ledger that samples find', () => {
  it('holds pending transfers between open accounts, all of them readable', async () => {
    const { dump, unreadable } = await stored(pendingTransfers(60));

    expect(unreadable).toEqual([]);
    expect(dump.transactions).toHaveLength(60);
    expect(new Set(dump.transactions.map(({ status }) => status))).toEqual(new Set(['pending']));
    const numbers = dump.accounts.map(({ msisdn }) => msisdn);
    expect(numbers).toEqual(expect.arrayContaining(dump.transactions.map(({ debit }) => debit)));
    expect(numbers).toEqual(expect.arrayContaining(dump.transactions.map(({ credit }) => credit)));
  });

  it('holds posted transfers, each with its two legs', async () => {
    const { dump, unreadable } = await stored(postedTransfers(60));

    expect(unreadable).toEqual([]);
    expect(new Set(dump.transactions.map(({ status }) => status))).toEqual(new Set(['completed']));
    expect(dump.legs).toHaveLength(2 * 60);
  });

  it('is sound where each pair of accounts has one posted transfer', async () => {
    const { dump } = await stored(postedTransfers(PAIRS));

    expect(findViolations(dump, { nowMs: Date.now(), clockSkewMs: 1_000 })).toEqual([]);
  });

  it('has no account twice in a batch of ten', () => {
    const parties = Array.from({ length: 10 }, (_, index) => Object.values(partiesOf(index))).flat();

    expect(new Set(parties).size).toBe(20);
  });
});
