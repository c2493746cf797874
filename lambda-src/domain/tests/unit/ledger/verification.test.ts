import { collectGarbage } from '@fintech-solution/testing/collect-garbage';
import { createInMemoryLedger } from '@fintech-solution/testing/in-memory-ledger';
import { ALICE, BOB, CAROL, keyOf, NOW, pendingOf } from '@fintech-solution/testing/ledger-samples';
import { postInto } from '@fintech-solution/testing/posted-transaction';
import { createTornLedger } from '@fintech-solution/testing/torn-ledger';
import type { LedgerDump } from '../../../src/ledger/ledger-dump.ts';
import type { Finding, LedgerPages, VerificationSettings } from '../../../src/ledger/ledger-pages.ts';
import { followVerification, verifyLedger } from '../../../src/ledger/verification.ts';

/** Payments of 5 francs from Alice to Bob, each with one franc taken back where that is asked for. */
async function ledgerWith(payments: number, { reversed = false } = {}): Promise<LedgerDump> {
  const ledger = createInMemoryLedger();
  for (const msisdn of [ALICE, BOB, CAROL]) ledger.open(msisdn, { balance: 100_000n });
  for (let key = 1; key <= payments; key += 1) {
    const { reference } = await postInto(ledger, pendingOf({ clientCorrelationId: keyOf(key), amount: 5n }));
    const reversal = { type: 'reversal', debit: BOB, credit: ALICE, amount: 1n } as const;
    const changes = { clientCorrelationId: keyOf(100_000 + key), originalReference: reference };
    if (reversed) await postInto(ledger, pendingOf({ ...reversal, ...changes }));
  }
  return ledger.dump();
}

async function verify(pages: LedgerPages, settings: Partial<VerificationSettings> = {}) {
  const verification = verifyLedger(pages, { nowMs: NOW, isQuiet: true, ...settings });
  const findings: Finding[] = [];
  const coverage = await followVerification(verification, (finding) => void findings.push(finding));
  return { findings, coverage };
}

/** The same pages in copies that only a verification keeps alive, and the most that were alive when another was asked for. */
function observed(pages: LedgerPages) {
  const handed: WeakRef<object>[] = [];
  let mostAlive = 0;
  const copy = <T extends object>(items: readonly T[]): T[] =>
    items.map((item) => {
      const own = { ...item };
      handed.push(new WeakRef(own));
      return own;
    });
  async function count(): Promise<void> {
    // What was looked at through a weak reference lives until the end of its turn.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    mostAlive = Math.max(mostAlive, handed.filter((item) => item.deref() !== undefined).length);
  }
  const copies: LedgerPages = {
    async *accounts() {
      for await (const { items, unreadable } of pages.accounts()) {
        yield { items: copy(items), unreadable };
        await count();
      }
    },
    async *movements(msisdn) {
      for await (const { items, unreadable } of pages.movements(msisdn)) {
        yield { items: copy(items), unreadable };
        await count();
      }
    },
    async *ledger() {
      for await (const { transactions, legs, cashLegs, unreadable } of pages.ledger()) {
        yield {
          transactions: copy(transactions),
          legs: copy(legs),
          cashLegs: copy(cashLegs),
          unreadable,
        };
        await count();
      }
    },
    find: async (wanted) => {
      const { accounts, transactions, legs, cashLegs } = await pages.find(wanted);
      return { accounts, transactions, legs: copy(legs), cashLegs: copy(cashLegs) };
    },
  };
  return { pages: copies, told: () => ({ handed: handed.length, mostAlive }) };
}

describe('the memory of a verification', () => {
  it('holds what the page at hand needs, however many pages there are', async () => {
    const held: number[] = [];
    for (const payments of [6, 24]) {
      const { pages, told } = observed(createTornLedger(await ledgerWith(payments)).pages);
      await expect(verify(pages)).resolves.toMatchObject({ findings: [] });
      const { handed, mostAlive } = told();
      // Each leg is handed over with its account, in the ledger's pages, and for its transaction.
      expect(handed).toBeGreaterThan(7 * payments);
      held.push(mostAlive);
    }
    expect(held).toEqual([held[0], held[0]]);
    expect(held[0]).toBeLessThan(30);
  });

  it('keeps a sum for some originals at a time, and reads the ledger again for the others', async () => {
    const { pages } = createTornLedger(await ledgerWith(60, { reversed: true }));
    let readings = 0;
    let mostWanted = 0;
    const counted: LedgerPages = {
      ...pages,
      ledger: () => ((readings += 1), pages.ledger()),
      find(wanted) {
        mostWanted = Math.max(mostWanted, wanted.transactions?.length ?? 0);
        return pages.find(wanted);
      },
    };
    await expect(verify(counted)).resolves.toMatchObject({ findings: [], coverage: { isComplete: true } });
    // All sums are looked up together at the end.
    expect([readings, mostWanted]).toEqual([1, 60]);
    [readings, mostWanted] = [0, 0];
    await expect(verify(counted, { originalsAtOnce: 8 })).resolves.toMatchObject({
      findings: [],
      coverage: { isComplete: true },
    });
    expect(readings).toBeGreaterThan(60 / 8);
    expect(mostWanted).toBeLessThanOrEqual(8);
  });
});

describe('originals of which more was taken back than they say', () => {
  it('are found, each once, whichever part of the originals is at hand', async () => {
    const sound = await ledgerWith(40, { reversed: true });
    const originals = sound.transactions.filter(({ type }) => type !== 'reversal');
    const wrong = originals.filter((_, index) => index % 9 === 0).map(({ reference }) => reference);
    const transactions = sound.transactions.map((transaction) =>
      wrong.includes(transaction.reference) ? { ...transaction, reversible: 5n } : transaction,
    );
    const { pages } = createTornLedger({ ...sound, transactions });
    const { findings } = await verify(pages, { originalsAtOnce: 4 });
    expect(findings.map((finding) => finding.invariant)).toEqual(wrong.map(() => 'V7'));
    const told = findings.map((finding) => ('reference' in finding ? finding.reference : undefined));
    expect(new Set(told)).toEqual(new Set(wrong));
  });

  it('are not looked for when the time is over, and the verification says so', async () => {
    const { pages } = createTornLedger(await ledgerWith(40, { reversed: true }));
    for (const lastReading of [1, 2]) {
      let readings = 0;
      const counted: LedgerPages = { ...pages, ledger: () => ((readings += 1), pages.ledger()) };
      const hasTimeLeft = () => readings <= lastReading;
      const { coverage } = await verify(counted, { originalsAtOnce: 4, hasTimeLeft });
      expect([coverage.isComplete, readings]).toEqual([false, lastReading + 1]);
    }
  });
});
