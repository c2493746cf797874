import { readTables } from '@fintech-solution/adapters/dynamodb/ledger-tables';
import { createTables, type StoredWrite } from '../../../src/aws-double/tables.ts';
import { lossesIn, tableOfContention } from '../../../src/contention/findings.ts';
import { pendingPayments } from '../../../src/samples/ledger.ts';

type Items = Parameters<typeof readTables>[0];

const dumpOf = async (writes: readonly StoredWrite[]) => {
  const tables = await createTables(writes);
  return readTables(tables.scan('accounts') as Items, tables.scan('ledger') as Items).dump;
};

describe('a loss', () => {
  it('is a transfer that is not completed in the end', async () => {
    expect(lossesIn(await dumpOf(pendingPayments(3)), 3)).toEqual(['0 of 3 transfers were completed']);
  });

  it('is a balance that no movement explains', async () => {
    const { accounts, ...others } = await dumpOf(pendingPayments(1));
    const [first, ...more] = accounts.map((account) => ({ ...account, balance: account.balance + 1n }));

    expect(lossesIn({ ...others, accounts: [first, ...more].flatMap((one) => one ?? []) }, 0)).toEqual(
      expect.arrayContaining([expect.stringContaining('V3')]),
    );
  });
});

describe('the table of contention', () => {
  it('has a line for each number of transfers at once', () => {
    const line = {
      atOnce: 4,
      transfers: 48,
      attemptsPerTransfer: 2.084,
      completedAtFirst: 0.995,
      writeUnitsPerTransfer: 17.46,
    };

    expect(tableOfContention([line]).split('\n').at(-1)).toBe('| 4 | 48 | 2.08 | 99.5 % | 17.5 | 0 |');
  });
});
