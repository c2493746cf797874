import { legHead, openingHead, receiptOf } from '../../../src/ledger/receipt.ts';
import type { Reference } from '../../../src/ledger/reference.ts';
import type { Msisdn } from '../../../src/msisdn.ts';

const ALICE = '224622000001' as Msisdn;
const OPENED = '97d9e2ce820c9ca222867255614ffcf57fc71d94c01e9e78ab25cc63bb6f0437';
const AFTER_OPENING = '5fc0240a8a62c04a0e9b2512101c5def2c62f8c487991f0406e90ce4b6cde8b4';
const leg = {
  msisdn: ALICE,
  sequence: 2,
  reference: '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference,
  type: 'transfer',
  amount: -250n,
  balanceAfter: 750n,
  counterparty: '224622000002' as Msisdn,
  at: '2026-11-01T09:00:00.000Z',
  nonce: '00112233445566778899aabbccddeeff',
  descriptionText: 'loyer été',
} as const;

// The hashes were made by another program from the definition alone.
describe('the head of an account', () => {
  it('starts with the opening', () => {
    const opening = { msisdn: ALICE, openedBy: 'event-1', openingBalance: 1_000n };
    const createdAt = '2026-11-01T08:00:00.000Z';
    expect(openingHead({ ...opening, createdAt })).toBe(OPENED);
  });

  it('goes on with each movement', () => {
    expect(legHead(leg, OPENED)).toBe(AFTER_OPENING);
  });

  it('has no plus before a credit, and no hash where there is no description', () => {
    const { descriptionText: _, ...plain } = leg;
    const deposit = {
      ...plain,
      type: 'deposit',
      amount: 250n,
      balanceAfter: 1_250n,
      counterparty: 'SYS#CASH',
    } as const;
    expect(legHead(deposit, OPENED)).toBe('bb6ca094663228dca56f02b0966943604267aa6cf2238f499d0390e7fd78ec2f');
  });

  it.each([
    ['number', { msisdn: '224622000009' as Msisdn }],
    ['sequence', { sequence: 3 }],
    ['reference', { reference: '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5e' as Reference }],
    ['type', { type: 'merchantpay' }],
    ['amount', { amount: -251n }],
    ['balance', { balanceAfter: 751n }],
    ['counterparty', { counterparty: 'SYS#CASH' }],
    ['moment', { at: '2026-11-01T09:00:00.001Z' }],
    ['nonce', { nonce: '10112233445566778899aabbccddeeff' }],
    ['description', { descriptionText: 'loyer ete' }],
  ] as const)('is another one for another %s', (_, change) => {
    expect(legHead({ ...leg, ...change }, 'before')).not.toBe(legHead(leg, 'before'));
  });

  it('is another one after another history', () => {
    expect(legHead(leg, 'after')).not.toBe(legHead(leg, 'before'));
  });

  it('is shown in the receipt beside the number of the movement', () => {
    expect(receiptOf({ sequence: 12, head: 'abc' })).toBe('12.abc');
  });
});
