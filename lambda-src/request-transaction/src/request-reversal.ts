import { fingerprintOf } from '@fintech-solution/domain/ledger/fingerprint';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import type { Transaction } from '@fintech-solution/domain/ledger/transaction';
import type { ReversalBody } from '@fintech-solution/domain/ledger/transaction-body';
import type { Francs } from '@fintech-solution/domain/money';
import type { Caller } from '@fintech-solution/runtime/http/authorize-caller';
import { maySee } from '@fintech-solution/runtime/http/transaction-access';
import {
  acceptOnce,
  type Dependencies,
  judgeCallback,
  refuse,
  type Refused,
  type Requester,
  type RequestOutcome,
} from './accept-once.ts';
import { isOpenTo, mayRequest } from './permission.ts';

/** A reversal whose form is right. */
export interface ReversalRequest extends ReversalBody {
  /** Undefined where the path names nothing that could be a transaction. */
  readonly originalReference: Reference | undefined;
  readonly callbackUrl?: string | undefined;
}

/**
 * Accepts the reversal of a completed transaction, whole or in part, once. The parties change sides. Without an amount it
 * is what reversals may still take back at this moment; posting fails it where less is left by then.
 *
 * An original that the caller may not see does not exist for it, also when it asked for this very reversal before.
 *
 * @throws LedgerUnavailableError or QueueUnavailableError; the same request under the same key is always safe.
 */
export async function requestReversal(
  dependencies: Dependencies,
  caller: Caller,
  { amount: asked, ...request }: ReversalRequest & Requester,
): Promise<RequestOutcome> {
  if (!isOpenTo(caller, 'reversal')) return { kind: 'refused', error: 'forbidden' };
  const { ledger, limits } = dependencies;
  const { originalReference } = request;
  const original = originalReference && (await ledger.find(originalReference));
  if (original === undefined || !maySee(caller, original)) return refuse('not-found', 'transactionReference');
  const parties = { debit: original.credit, credit: original.debit };
  if (!mayRequest(caller, 'reversal', parties)) return { kind: 'refused', error: 'forbidden' };

  const left = reversibleOf(original);
  const { currency } = original;
  const reversal = { type: 'reversal', ...request, ...parties, currency, amount: asked ?? left } as const;
  // What is left changes, so it is no part of the wish.
  const fingerprint = fingerprintOf({ ...reversal, amount: asked ?? null });
  const refusal = judgeAmount(asked, left) ?? judgeCallback(reversal, limits);
  return acceptOnce(dependencies, reversal, fingerprint, refusal);
}

/** What reversals may still take back: nothing of a transaction that moved nothing, and nothing of a reversal. */
function reversibleOf(original: Transaction): Francs {
  return original.status === 'completed' ? (original.reversible ?? 0n) : 0n;
}

/** The settings' minimum and maximum are of no account: what was moved can be taken back, to the last franc. */
function judgeAmount(asked: Francs | undefined, left: Francs): Refused | undefined {
  if (asked === 0n) return refuse('below-minimum', 'amount');
  if (left === 0n) return refuse('incorrect-state', 'transactionReference');
  return asked !== undefined && asked > left ? refuse('incorrect-state', 'amount') : undefined;
}
