import type { NotificationQueue } from '@fintech-solution/domain/ledger/ledger-queues';
import type { LedgerStore } from '@fintech-solution/domain/ledger/ledger-store';
import { isOwnOutcome, nextStep } from '@fintech-solution/domain/ledger/next-step';
import { recipientsOf } from '@fintech-solution/domain/ledger/notification';
import { decidePosting } from '@fintech-solution/domain/ledger/posting';
import type { Knowledge, Limits } from '@fintech-solution/domain/ledger/posting-input';
import type { Reference } from '@fintech-solution/domain/ledger/reference';
import {
  type CompletedTransaction,
  type FailedTransaction,
  isFinal,
  type Transaction,
} from '@fintech-solution/domain/ledger/transaction';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, MAX_TRIES, BUDGET_MS } from './budgets.ts';
import { createBatchReading, type BatchReading } from './batch-reading.ts';

export interface Dependencies {
  readonly ledger: Pick<LedgerStore, 'read' | 'commit'>;
  readonly notifications: NotificationQueue;
  readonly limits: Limits;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** 128 random bits, hex. */
  readonly newNonce: () => string;
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** What became of one transaction in this batch. */
export type Processed =
  /** It has its final state; `isNew` where this delivery gave it. */
  | {
      readonly kind: 'final';
      readonly transaction: CompletedTransaction | FailedTransaction;
      readonly isNew: boolean;
    }
  /** No such transaction was accepted: the message is not from us. */
  | { readonly kind: 'unknown' }
  /** It has just expired, and no clock may decide about it yet. */
  | { readonly kind: 'expiring' }
  /** Others are at the same accounts, or too little time is left: a later delivery goes on. */
  | { readonly kind: 'contended' };

type Pending = Extract<Transaction, { status: 'pending' }>;

/**
 * Processes the transactions of one batch: what they need is read once for all of them, transactions that share an account
 * are decided one after another, and all notifications are queued together.
 */
export function createBatchProcessing(
  dependencies: Dependencies,
  references: readonly Reference[],
  timeLeftMs: () => number,
) {
  const { ledger, notifications, clock, limits, newNonce, pause, random } = dependencies;
  const reading = createBatchReading(ledger, references);
  const finished = new Map<Reference, CompletedTransaction | FailedTransaction>();
  let sending: Promise<ReadonlySet<Reference>> | undefined;

  /** Decides and commits until the transaction is final, as long as there is time. */
  async function postOrRefuse(batch: BatchReading, { reference }: Pending): Promise<Processed> {
    let knowledge: Knowledge = {};
    for (let tries = 1; ; tries += 1) {
      const transaction = batch.transaction(reference);
      if (transaction === undefined || isFinal(transaction)) return asFound(transaction);
      if (tries > MAX_TRIES || timeLeftMs() < BUDGET_MS) return { kind: 'contended' };
      const accounts = batch.accountsOf(transaction);
      const nowMs = clock();
      const decision = decidePosting({ transaction, accounts, knowledge, limits, nowMs, newNonce });
      if (decision.kind === 'wait') return { kind: 'expiring' };

      const outcome = await ledger.commit(decision.writes);
      if (outcome.kind === 'committed') {
        batch.remember(decision.transaction, decision.kind === 'post' ? decision.accounts : []);
        return { kind: 'final', transaction: decision.transaction, isNew: true };
      }
      const step = nextStep(decision.writes, outcome.failures);
      if (step.kind === 'already-final') {
        batch.remember(step.transaction, []);
        return {
          kind: 'final',
          transaction: step.transaction,
          isNew: isOwnOutcome(decision.transaction, step.transaction),
        };
      }
      if (step.kind === 'pause') await pause(random() * longestPauseMs(tries));
      else knowledge = { ...knowledge, ...step.knowledge };
      await batch.readAgain(transaction);
    }
  }

  async function process(reference: Reference): Promise<Processed> {
    const batch = await reading();
    const transaction = batch.transaction(reference);
    if (transaction === undefined || isFinal(transaction)) return asFound(transaction);
    return batch.inTurn(transaction, () => postOrRefuse(batch, transaction));
  }

  /** Queues the notifications of everything that is final by now, in as few calls as can be. */
  async function queueAll(): Promise<ReadonlySet<Reference>> {
    const requests = [...finished.values()].flatMap((transaction) => {
      const { reference, correlationId, traceparent } = transaction;
      return recipientsOf(transaction).map((recipient) => ({
        reference,
        recipient,
        correlationId,
        traceparent,
      }));
    });
    const taken = requests.length === 0 ? [] : await notifications.notify(requests);
    return new Set(requests.filter((_, index) => taken[index] !== true).map(({ reference }) => reference));
  }

  return {
    /** Gives one transaction its final state, once. @throws LedgerUnavailableError, CorruptLedgerError */
    async process(reference: Reference): Promise<Processed> {
      const processed = await process(reference);
      if (processed.kind === 'final') finished.set(reference, processed.transaction);
      return processed;
    },

    /**
     * Queues the notifications of a transaction that is final, together with those of all others. A run that meets a final
     * transaction queues them again: they are idempotent, and no crash loses one.
     *
     * @returns false where the queue did not take them all.
     * @throws QueueUnavailableError
     */
    async notify(reference: Reference): Promise<boolean> {
      return !(await (sending ??= queueAll())).has(reference);
    },
  };
}

function longestPauseMs(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
}

function asFound(transaction: CompletedTransaction | FailedTransaction | undefined): Processed {
  return transaction === undefined ? { kind: 'unknown' } : { kind: 'final', transaction, isNew: false };
}
