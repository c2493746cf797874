import { AccountsUnavailableError, CorruptAccountError } from '@fintech-solution/domain/account';
import type { CommonReason, Ending } from '@fintech-solution/runtime/sqs/batch';
import { isFinished } from '@fintech-solution/runtime/sqs/deliver';
import type { WelcomeResult } from './welcome.ts';

/** Why a record is reported failed: the dimension `Reason` of the metric `RequestFailed`. */
export type FailureReason =
  CommonReason | 'store-unavailable' | 'account-corrupt' | 'welcome-failed' | 'welcome-held-elsewhere';

/** How a record ends whose account is open. */
export function endingOf(results: readonly WelcomeResult[]): Ending<FailureReason> {
  const waiting = results.filter((result) => !isFinished(result));
  if (waiting.length === 0) return { kind: 'done' };
  if (waiting.some(({ notParked }) => notParked !== undefined))
    return { kind: 'failed', reason: 'not-parked' };
  const isHeld = waiting.every(({ kind }) => kind === 'held-elsewhere');
  return { kind: 'failed', reason: isHeld ? 'welcome-held-elsewhere' : 'welcome-failed' };
}

/** Why a record failed whose step threw. */
export function reasonOf(error: unknown): FailureReason {
  if (error instanceof AccountsUnavailableError) return 'store-unavailable';
  return error instanceof CorruptAccountError ? 'account-corrupt' : 'unexpected';
}
