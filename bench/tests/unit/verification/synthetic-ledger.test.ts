import type { Finding } from '@fintech-solution/domain/ledger/ledger-pages';
import { followVerification, verifyLedger } from '@fintech-solution/domain/ledger/verification';
import { NOW } from '@fintech-solution/testing/ledger-samples';
import type { Msisdn } from '@fintech-solution/domain/msisdn';
import { measuredPages } from '../../../src/verification/measured-pages.ts';
import { MERCHANT } from '../../../src/verification/synthetic-group.ts';
import { createSyntheticLedger } from '../../../src/verification/synthetic-ledger.ts';

async function verify(movements: number, corruption?: Parameters<typeof createSyntheticLedger>[1]) {
  const { pages, measures } = measuredPages(createSyntheticLedger(movements, corruption).pages, () => 0);
  const verification = verifyLedger(pages, { nowMs: NOW, isQuiet: true });
  const findings: Finding[] = [];
  const coverage = await followVerification(verification, (finding) => void findings.push(finding));
  return { findings, coverage, measures };
}

describe('a ledger that is made while it is read', () => {
  it('is sound, and hands over no more at once when it is larger', async () => {
    const [small, large] = [await verify(2_000), await verify(4_000)];
    expect([...small.findings, ...large.findings]).toEqual([]);
    expect([small.coverage.movements, large.coverage.movements]).toEqual([2_000, 4_000]);
    expect(large.coverage).toMatchObject({ accounts: 41, isComplete: true });
    expect(large.measures).toEqual(small.measures);
  });

  it('has every type of movement, refusals, reversals, and transactions that are pending', async () => {
    const kinds = new Set<string>();
    for await (const { transactions } of createSyntheticLedger(1_000).pages.ledger())
      for (const { type, status } of transactions) kinds.add(`${type} ${status}`);
    expect([...kinds].toSorted()).toEqual([
      'deposit completed',
      'merchantpay completed',
      'merchantpay pending',
      'reversal completed',
      'transfer completed',
      'transfer failed',
      'transfer pending',
      'withdrawal completed',
    ]);
  });

  it.each([
    ['the merchant of all groups', MERCHANT, 400],
    ['an account of one group', '224620000013' as Msisdn, 40],
  ])(
    'that says one franc more in a movement of %s is found out, by account and number',
    async (_, msisdn, sequence) => {
      const { findings } = await verify(3_000, { msisdn, sequence });
      expect(findings).toContainEqual(
        expect.objectContaining({ invariant: 'V3', account: msisdn, sequence }),
      );
      expect(findings.map((finding) => finding.invariant).toSorted()).toEqual(['V3', 'V3', 'V4']);
    },
  );
});
