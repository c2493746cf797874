import { type CallbackHosts, isAllowedUrl } from '@fintech-solution/domain/ledger/callback-url';
import type { LedgerError } from '@fintech-solution/domain/ledger/ledger-error';
import { QueueUnavailableError, type TransactionQueue } from '@fintech-solution/domain/ledger/ledger-queues';
import type { AcceptOutcome, LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';
import { referenceOf } from '@fintech-solution/domain/ledger/reference';
import type {
  AcceptedTransaction,
  Transaction,
  TransactionRequest,
} from '@fintech-solution/domain/ledger/transaction';
import type { Francs } from '@fintech-solution/domain/money';

/** Who asks, and under which key. */
export interface Requester {
  readonly requestedBy: string;
  readonly requestedByDebitParty: boolean;
  readonly clientCorrelationId: string;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
}

/** A request that is well formed and that its caller may make. */
export interface ValidRequest extends TransactionRequest, Requester {}

/** What a deployment allows of one transaction; it judges what is new, and never what was accepted. */
export interface RequestLimits {
  /** Whole francs, inclusive. */
  readonly minAmount: Francs;
  readonly maxAmount: Francs;
  readonly expirySeconds: number;
  readonly callbackHosts: CallbackHosts;
}

export interface Dependencies {
  readonly ledger: Pick<LedgerStore, 'accept' | 'find'>;
  readonly queue: TransactionQueue;
  readonly limits: RequestLimits;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What became of a request. `replayed`: it was accepted before, and this is its transaction as it is now. */
export type RequestOutcome =
  | { readonly kind: 'accepted'; readonly transaction: Transaction }
  | { readonly kind: 'replayed'; readonly transaction: Transaction }
  | Refused;

/** A request of which nothing is accepted, and the member, header or parameter that is to blame. */
export interface Refused {
  readonly kind: 'refused';
  readonly error: LedgerError;
  readonly field?: string;
}

export function refuse(error: LedgerError, field: string): Refused {
  return { kind: 'refused', error, field };
}

/**
 * Accepts a transaction once for each requester and key, and queues it. A request that was accepted is answered by its
 * transaction for ever, whatever `refusal` says of a new one: the key is read after that was judged, so that a request
 * which was accepted meanwhile is not refused for what it did itself.
 *
 * @param fingerprint of the request as it came.
 * @param refusal what settings and stored state say of the request, if it is new.
 * @throws LedgerUnavailableError or QueueUnavailableError; the same request under the same key is always safe.
 */
export async function acceptOnce(
  { ledger, queue, limits, clock }: Dependencies,
  request: ValidRequest,
  fingerprint: string,
  refusal: Refused | undefined,
): Promise<RequestOutcome> {
  const accepted = transactionOf(request, fingerprint, limits, clock());
  if (refusal !== undefined) {
    const existing = await ledger.find(accepted.reference);
    return existing === undefined ? refusal : answerAgain(queue, accepted, existing);
  }
  const outcome = await ledger.accept(accepted);
  if (outcome.kind === 'exists' && !isOwn(accepted, outcome))
    return answerAgain(queue, accepted, outcome.transaction);
  await enqueue(queue, accepted);
  return { kind: 'accepted', transaction: { ...accepted, status: 'pending' } };
}

/** What the settings say of a callback. */
export function judgeCallback({ callbackUrl }: ValidRequest, limits: RequestLimits): Refused | undefined {
  const isAllowed = callbackUrl === undefined || isAllowedUrl(callbackUrl, limits.callbackHosts);
  return isAllowed ? undefined : refuse('format-error', 'X-Callback-URL');
}

function transactionOf(
  request: ValidRequest,
  fingerprint: string,
  { expirySeconds }: RequestLimits,
  nowMs: number,
): AcceptedTransaction {
  return {
    ...request,
    reference: referenceOf(request.requestedBy, request.clientCorrelationId),
    fingerprint,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: Math.floor(nowMs / 1_000) + expirySeconds,
  };
}

type ExistingTransaction = Extract<AcceptOutcome, { kind: 'exists' }>;

/** The answer to the write was lost, and the repeated write found what the first one had written. */
function isOwn(accepted: AcceptedTransaction, { transaction, isRepetition }: ExistingTransaction): boolean {
  return (
    isRepetition &&
    transaction.createdAt === accepted.createdAt &&
    transaction.correlationId === accepted.correlationId &&
    transaction.fingerprint === accepted.fingerprint
  );
}

async function answerAgain(
  queue: TransactionQueue,
  { fingerprint }: AcceptedTransaction,
  existing: Transaction,
): Promise<RequestOutcome> {
  if (existing.fingerprint !== fingerprint) return refuse('duplicate-request', 'X-CorrelationID');
  // Its message may be lost, so the client's own repetition heals it.
  if (existing.status === 'pending') await enqueue(queue, existing);
  return { kind: 'replayed', transaction: existing };
}

async function enqueue(queue: TransactionQueue, transaction: AcceptedTransaction): Promise<void> {
  const { reference, correlationId, traceparent } = transaction;
  const [isQueued] = await queue.request([{ reference, correlationId, traceparent }]);
  if (isQueued !== true) throw new QueueUnavailableError(new Error('the queue did not take the message'));
}
