import { decidePosting } from '@fintech-solution/domain/ledger/posting';
import type { CompletedTransaction, FailedTransaction } from '@fintech-solution/domain/ledger/transaction';
import type { InMemoryLedger } from './in-memory-ledger.ts';
import { countingNonces, LIMITS, NOW, type pendingOf } from './ledger-samples.ts';

/**
 * Posts a transaction as process-transaction does, a moment after it was accepted. Its accounts are those of the ledger;
 * one that is missing, or has too little, makes it fail.
 */
export async function postInto(
  ledger: InMemoryLedger,
  transaction: ReturnType<typeof pendingOf>,
  nowMs = NOW + 2_000,
): Promise<CompletedTransaction | FailedTransaction> {
  ledger.put(transaction);
  const { accounts } = await ledger.read(
    [],
    ledger.dump().accounts.map(({ msisdn }) => msisdn),
  );
  const sound = new Map(
    [...accounts].flatMap(([msisdn, account]) => (account instanceof Error ? [] : [[msisdn, account]])),
  );
  const decision = decidePosting({
    transaction,
    accounts: sound,
    limits: LIMITS,
    nowMs,
    newNonce: countingNonces(),
  });
  if (decision.kind === 'wait') throw new Error('A sample does not wait');
  const { kind } = await ledger.commit(decision.writes);
  if (kind !== 'committed') throw new Error('A sample is committed at once');
  return decision.transaction;
}
