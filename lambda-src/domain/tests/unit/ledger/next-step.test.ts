import {
  accountOf,
  ALICE,
  BOB,
  countingNonces,
  LIMITS,
  NOW,
  pendingOf,
} from '@fintech-solution/testing/ledger-samples';
import type { WriteFailure } from '../../../src/ledger/ledger-write.ts';
import { isOwnOutcome, nextStep } from '../../../src/ledger/next-step.ts';
import { decidePosting, expire } from '../../../src/ledger/posting.ts';
import type { Reference } from '../../../src/ledger/reference.ts';
import { type AcceptedTransaction, CASH } from '../../../src/ledger/transaction.ts';

function posted(changes: Partial<AcceptedTransaction> = {}) {
  const decision = decidePosting({
    transaction: pendingOf(changes),
    accounts: new Map([ALICE, BOB].map((msisdn) => [msisdn, accountOf(msisdn)])),
    limits: LIMITS,
    nowMs: NOW,
    newNonce: countingNonces(),
  });
  if (decision.kind !== 'post') throw new Error(decision.kind);
  return decision;
}

const step = (
  failures: Readonly<Record<number, WriteFailure>>,
  changes: Partial<AcceptedTransaction> = {},
) => {
  const { writes } = posted(changes);
  return nextStep(
    writes,
    writes.map((_, index) => failures[index]),
  );
};
const condition = { kind: 'condition' } as const;
const conflict = { kind: 'conflict' } as const;
const throttled = { kind: 'throttled' } as const;

describe('after a commit that was cancelled', () => {
  it('a final state is taken as it is, whatever else failed', () => {
    const { transaction } = posted();
    const failures = { 0: { ...condition, transaction }, 1: condition, 3: conflict };
    expect(step(failures)).toEqual({ kind: 'already-final', transaction });
  });

  it.each([
    ['the transaction, still pending', { 0: { ...condition, transaction: pendingOf() } }],
    ['an account', { 1: condition }],
    ['an account, beside a conflict', { 1: condition, 3: conflict }],
    ['a leg that exists', { 2: condition }],
    ['an account, whatever amount comes with it', { 1: { ...condition, amount: 77n } }],
  ])('%s is read and decided again', (_, failures) => {
    expect(step(failures)).toEqual({ kind: 'decide-again', knowledge: {} });
  });

  it.each([
    ['a conflict', { 3: conflict }],
    ['a throttled item', { 1: throttled }],
    ['both', { 1: throttled, 3: conflict }],
  ])('%s asks for a pause', (_, failures) => {
    expect(step(failures)).toEqual({ kind: 'pause' });
  });

  it('what the store told of the requester’s cash is known for the next decision', () => {
    const deposit = { type: 'deposit', debit: 'SYS#CASH' } as const;
    expect(step({ 4: { ...condition, amount: 77n } }, deposit)).toEqual({
      kind: 'decide-again',
      knowledge: { cash: { day: '2026-11-01', amount: 77n } },
    });
    expect(step({ 4: condition }, deposit)).toEqual({ kind: 'decide-again', knowledge: {} });
  });

  it('what the store told of the original is known for the next decision', () => {
    const reversal = {
      type: 'reversal',
      originalReference: '3a52e4a8-0c5b-5cbb-9d5e-1f0e4a7b6c5d' as Reference,
    } as const;
    expect(step({ 5: { ...condition, amount: 77n }, 1: condition }, reversal)).toEqual({
      kind: 'decide-again',
      knowledge: { reversible: 77n },
    });
  });
});

describe('a final state', () => {
  it('is the own one where the answer to its commit was lost', () => {
    const { transaction } = posted();
    expect(isOwnOutcome(transaction, { ...transaction })).toBe(true);
    for (const side of ['debitLeg', 'creditLeg']) {
      const other = { ...transaction, [side]: { sequence: 2, nonce: 'another' } };
      expect(isOwnOutcome(transaction, other)).toBe(false);
    }
  });

  it.each<['debitLeg' | 'creditLeg', Partial<AcceptedTransaction>]>([
    ['creditLeg', { debit: CASH }],
    ['debitLeg', { credit: CASH }],
  ])('of cash is told by its only leg, the %s', (side, parties) => {
    const { transaction } = posted(parties);
    expect(isOwnOutcome(transaction, { ...transaction })).toBe(true);
    expect(isOwnOutcome(transaction, { ...transaction, [side]: { sequence: 2, nonce: 'another' } })).toBe(
      false,
    );
  });

  it('is not the own one where it failed instead, or for something else, or at another moment', () => {
    const { transaction: completed } = posted();
    const { transaction: failed } = expire(pendingOf(), NOW);
    expect(isOwnOutcome(completed, failed)).toBe(false);
    expect(isOwnOutcome(failed, completed)).toBe(false);
    expect(isOwnOutcome(failed, { ...failed })).toBe(true);
    expect(isOwnOutcome(failed, { ...failed, error: 'identifierError' })).toBe(false);
    expect(isOwnOutcome(failed, { ...failed, finalAt: '2026-11-01T09:00:00.001Z' })).toBe(false);
  });
});
