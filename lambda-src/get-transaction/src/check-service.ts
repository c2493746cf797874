import { type LedgerStore, LedgerUnavailableError } from '@fintech-solution/domain/ledger/ledger-store';
import { NO_TRANSACTION } from '@fintech-solution/domain/ledger/reference';

/** How the service is, in the words of the GSMA Mobile Money API 1.2.0. */
export type ServiceStatus = 'available' | 'degraded' | 'unavailable';

/** A ledger that takes longer answers slowly; milliseconds. */
const SLOW_MS = 1_000;

/** Reads a transaction that cannot exist, and tells how the ledger answered; `clock` in milliseconds. */
export async function checkService(
  ledger: Pick<LedgerStore, 'find'>,
  clock: () => number,
): Promise<ServiceStatus> {
  const startedAt = clock();
  try {
    await ledger.find(NO_TRANSACTION);
  } catch (error) {
    if (error instanceof LedgerUnavailableError) return 'unavailable';
    throw error;
  }
  return clock() - startedAt > SLOW_MS ? 'degraded' : 'available';
}
