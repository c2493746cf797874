import { accountOf, ALICE } from '@fintech-solution/testing/ledger-samples';
import type { AccountStatus } from '../../../src/account.ts';
import { type AccountRule, holds } from '../../../src/ledger/account-rules.ts';

const account = accountOf(ALICE, { version: 3, debitDay: '2026-11-01', debitedToday: 400n });

describe('a rule', () => {
  it.each<[AccountRule, boolean]>([
    [{ rule: 'exists' }, true],
    [{ rule: 'version-is', version: 3 }, true],
    [{ rule: 'version-is', version: 2 }, false],
    [{ rule: 'balance-at-least', amount: 1_000n }, true],
    [{ rule: 'balance-at-least', amount: 1_001n }, false],
    [{ rule: 'balance-at-most', amount: 1_000n }, true],
    [{ rule: 'balance-at-most', amount: 999n }, false],
    [{ rule: 'debited-at-most', day: '2026-11-01', amount: 400n }, true],
    [{ rule: 'debited-at-most', day: '2026-11-01', amount: 399n }, false],
    [{ rule: 'debited-at-most', day: '2026-11-02', amount: 0n }, true],
  ])('%o holds: %s', (rule, expected) => {
    expect(holds(rule, account)).toBe(expected);
    expect(holds(rule, undefined)).toBe(false);
  });

  it.each<[AccountRule['rule'], readonly AccountStatus[]]>([
    ['is-active', ['ACTIVE']],
    ['is-active-or-blocked', ['ACTIVE', 'BLOCKED']],
    ['is-not-closed', ['ACTIVE', 'BLOCKED']],
  ])('"%s" holds for %j', (rule, statuses) => {
    for (const status of ['ACTIVE', 'BLOCKED', 'CLOSED'] as const)
      expect(holds({ rule } as AccountRule, { ...account, status })).toBe(statuses.includes(status));
  });
});
