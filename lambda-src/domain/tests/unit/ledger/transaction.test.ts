import type { Reference } from '../../../src/ledger/reference.ts';
import { expiryAt, isCash, parseAmount, pendingShardOf } from '../../../src/ledger/transaction.ts';
import type { Msisdn } from '../../../src/msisdn.ts';

describe('an amount', () => {
  it.each([
    ['0', 0n],
    ['1', 1n],
    ['1000', 1_000n],
    ['1000.0', 1_000n],
    ['1000.00', 1_000n],
    ['1000.0000', 1_000n],
    ['999999999999999', 999_999_999_999_999n],
  ])('is read from %s', (text, amount) => {
    expect(parseAmount(text)).toBe(amount);
  });

  it.each(['-1', '-1000.00', '-0', '-999999999999999'])('is negative in %s', (text) => {
    expect(parseAmount(text)).toBe('negative');
  });

  it.each([
    ...['', ' ', '1 000', ' 1', '1 ', '1,000', '1\n', '+1', '01', '00', '1.', '.0', '1.00000', '1.5', '1.01'],
    ...['1e3', '0x10', '1000000000000000', 'NaN', 'Infinity', '-', '--1', '-01', '-1.5', '١', '1n', '-+1'],
  ])('is not read from %j', (text) => {
    expect(parseAmount(text)).toBe('malformed');
  });
});

describe('the time of a transaction', () => {
  it.each([
    [99_999, 'alive'],
    [100_000, 'expiring'],
    [129_999, 'expiring'],
    [130_000, 'expired'],
  ] as const)('is at %i ms: %s', (nowMs, expected) => {
    expect(expiryAt({ expiresAt: 100 }, nowMs)).toBe(expected);
  });
});

describe('the shard of a pending transaction', () => {
  it.each([...'0123456789abcdef'].map((digit, index) => [digit, `P#${index % 8}`]))(
    'follows from the last digit %s: %s',
    (digit, shard) => {
      expect(pendingShardOf(`9dd9c5a2-b62b-5ff9-9f4b-a09f3f1a933${digit}` as Reference)).toBe(shard);
    },
  );
});

describe('the parties', () => {
  const customer = '224622000001' as Msisdn;
  it('are a cash operation where one of them is the cash account', () => {
    expect(isCash({ debit: 'SYS#CASH', credit: customer })).toBe(true);
    expect(isCash({ debit: customer, credit: 'SYS#CASH' })).toBe(true);
    expect(isCash({ debit: customer, credit: '224622000002' as Msisdn })).toBe(false);
  });
});
