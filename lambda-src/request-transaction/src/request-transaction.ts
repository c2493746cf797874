import { fingerprintOf } from '@fintech-solution/domain/ledger/fingerprint';
import {
  acceptOnce,
  type Dependencies,
  judgeCallback,
  refuse,
  type Refused,
  type RequestLimits,
  type RequestOutcome,
  type ValidRequest,
} from './accept-once.ts';

/**
 * Accepts a deposit, a withdrawal, a transfer or a payment, once.
 *
 * @throws LedgerUnavailableError or QueueUnavailableError; the same request under the same key is always safe.
 */
export async function requestTransaction(
  dependencies: Dependencies,
  request: ValidRequest,
): Promise<RequestOutcome> {
  const { limits } = dependencies;
  const refusal = judgeAmount(request, limits) ?? judgeCallback(request, limits);
  return acceptOnce(dependencies, request, fingerprintOf(request), refusal);
}

function judgeAmount({ amount }: ValidRequest, limits: RequestLimits): Refused | undefined {
  // Whatever the setting says, nothing is not an amount.
  if (amount < limits.minAmount || amount === 0n) return refuse('below-minimum', 'amount');
  return amount > limits.maxAmount ? refuse('above-maximum', 'amount') : undefined;
}
