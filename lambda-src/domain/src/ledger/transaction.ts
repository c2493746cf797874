import type { Francs } from '../money.ts';
import type { Msisdn } from '../msisdn.ts';
import type { RefusalError } from './ledger-error.ts';
import type { Reference } from './reference.ts';

/** The kinds of transactions that a caller names in the path, in the words of the GSMA Mobile Money API 1.2.0. */
export const REQUESTED_TYPES = [
  'deposit',
  'withdrawal',
  'transfer',
  'merchantpay',
  'disbursement',
  'adjustment',
] as const;
export type RequestedType = (typeof REQUESTED_TYPES)[number];

/** Every kind of transaction; a reversal has a route of its own. */
export type TransactionType = RequestedType | 'reversal';

/** Types of the same standard that this system does not offer on that path. */
export const OTHER_STANDARD_TYPES: readonly string[] = ['billpay', 'inttransfer', 'reversal'];

/**
 * The system's cash account: a deposit from it makes e-money, a withdrawal to it unmakes e-money. It has legs and no
 * balance item, so that it is never the item that every transaction competes for.
 */
export const CASH = 'SYS#CASH';

/** Who is debited or credited: a customer's account, by its number in canonical form, or the system's cash account. */
export type Party = Msisdn | typeof CASH;

/** True for a customer's account, which has a balance, a status and a statement. */
export function isCustomer(party: Party): party is Msisdn {
  return party !== CASH;
}

/** True where one of the two parties is the system's cash account. */
export function isCash({ debit, credit }: Pick<TransactionRequest, 'debit' | 'credit'>): boolean {
  return !isCustomer(debit) || !isCustomer(credit);
}

/** What one caller wants to happen, after validation: every amount and number is in canonical form. */
export interface TransactionRequest {
  readonly type: TransactionType;
  readonly amount: Francs;
  readonly currency: string;
  readonly debit: Party;
  readonly credit: Party;
  /** The members of the request that are kept and answered as they came. */
  readonly descriptionText?: string | undefined;
  readonly requestingOrganisationTransactionReference?: string | undefined;
  readonly requestDate?: string | undefined;
  readonly callbackUrl?: string | undefined;
  /** The transaction that a reversal undoes. */
  readonly originalReference?: Reference | undefined;
}

/** What is fixed when a transaction is accepted. */
export interface AcceptedTransaction extends TransactionRequest {
  readonly reference: Reference;
  readonly fingerprint: string;
  /** The `sub` of the caller. */
  readonly requestedBy: string;
  /** A token that is bound to the debited number asked for it, so that its holder is told of a failure. */
  readonly requestedByDebitParty: boolean;
  /** The caller's `X-CorrelationID`, as it was written. */
  readonly clientCorrelationId: string;
  /** The id by which the request is followed through the logs. */
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** Epoch seconds; from this moment on the transaction can only fail. */
  readonly expiresAt: number;
}

/** The place of a transaction in one account: the number of the account's movement, and its leg's nonce. */
export interface LegPosition {
  readonly sequence: number;
  readonly nonce: string;
}

/** A transaction as it is stored. A final state never changes. */
export type Transaction = AcceptedTransaction &
  (
    | { readonly status: 'pending' }
    | {
        readonly status: 'completed';
        /** RFC 3339, UTC; both legs carry the same moment. */
        readonly finalAt: string;
        /** Absent where the party is the cash account. */
        readonly debitLeg?: LegPosition | undefined;
        readonly creditLeg?: LegPosition | undefined;
        /** What reversals may still take back; absent for a reversal, which is never reversed. */
        readonly reversible?: Francs | undefined;
      }
    | { readonly status: 'failed'; readonly finalAt: string; readonly error: RefusalError }
  );

/** A transaction whose money moved. */
export type CompletedTransaction = Extract<Transaction, { status: 'completed' }>;
/** A transaction that moved nothing and never will. */
export type FailedTransaction = Extract<Transaction, { status: 'failed' }>;

/** A final transaction keeps its state for ever. */
export function isFinal(transaction: Transaction): transaction is CompletedTransaction | FailedTransaction {
  return transaction.status !== 'pending';
}

/** Amounts have at most 15 digits, so that a sum of ten thousand of them still fits the store's 38. */
export const MAX_AMOUNT: Francs = 10n ** 15n - 1n;

const AMOUNT = /^(0|[1-9]\d{0,14})(\.0{1,4})?$/;

/**
 * Reads an amount as a request spells it: whole francs, with or without decimals that are all zero.
 *
 * @returns the amount; `negative` for a minus before a valid amount; `malformed` for a fraction, an exponent, a plus,
 * leading zeros, 16 digits and everything else.
 */
export function parseAmount(text: string): Francs | 'negative' | 'malformed' {
  const whole = AMOUNT.exec(text)?.[1];
  if (whole !== undefined) return BigInt(whole);
  return text.startsWith('-') && AMOUNT.test(text.slice(1)) ? 'negative' : 'malformed';
}

/** How long after its expiry a transaction is left alone, so that two clocks that differ never both decide. Seconds. */
export const EXPIRY_GAP_SECONDS = 30;

/**
 * Whether a pending transaction may be posted, may only be failed, or is in the gap in between.
 *
 * @param nowMs epoch milliseconds.
 */
export function expiryAt(
  { expiresAt }: Pick<AcceptedTransaction, 'expiresAt'>,
  nowMs: number,
): 'alive' | 'expiring' | 'expired' {
  if (nowMs < expiresAt * 1_000) return 'alive';
  return nowMs < (expiresAt + EXPIRY_GAP_SECONDS) * 1_000 ? 'expiring' : 'expired';
}

/** The index of pending transactions is spread over this many shards. */
export const PENDING_SHARDS = ['P#0', 'P#1', 'P#2', 'P#3', 'P#4', 'P#5', 'P#6', 'P#7'] as const;
export type PendingShard = (typeof PENDING_SHARDS)[number];

/** The shard of a reference: its last hex digit modulo 8. */
export function pendingShardOf(reference: Reference): PendingShard {
  const shard = Number.parseInt(reference.slice(-1), 16) % PENDING_SHARDS.length;
  return PENDING_SHARDS[shard] as PendingShard;
}
