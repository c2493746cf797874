import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import type { LedgerAccount } from './account-rules.ts';
import type { LedgerWrite } from './ledger-write.ts';
import { dayOf, momentOf, type PostingInput } from './posting-input.ts';
import { type Leg, legHead } from './receipt.ts';
import { sha256 } from './reference.ts';
import { findRefusal, type Refusal, rulesOf } from './refusal.ts';
import {
  type CompletedTransaction,
  expiryAt,
  type FailedTransaction,
  isCash,
  isCustomer,
  type LegPosition,
  type Party,
} from './transaction.ts';

/** What is to be written for one transaction, all of it or nothing, and what is true afterwards. */
export type Decision =
  | {
      readonly kind: 'post';
      readonly transaction: CompletedTransaction;
      readonly writes: readonly LedgerWrite[];
      /** The accounts after the writes. */
      readonly accounts: readonly LedgerAccount[];
    }
  | {
      readonly kind: 'refuse';
      readonly transaction: FailedTransaction;
      readonly writes: readonly LedgerWrite[];
    }
  /** It expired just now: neither this clock nor one that is behind may decide yet. */
  | { readonly kind: 'wait' };

/**
 * Decides what becomes of a pending transaction. Nothing is read or written here: what was read is judged, and each
 * thing that was judged is also a condition of the write, because it may have changed since.
 */
export function decidePosting(input: PostingInput): Decision {
  const { transaction, nowMs } = input;
  const expiry = expiryAt(transaction, nowMs);
  if (expiry === 'expiring') return { kind: 'wait' };
  if (expiry === 'expired') return expire(transaction, nowMs);
  const refusal = findRefusal(input);
  return refusal === undefined ? post(input) : refuse(input, refusal);
}

/** Fails a transaction whose time is over; nothing but the time decides. */
export function expire(
  transaction: PostingInput['transaction'],
  nowMs: number,
): Extract<Decision, { kind: 'refuse' }> {
  const finalAt = new Date(nowMs).toISOString();
  const failed: FailedTransaction = { ...transaction, status: 'failed', finalAt, error: 'genericError' };
  return {
    kind: 'refuse',
    transaction: failed,
    writes: [{ write: 'fail', transaction: failed, expiredAtSeconds: secondsOf(nowMs) }],
  };
}

function refuse({ transaction, nowMs }: PostingInput, { error, check }: Refusal): Decision {
  const finalAt = new Date(nowMs).toISOString();
  const failed: FailedTransaction = { ...transaction, status: 'failed', finalAt, error };
  const writes: LedgerWrite[] = [{ write: 'fail', transaction: failed }];
  if (check !== undefined) writes.push(check);
  return { kind: 'refuse', transaction: failed, writes };
}

function post(input: PostingInput): Decision {
  const { transaction, nowMs } = input;
  const { debit, credit, amount, type, originalReference } = transaction;
  const at = momentOf(input);
  const debited = movementOf(input, debit, credit, -amount, at);
  const credited = movementOf(input, credit, debit, amount, at);
  const completed: CompletedTransaction = {
    ...transaction,
    status: 'completed',
    finalAt: at,
    debitLeg: positionOf(debited),
    creditLeg: positionOf(credited),
    ...(type === 'reversal' ? {} : { reversible: amount }),
  };
  const writes: LedgerWrite[] = [
    { write: 'complete', transaction: completed, nowSeconds: secondsOf(nowMs) },
    ...debited.writes,
    ...credited.writes,
    ...cashWrites(input, at),
  ];
  if (originalReference !== undefined)
    writes.push({ write: 'reduce-reversible', reference: originalReference, amount });
  const accounts = [debited, credited].flatMap(({ account }) => account ?? []);
  return { kind: 'post', transaction: completed, writes, accounts };
}

/** One side of a posting. The account and the leg of a customer; the cash account has neither. */
interface Movement {
  readonly writes: readonly LedgerWrite[];
  readonly account?: LedgerAccount;
  readonly leg?: Leg;
}

function positionOf({ leg }: Movement): LegPosition | undefined {
  return leg && { sequence: leg.sequence, nonce: leg.nonce };
}

function movementOf(
  input: PostingInput,
  party: Party,
  counterparty: Party,
  amount: Francs,
  at: string,
): Movement {
  const { reference, type, descriptionText } = input.transaction;
  if (!isCustomer(party)) return { writes: [{ write: 'add-cash-leg', reference, amount, at }] };
  // Absent only where the judgement was switched off, as a test of the conditions does; those then stop the write.
  const before = input.accounts.get(party) ?? neverOpened(party);
  const unhashed = {
    msisdn: party,
    sequence: before.version + 1,
    reference,
    type,
    amount,
    balanceAfter: before.balance + amount,
    counterparty,
    at,
    nonce: input.newNonce(),
    ...(descriptionText === undefined ? {} : { descriptionText }),
  };
  const leg: Leg = { ...unhashed, head: legHead(unhashed, before.head) };
  const counts = amount < 0n && type !== 'reversal';
  const account: LedgerAccount = {
    ...before,
    balance: leg.balanceAfter,
    version: leg.sequence,
    head: leg.head,
    lastMovementAt: at,
    ...(counts ? debitsOf(before, dayOf(at), -amount) : {}),
  };
  const rules = rulesOf(input).flatMap(({ msisdn, rule }) => (msisdn === party ? [rule] : []));
  return {
    account,
    leg,
    writes: [
      {
        write: 'move',
        account,
        amount,
        countsAsDebit: counts,
        rules: [{ rule: 'version-is', version: before.version }, ...rules],
      },
      { write: 'add-leg', leg },
    ],
  };
}

/** The day's debits after one more; the counter of another day is of no account any more. */
function debitsOf({ debitDay, debitedToday }: LedgerAccount, day: string, amount: Francs) {
  return { debitDay: day, debitedToday: (debitDay === day ? debitedToday : 0n) + amount };
}

// Stryker disable all: what no test of this code reaches; the simulation switches the judgement off, and the conditions stop the write.
function neverOpened(msisdn: Msisdn): LedgerAccount {
  return {
    msisdn,
    balance: 0n,
    status: 'ACTIVE',
    version: 0,
    head: '',
    lastMovementAt: '',
    debitedToday: 0n,
  };
}
// Stryker restore all

/** A requester's day is kept for a week after it ended, for an investigation; seconds. */
const CASH_DAY_KEPT_SECONDS = 8 * 86_400;

function cashWrites({ transaction, limits }: PostingInput, at: string): LedgerWrite[] {
  const { amount, requestedBy, type } = transaction;
  if (!isCash(transaction) || type === 'reversal') return [];
  const day = dayOf(at);
  const ttl = Date.parse(`${day}T00:00:00Z`) / 1_000 + CASH_DAY_KEPT_SECONDS;
  return [
    {
      write: 'count-cash',
      requester: sha256(requestedBy),
      day,
      amount,
      upTo: limits.dailyCash - amount,
      ttl,
    },
  ];
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1_000);
}
