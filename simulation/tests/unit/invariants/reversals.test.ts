import type { Run } from '../../../src/environment/lambda.ts';
import type { Wish } from '../../../src/environment/ledger/wishes.ts';
import type { Right } from '../../../src/profiles/rights.ts';
import { createInvariants } from '../../../src/core/invariants.ts';
import type { BookedTransaction } from '../../../src/invariants/ledger/booked-transaction.ts';
import { createReversalCheck } from '../../../src/invariants/ledger/reversals.ts';

const ORIGINAL = {
  reference: 'original',
  requester: 'organisation-2',
  type: 'transfer',
  status: 'completed',
  amount: 100n,
  debit: '224622000001',
  credit: '224611111112',
  finalSince: 10,
  reversals: [
    { at: 20, amount: 30n },
    { at: 40, amount: 50n },
  ],
};
const WISH = { requester: 'organisation-1', type: 'reversal', originalReference: 'original' };

function setup({ original = {}, wish = {} }: { original?: object; wish?: object } = {}) {
  const invariants = createInvariants(() => undefined);
  const booked = { ...ORIGINAL, ...original } as unknown as BookedTransaction;
  const check = createReversalCheck({ invariants }, new Map([['original', booked]]));
  return { check, invariants, asked: { ...WISH, ...wish } as unknown as Wish };
}

const callSince = (beganAt: number) => ({ name: 'request-transaction step-1', beganAt }) as Run;

test.each([
  ['all that was left when the call began', 30, undefined, 70n],
  ['all that was left when it ended', 30, undefined, 20n],
  ['as much as was left when it began', 30, 70n, 70n],
  ['a part', 50, 5n, 5n],
])('calls a reversal of %s right', (_, beganAt, amount, accepted) => {
  const { check, invariants, asked } = setup({ wish: { amount } });

  check.accepted(asked, accepted, callSince(beganAt));

  expect(invariants.violation).toBeUndefined();
});

test.each([
  ['what was left before the call', 30, undefined, 100n, {}],
  ['what was left at no moment', 30, undefined, 60n, {}],
  ['more than is left', 50, 21n, 21n, {}],
  ['what is pending', 30, 5n, 5n, { status: 'pending' }],
  ['what failed', 30, 5n, 5n, { status: 'failed' }],
  ['a reversal', 30, 5n, 5n, { type: 'reversal' }],
])('calls a reversal of %s wrong', (_, beganAt, amount, accepted, original) => {
  const { check, invariants, asked } = setup({ original, wish: { amount } });

  check.accepted(asked, accepted, callSince(beganAt));

  expect(invariants.violation?.invariant).toBe('REVERSAL_IS_JUDGED_TRULY');
});

test.each([
  [true, 30, 71n],
  [true, 30, 21n],
  [false, 50, 20n],
  [false, 50, undefined],
  [true, 5, undefined],
])('says %s: a call since %i may be refused that asks for %s', (isRefusable, beganAt, amount) => {
  const { check, asked } = setup({ wish: { amount } });

  expect(check.isRefusable(asked, callSince(beganAt))).toBe(isRefusable);
});

test.each<[403 | 404 | undefined, object, Right | undefined, object]>([
  [undefined, {}, undefined, {}],
  [undefined, { requester: 'organisation-2' }, 'transactions:read', {}],
  [403, { requester: 'holder' }, undefined, {}],
  [403, {}, 'transactions:reversal', {}],
  [404, {}, 'transactions:read', {}],
  [404, { requester: 'organisation-2' }, undefined, { requester: 'organisation-1' }],
  [404, { originalReference: 'unknown' }, undefined, {}],
  [403, {}, 'transactions:debit-any', {}],
  [undefined, {}, 'transactions:debit-any', { credit: 'SYS#CASH' }],
  [403, {}, 'transactions:cash', { debit: 'SYS#CASH' }],
  [undefined, {}, 'transactions:cash', {}],
])('answers %s to %j without %s, of %j', (status, wish, lacks, original) => {
  const { check, asked } = setup({ original, wish });

  expect(check.refusedForRights(asked, lacks)).toBe(status);
});
