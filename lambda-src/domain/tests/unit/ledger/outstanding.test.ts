import { createInMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import { ALICE, BOB, keyOf, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { postInto } from '@fintech-solution/testing/posted-transaction';
import { createTornLedger } from '@fintech-solution/testing/torn-ledger';
import type { LedgerDump } from '../../../src/ledger/ledger-dump.ts';
import { sumOutstanding } from '../../../src/ledger/outstanding.ts';
import { CASH } from '../../../src/ledger/transaction.ts';

/** Two openings of 1,000, 400 paid in, 150 paid out. */
async function ledgerWithCash(): Promise<LedgerDump> {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB]) ledger.open(msisdn);
  const post = (key: number, changes: object) =>
    postInto(ledger, pendingOf({ clientCorrelationId: keyOf(key), ...changes }));
  await post(1, { type: 'deposit', debit: CASH, credit: ALICE, amount: 400n });
  await post(2, { type: 'withdrawal', debit: BOB, credit: CASH, amount: 150n });
  await post(3, {});
  return ledger.dump();
}

describe('e-money outstanding', () => {
  it('is what was opened and paid in, less what was paid out', async () => {
    const { pages } = createTornLedger(await ledgerWithCash());
    await expect(sumOutstanding(pages)).resolves.toEqual({
      balances: 2_250n,
      openings: 2_000n,
      cash: -250n,
      explained: 2_250n,
      agrees: true,
      unreadable: [],
    });
  });

  it('does not agree where a cash leg is missing', async () => {
    const { pages } = createTornLedger({ ...(await ledgerWithCash()), cashLegs: [] });
    await expect(sumOutstanding(pages)).resolves.toMatchObject({ explained: 2_000n, agrees: false });
  });

  it('does not agree where an item cannot be read, whatever the sums are', async () => {
    const { pages } = createTornLedger(await ledgerWithCash(), [{ key: 'ACC#1/E#2', reason: 'broken' }]);
    await expect(sumOutstanding(pages)).resolves.toMatchObject({ agrees: false, unreadable: ['ACC#1/E#2'] });
  });
});
